import OAuth
import Testing

@Suite("URLs of documents")
struct DocumentURLTests {
    static let refused = [
        // RFC 6749 §3.1 and the draft's §3: https, a path, and nothing that hides where it leads.
        "http://client.example/client.json", "HTTPS://client.example/client.json", "ftp://client.example/x", "//client.example/x",
        "https:client.example/x", "client.example/x", "", "https://", "https:///x", "https://client.example",
        "https://client.example?x=/y", "https://client.example/x#y", "https://client.example/#",
        "https://user@client.example/x", "https://user:password@client.example/x", "https://@client.example/x",
        "https://a@b@client.example/x",
        // Dot segments, however they are written.
        "https://client.example/./x", "https://client.example/../x", "https://client.example/a/..", "https://client.example/%2e/x",
        "https://client.example/%2E%2e/x", "https://client.example/.%2e/x", "https://client.example/a/%2E.",
        // Hosts that are read in more than one way.
        "https://127.1/x", "https://0x7f.1/x", "https://2130706433/x", "https://0177.0.0.1/x", "https://127.0.0.1./x",
        "https://0x7f000001/x", "https://127.0.0.0x1/x", "https://256.1.1.1/x", "https://1.2.3/x", "https://1.2.3.4.5/x",
        "https://01.2.3.4/x", "https://client.example./x", "https://.client.example/x", "https://a..b/x", "https://a_b.example/x",
        "https://client.example%2f@x/y", "https://client%2eexample/x", "https://clïent.example/x", "https://①②⑦.0.0.1/x",
        "https://client.example\\@x/y", "https://client.example /x", "https://client.example/\u{7f}", "https://client.example/a b",
        // Ports and brackets.
        "https://client.example:/x", "https://client.example:0/x", "https://client.example:65536/x", "https://client.example:-1/x",
        "https://client.example:443:443/x", "https://client.example:+443/x", "https://[::1/x", "https://::1/x", "https://[::1]x/x",
        "https://[fe80::1%25eth0]/x", "https://[v1.x]/x", "https://[]x/x",
    ]

    @Test("a URL that is not plain https, or can be read in two ways, is refused", arguments: refused)
    func refusal(text: String) {
        #expect(throws: FetchProblem.self) { try DocumentURL(text) }
    }

    static let accepted: [(String, String, Int, String)] = [
        ("https://client.example/client.json", "client.example", 443, "/client.json"),
        ("https://Client.Example/", "client.example", 443, "/"),
        ("https://client.example:8443/a/b?c=d&e=../f", "client.example", 8443, "/a/b?c=d&e=../f"),
        ("https://client.example/a..b/...", "client.example", 443, "/a..b/..."),
        ("https://client.example/%2fx/%41", "client.example", 443, "/%2fx/%41"),
        ("https://93.184.216.34/x", "93.184.216.34", 443, "/x"),
        ("https://[2001:DB8::1]:444/x", "2001:db8::1", 444, "/x"),
        ("https://xn--clent-lva.example/x", "xn--clent-lva.example", 443, "/x"),
        ("https://127.0.0.1.example/x", "127.0.0.1.example", 443, "/x"),
        ("https://localhost:8443/x", "localhost", 8443, "/x"),
    ]

    @Test("a plain URL is taken apart, and kept byte for byte", arguments: accepted)
    func parts(text: String, host: String, port: Int, target: String) throws {
        let url = try DocumentURL(text)
        #expect((url.text, url.host, url.port, url.target) == (text, host, port, target))
    }

    @Test("a URL of 512 bytes is taken, a longer one is not")
    func length() throws {
        let start = "https://client.example/"
        let longest = start + String(repeating: "a", count: 512 - start.count)
        #expect(try DocumentURL(longest).text == longest)
        #expect(throws: FetchProblem.self) { try DocumentURL(longest + "a") }
    }
}
