// A mistake in the configuration stops the start with the place, what was found, and what was expected.

import Testing

@testable import usher

@Suite("mistakes in a configuration")
struct ConfigurationMistakeTests {
    @Test("a mistake is named with its line and what was expected", arguments: Mistake.server + Mistake.resources + Mistake.plugins)
    func mistake(_ mistake: Mistake) throws {
        let complaints = try ConfigurationFixture(mistake.yaml, files: ["api.yaml"]).complaints()
        try #require(complaints.count == 1, "\(complaints)")
        #expect(complaints[0].hasPrefix("usher.yaml:\(mistake.line):"), "\(complaints)")
        for word in mistake.words { #expect(complaints[0].contains(word), "\(complaints)") }
    }

    @Test("all mistakes are reported at once, in the order of their lines")
    func allAtOnce() throws {
        let fixture = try ConfigurationFixture(
            "log: { level: loud }\nresources:\n  n:\n    pth: /n\n    upstream: h\nlisten: x\nlimits: []\nsign_up: maybe\n")
        let complaints = fixture.complaints(environment: ["USHER_DATABASE": "x"], overrides: Overrides(publicURL: "y"))
        let places = complaints.map { $0.prefix { $0 != " " } }
        #expect(
            places == [
                "usher.yaml:1:15:", "usher.yaml:3:3:", "usher.yaml:4:5:", "usher.yaml:5:15:", "usher.yaml:6:9:", "usher.yaml:7:9:",
                "usher.yaml:8:10:", "environment", "--public-url:",
            ])
    }

    @Test(
        "a mistake in the environment names the variable",
        arguments: [
            ("USHER_LISTEN", "x", "host:port"), ("USHER_LOG_LEVEL", "loud", "expected trace"),
            ("USHER_TRUSTED_PROXIES", "10.0.0.0/8,x", "found `x`"),
            ("USHER_PUBLIC_URI", "https://a", "did you mean `USHER_PUBLIC_URL`?"),
            ("USHER_CONFIG", "nowhere.yaml", "found no file `nowhere.yaml`"),
            ("USHER_DATABASE", "mysql://u:secret@h/db", "`mysql://u:***@h/db`"),
        ])
    func environment(name: String, value: String, words: String) throws {
        let complaints = try ConfigurationFixture().complaints(environment: [name: value])
        #expect(complaints.count == 1 && complaints[0].hasPrefix("environment \(name): ") && complaints[0].contains(words), "\(complaints)")
    }

    @Test("variables that are no keys of the file are no mistakes", arguments: ["USHER_SECRET", "USHER_SERVICE_HOST"])
    func otherVariables(name: String) throws {
        #expect(try ConfigurationFixture().complaints(environment: [name: "x"]) == [])
    }

    @Test("a mistake on the command line names the flag")
    func flags() throws {
        let fixture = try ConfigurationFixture()
        #expect(fixture.complaints(overrides: Overrides(listen: "x")).first?.hasPrefix("--listen: `listen`: found `x`") == true)
        #expect(fixture.complaints(overrides: Overrides(database: "x")).first?.hasPrefix("--database: ") == true)
        let error = #expect(throws: ConfigurationError.self) { try fixture.load(file: "nowhere.yaml") }
        #expect(error?.lines == ["--config: found no file `nowhere.yaml`; expected a configuration file; `usher init` writes one"])
    }

    @Test("a file that is not text is refused")
    func bytes() throws {
        let fixture = try ConfigurationFixture()
        try fixture.writeBytes([0xFF, 0xFE, 0x00], to: "usher.yaml")
        #expect(fixture.complaints() == ["usher.yaml:1:1: found bytes that are not text; expected UTF-8"])
    }
}
