import Testing

@testable import Gateway

@Suite("The path of a call")
struct RequestTargetTests {
    @Test(
        "a spelling that could be read in two ways is refused",
        arguments: [
            "/notes/..", "/notes/../admin", "/notes/./a", "/notes/a/..", "/notes/%2e%2e/a", "/notes/%2E./a", "/notes/.%2e",
            "/notes/%2e", "/notes/a%2fb", "/notes/a%2Fb", "/notes/a%5cb", "/notes/a\\b", "/notes//a", "/notes/a//b", "/notes//",
            "/notes/a%00", "/notes/%0d%0aX:y", "/notes/%7f", "/notes/%", "/notes/%2", "/notes/%zz", "/notes/%252e%252e", "/notes/a%252fb",
            "/notes/..;/a", "/notes/admin;x/y", "/notes/a%3bb", "/notes/%c0%af", "/notes/%ff", "/notes/%ed%a0%80", "/notes/..%20",
            "/notes/...",
            "/notes/caf\u{E9}", "/notes/a b", "/notes/a#b", "/notes/a?b#c", "/notes/a?b c", "/notesx", "/note", "//notes/a",
            "http://h/notes",
            "/notes/a\"b", "/notes/<a>", "/notes/a|b", "/notes/a\tb", "",
        ])
    func refused(target: String) {
        #expect(throws: Refusal.self) { try RequestTarget(target, below: "/notes") }
    }

    @Test(
        "an ordinary path is kept as it was sent",
        arguments: [
            ("/notes", "", "", []), ("/notes/", "/", "", []), ("/notes?a=b", "", "?a=b", []), ("/notes/a/b", "/a/b", "", ["a", "b"]),
            ("/notes/%41?x=%2f..//;", "/%41", "?x=%2f..//;", ["A"]), ("/notes/a.b/.well", "/a.b/.well", "", ["a.b", ".well"]),
            ("/notes/100%25", "/100%25", "", ["100%"]), ("/notes/x:y@z!$&'()*+,=~", "/x:y@z!$&'()*+,=~", "", ["x:y@z!$&'()*+,=~"]),
            ("/notes/?filter[name]=x|y", "/", "?filter[name]=x|y", []),
        ] as [(String, String, String, [String])])
    func kept(raw: String, path: String, query: String, segments: [String]) throws {
        let target = try RequestTarget(raw, below: "/notes")
        #expect(target.path == path)
        #expect(target.query == query)
        #expect(target.segments == segments)
    }

    @Test(
        "the address of a call is the upstream's with the rest of the path",
        arguments: [
            ("http://127.0.0.1:9000", "/notes", "http://127.0.0.1:9000/"),
            ("http://127.0.0.1:9000/", "/notes/a?b", "http://127.0.0.1:9000/a?b"),
            ("http://h/base", "/notes", "http://h/base"), ("http://h/base/", "/notes/", "http://h/base/"),
            ("http://h/base", "/notes?q", "http://h/base?q"),
            ("http://h", "/notes?q", "http://h/?q"),
        ])
    func addresses(upstream: String, raw: String, address: String) throws {
        let resource = Resource(try Worlds.route(upstream: upstream))
        #expect(resource.address(of: try RequestTarget(raw, below: "/notes")) == address)
    }
}
