// One domain for the plugin, its contact and its legal page.

import Testing

@testable import Web

@Suite("The domain of a plugin")
struct PluginDomainsTests {
    private func remarks(_ publicURL: String, email: String = "support@example.com", legal: String = "https://example.com/legal")
        -> PluginRemarks
    {
        var remarks = PluginRemarks()
        let settings = PluginSample.settings {
            $0.publicURL = publicURL
            $0.contactEmail = email
            $0.legalURL = legal
        }
        PluginDomains.check(settings, &remarks)
        return remarks
    }

    @Test(
        "hosts of one registrable domain belong together",
        arguments: ["https://example.com", "https://www.example.com", "https://api.example.com", "https://a.b.EXAMPLE.com:443"])
    func together(publicURL: String) {
        let found = remarks(publicURL)
        #expect(found.problems.isEmpty && found.advice.isEmpty)
    }

    @Test("another domain is a problem that names both")
    func another() {
        let found = remarks("https://api.example.com", email: "me@mail.net", legal: "https://example.org/legal")
        #expect(found.problems.count == 2)
        #expect(found.problems[0].contains("mail.net") && found.problems[0].contains("example.com"))
        #expect(found.problems[1].contains("example.org"))
    }

    @Test("two companies below a country's shared label are strangers")
    func country() {
        let found = remarks("https://api.acme.co.uk", email: "me@evil.co.uk", legal: "https://www.acme.co.uk/legal")
        #expect(found.problems.count == 1)
        #expect(found.problems[0].contains("evil.co.uk"))
    }

    @Test(
        "on one's own machine all of it is only advice",
        arguments: ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080", "http://usher.localhost"])
    func loopback(publicURL: String) {
        let found = remarks(publicURL)
        #expect(found.problems.isEmpty)
        #expect(found.advice.count == 3)
    }

    @Test("a public address must be https on port 443", arguments: ["http://example.com", "https://example.com:8443"])
    func standard(publicURL: String) {
        #expect(remarks(publicURL).problems.count == 1)
    }

    @Test(
        "the registrable domain",
        arguments: [
            ("example.com", "example.com"), ("a.b.example.com", "example.com"), ("x.example.co.uk", "example.co.uk"),
            ("example.co.uk", "example.co.uk"), ("x.example.de", "example.de"), ("192.0.2.7", "192.0.2.7"), ("localhost", "localhost"),
        ])
    func registrable(host: String, domain: String) {
        #expect(PluginDomains.registrableDomain(of: host) == domain)
    }
}
