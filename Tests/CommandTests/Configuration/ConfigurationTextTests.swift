// The ways out: `usher init` writes a template, `usher config print` prints what is in force. Both load again.

import Testing

@testable import usher

@Suite("configuration as text")
struct ConfigurationTextTests {
    @Test("the template loads, and is the default")
    func template() throws {
        let fixture = try ConfigurationFixture(Configuration.commentedTemplate())
        let empty = try ConfigurationFixture()
        var expected = try empty.load().configuration
        expected.database = .sqlite(path: fixture.directory + "/usher.db")
        #expect(try fixture.load().configuration == expected)
    }

    @Test("the template takes values")
    func filled() throws {
        let text = Configuration.commentedTemplate(publicURL: "https://example.com", listen: "[::1]:9", database: "sqlite:a: b.db")
        let fixture = try ConfigurationFixture(text)
        let configuration = try fixture.load().configuration
        #expect(configuration.publicURL.text == "https://example.com" && configuration.listen.port == 9)
        #expect(configuration.database == .sqlite(path: fixture.directory + "/a: b.db"))
    }

    @Test("everything that the template comments out is right once it is switched on")
    func uncommented() throws {
        let template = Configuration.commentedTemplate(publicURL: "https://example.com")
        // Answers of one's own site are checked with a secret or with keys, never with both.
        let lines = template.split(separator: "\n").map { Self.switchedOn($0, all: true) }.filter { !$0.contains("jwks: ") }
        let files = [
            "notes.openapi.yaml", "logo.png", "templates/a", "certificate.pem", "key.pem", "authorities.pem", "shop.secret", "shop.key",
            "google.secret",
        ]
        let fixture = try ConfigurationFixture(lines.joined(separator: "\n"), files: files)
        #expect(fixture.complaints() == [])
        let configuration = try fixture.load().configuration
        #expect(configuration.resources.first?.plugin?.name == "Notes")
        #expect(configuration.resources.first?.rules.count == 2)
        #expect(configuration.tls != nil && configuration.templates != nil && configuration.trustedProxies.count == 2)
    }

    @Test("a section of the template works once its first comment signs are gone")
    func section() throws {
        let lines = Configuration.commentedTemplate().split(separator: "\n")
        let start = try #require(lines.firstIndex { $0 == "# resources:" })
        let end = try #require(lines[start...].firstIndex { $0.hasPrefix("##") })
        let fixture = try ConfigurationFixture(lines[start..<end].map { Self.switchedOn($0, all: false) }.joined(separator: "\n"))
        let resource = try #require(fixture.load().configuration.resources.first)
        #expect(resource.identifier == "http://localhost:8080/notes" && resource.plugin == nil && resource.rules.count == 2)
    }

    private static func switchedOn(_ line: Substring, all: Bool) -> String {
        let indent = line.prefix { $0 == " " }
        let rest = line.dropFirst(indent.count)
        guard rest.hasPrefix("# ") else { return String(line) }
        let next = indent + rest.dropFirst(2)
        return all ? switchedOn(next, all: true) : String(next)
    }

    @Test("the template names every key")
    func names() {
        let template = Configuration.commentedTemplate()
        for key in Key.all where key.name != "*" && key.name != "[]" {
            #expect(template.contains("\(key.name):"), "\(key.path)")
        }
    }

    @Test("what is printed loads to an equal configuration")
    func roundTrip() throws {
        let fixture = try ConfigurationFixture(completeYAML, files: completeFiles)
        let loaded = try fixture.load(environment: ["USHER_LOG_LEVEL": "trace"], overrides: Overrides(database: "sqlite:x.db"))
        try fixture.write(loaded.printed(), to: "printed.yaml")
        let again = try fixture.load(file: "printed.yaml")
        #expect(again.configuration == loaded.configuration)
    }

    @Test("text that only looks like a password is printed as it is")
    func sentences() throws {
        let sentence = "See https://a.b:80 or mail me@example.com"
        let printed = try ConfigurationFixture("branding: { name: \"\(sentence)\" }").load().printed()
        #expect(printed.contains("name: \"\(sentence)\"") || printed.contains("name: \(sentence)"))
    }

    @Test("what is printed says where each value came from")
    func origins() throws {
        let fixture = try ConfigurationFixture("sign_up: closed\nlifetimes:\n  code: 30s\n")
        let printed = try fixture.load(environment: ["USHER_LOG_LEVEL": "trace"], overrides: Overrides(listen: "127.0.0.1:0")).printed()
        let lines = printed.split(separator: "\n").map(String.init)
        for line in [
            "sign_up: closed  # usher.yaml:1:10", "  code: 30s  # usher.yaml:3:9", "  level: trace  # environment USHER_LOG_LEVEL",
            "listen: 127.0.0.1:0  # --listen", "public_url: http://localhost:8080  # default", "trusted_proxies: []  # default",
        ] { #expect(lines.contains(line), "\(line) in\n\(printed)") }
    }

    @Test(
        "text survives being printed",
        arguments: [
            "#1", "a: b", " x", "x ", "null", "~", "a\nb", "\"", "\\", "é\u{7}\u{2028}", "- a", "*", "", "@a", "123", "true",
        ])
    func scalars(text: String) throws {
        let setting = try Setting(yaml: "key: \(yamlScalar(text))  # comment\n")
        #expect(setting["key"]?.text == text)
    }

    @Test(
        "a database password is never shown",
        arguments: [
            ("postgres://u:secret@h/db", "postgres://u:***@h/db"), ("postgres://u@h/db", "postgres://u@h/db"),
            ("postgres://u:sec/ret@h/db", "postgres://u:***@h/db"), ("postgres://u:a@secret@h/db", "postgres://u:***@h/db"),
            ("sqlite:usher.db", "sqlite:usher.db"), ("https://h:80/a", "https://h:80/a"),
        ])
    func masks(text: String, masked: String) throws {
        #expect(maskingPassword(text) == masked)
    }
}
