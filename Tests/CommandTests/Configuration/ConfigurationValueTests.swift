// The small types of the configuration: spans, addresses, ranges, nearest words.

import Testing

@testable import usher

@Suite("configuration values")
struct ConfigurationValueTests {
    @Test("spans of time", arguments: [("90", 90), ("60s", 60), ("15m", 900), ("1h", 3600), ("30d", 2_592_000)])
    func spans(text: String, seconds: Int) throws {
        #expect(try span(text) == .seconds(seconds))
    }

    @Test("what is no span of time", arguments: ["", "s", "0", "0s", "-1s", "1.5h", "1w", "1 h", "99999999999999999999", "+5s"])
    func noSpans(text: String) {
        #expect(throws: Refusal.self) { try span(text) }
    }

    @Test(
        "addresses to listen on",
        arguments: [("127.0.0.1:8080", "127.0.0.1", 8080), ("[::1]:0", "::1", 0), ("localhost:80", "localhost", 80)])
    func listen(text: String, host: String, port: Int) throws {
        let address = try ListenAddress(text)
        #expect(address.host == host && address.port == port && address.isLoopback)
    }

    @Test(
        "what is no address to listen on",
        arguments: ["", "8080", ":8080", "127.0.0.1", "127.0.0.1:65536", "::1:8080", "[::g]:1", "a b:1", "http://a:1"])
    func noListen(text: String) {
        #expect(throws: Refusal.self) { try ListenAddress(text) }
    }

    @Test(
        "ranges hold their addresses and no others",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.8", false), ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
            ("10.0.0.0/8", "::ffff:10.1.2.3", true), ("0.0.0.0/0", "::1", false), ("::/0", "::1", true), ("10.0.0.0/8", "not", false),
        ])
    func ranges(range: String, address: String, isInside: Bool) throws {
        #expect(try AddressRange(range).contains(address) == isInside)
    }

    @Test(
        "what is no range",
        arguments: ["", "10.0.0.0/33", "10.0.0.1/8", "10.0.0/8", "::/129", "a", "10.0.0.0/", "10.0.0.0/8/8", "10.0.0.0/-1"])
    func noRanges(text: String) {
        #expect(throws: Refusal.self) { try AddressRange(text) }
    }

    @Test("limits over time", arguments: [("20/1m", 20, 60), ("1/30", 1, 30), ("100/1h", 100, 3600)])
    func limits(text: String, count: Int, seconds: Int) throws {
        #expect(try RateLimit(text) == RateLimit(count: count, per: .seconds(seconds)))
    }

    @Test("what is no limit", arguments: ["20", "0/1m", "/1m", "20/", "20/m", "-1/1m", "20/1m/2", "20 / 1m"])
    func noLimits(text: String) {
        #expect(throws: Refusal.self) { try RateLimit(text) }
    }

    @Test(
        "the nearest word is suggested, and a far one is not",
        arguments: [("upstraem", "upstream"), ("publicUrl", "public_url"), ("listne", "listen"), ("Scopes", "scopes"), ("zebra", nil)]
            as [(String, String?)])
    func nearestWord(word: String, expected: String?) {
        #expect(nearest(word, ["upstream", "public_url", "listen", "scopes", "kind"]) == expected)
    }

    @Test("no two keys share a variable")
    func variables() {
        let names = Key.all.compactMap(\.environmentName)
        #expect(Set(names).count == names.count && names.contains("USHER_LIFETIMES_ACCESS_TOKEN"))
        #expect(Key.all.compactMap(\.flag) == ["--public-url", "--listen", "--database"])
    }
}
