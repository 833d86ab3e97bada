import Fetch
import Testing

@testable import usher

@Suite("The configuration of what is fetched")
struct FetchConfigurationTests {
    private func loaded(_ yaml: String) throws -> Configuration {
        try ConfigurationFixture(yaml).load().configuration
    }

    @Test("by default nothing is relaxed")
    func defaults() throws {
        let fetch = try loaded("").fetch
        #expect(fetch == Configuration.Fetch(certificateAuthorities: nil, hosts: [:], largestDocument: 10_240, dangerouslyReachable: []))
    }

    @Test("hosts, ranges and a size are read")
    func values() throws {
        let fetch = try loaded(
            """
            fetch:
              hosts: { client.example.com: 127.0.0.1, "other.example": "2001:db8::7" }
              dangerously_reachable: [ 127.0.0.0/8, "fd00::/8" ]
              largest_document: 2048
            """
        ).fetch
        #expect(fetch.hosts == ["client.example.com": "127.0.0.1", "other.example": "2001:db8::7"])
        #expect(fetch.dangerouslyReachable.map { $0.contains("127.0.0.9") } == [true, false])
        #expect(fetch.largestDocument == 2048)
    }

    @Test(
        "what cannot be meant is refused with what was expected",
        arguments: [
            ("hosts: { client.example.com: nowhere }", "IP address"), ("hosts: { \"client.example.com:443\": 127.0.0.1 }", "host name"),
            ("hosts: { Client.example.com: 127.0.0.1 }", "lower case"), ("largest_document: 100", "1024 to 1048576"),
            ("largest_document: 10KiB", "1024 to 1048576"), ("dangerously_reachable: [ 10.0.0.1/8 ]", "begins at its first address"),
            ("certificate_authorities: missing.pem", "file that exists"), ("redirects: true", "redirects"),
        ])
    func refused(line: String, words: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try loaded("fetch: { \(line) }") }
        #expect(error?.description.contains(words) == true)
    }

    @Test("an IPv6 address is found in its range, however it is written")
    func sixteenBytes() throws {
        let range = try AddressRange("fd00::/8")
        let address = try #require(IPAddress("fdab:0:0::1"))
        #expect(range.contains(address.description))
    }
}
