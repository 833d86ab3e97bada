// Web addresses and cookies, as the emulated browser keeps them.

import Testing

@testable import usher

@Suite("Addresses and cookies")
struct AddressTests {
    @Test(
        "an address knows its origin and its path",
        arguments: [
            ("http://localhost:8080", "http://localhost:8080", "/"), ("HTTPS://Example.COM:443/a?b#c", "https://example.com", "/a"),
            ("http://[::1]:80/x/", "http://[::1]", "/x/"), ("https://h?q=/", "https://h", "/"),
        ])
    func parts(text: String, origin: String, path: String) throws {
        let address = try #require(Address(text))
        #expect(address.origin == origin)
        #expect(address.path == path)
    }

    @Test(
        "what is no web address is refused",
        arguments: ["", "localhost:8080", "ftp://h/", "http://", "https:///x", "http://user@h/", "javascript:alert(1)"])
    func refused(text: String) {
        #expect(Address(text) == nil)
    }

    @Test(
        "references are resolved as a browser does, their octets kept",
        arguments: [
            ("/x?a=%2B", "https://h/x?a=%2B"), ("x", "https://h/a/x"), ("?q=1", "https://h/a/b?q=1"), ("", "https://h/a/b?c=d"),
            ("//other.example/y", "https://other.example/y"), ("http://z/", "http://z/"),
            ("x?next=http://z/", "https://h/a/x?next=http://z/"),
        ])
    func resolving(reference: String, target: String) throws {
        let address = try #require(Address("https://h/a/b?c=d"))
        #expect(address.resolving(reference)?.text == target)
    }

    @Test("a reference with another scheme leads nowhere", arguments: ["javascript:alert(1)", "mailto:a@b.example", "cursor://x"])
    func otherScheme(reference: String) throws {
        #expect(try #require(Address("https://h/a")).resolving(reference) == nil)
    }

    @Test("cookies go back to their origin and path only, replaced and ended as told")
    func cookies() throws {
        var jar = CookieJar()
        let here = try #require(Address("https://h/a/b"))
        jar.take("one=1; Path=/; Secure; HttpOnly", from: here)
        jar.take("two=2; Path=/a", from: here)
        jar.take("three=3", from: here)
        #expect(jar.header(for: here) == "one=1; two=2; three=3")
        #expect(jar.header(for: try #require(Address("https://h/ab"))) == "one=1")
        #expect(jar.header(for: try #require(Address("https://other/a/b"))) == nil)
        #expect(jar.header(for: try #require(Address("http://h/a/b"))) == nil)
        jar.take("one=x=y; path=/", from: here)
        jar.take("two=; Path=/a; Max-Age=0", from: here)
        jar.take("three=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", from: here)
        #expect(jar.header(for: here) == "one=x=y")
    }

    @Test("a secure cookie over plain HTTP counts only on one's own machine")
    func secure() throws {
        var jar = CookieJar()
        let local = try #require(Address("http://localhost:8080/"))
        let remote = try #require(Address("http://h/"))
        jar.take("a=1; Secure", from: local)
        jar.take("a=1; Secure", from: remote)
        #expect(jar.header(for: local) == "a=1")
        #expect(jar.header(for: remote) == nil)
    }

    @Test("a whole number, a fraction, a boolean and a null are told apart")
    func json() throws {
        let answer = try #require(JSONAnswer(Array(#"{"a":1,"b":1.0,"c":true,"d":null,"e":[1,"x"],"f":1e3}"#.utf8)))
        #expect(answer["a"] == .integer("1"))
        if case .fraction = answer["b"] {} else { Issue.record("1.0 was read as \(String(describing: answer["b"]))") }
        #expect(answer["c"] == .boolean(true))
        #expect(answer["d"] == .null)
        #expect(answer.hasNull)
        #expect(answer["e"]?.texts == nil)
        #expect(JSONAnswer(Array("{".utf8)) == nil)
    }
}
