import HTTPTypes
import Keys
import NIOHTTP1
import Testing

@testable import Gateway

@Suite("Headers up and down")
struct HeaderTests {
    @Test(
        "what APIs need goes up",
        arguments: [
            "accept", "accept-language", "content-type", "content-encoding", "content-language", "range", "if-match", "user-agent",
            "origin", "access-control-request-method", "mcp-protocol-version", "mcp-session-id", "last-event-id", "openai-conversation-id",
            "traceparent", "tracestate", "idempotency-key", "prefer", "x-request-id", "x-tenant", "x-requested-with",
        ])
    func goesUp(name: String) {
        #expect(RequestHeaders().goesUp(name))
    }

    @Test(
        "what speaks of identity, method, path, address or framing does not",
        arguments: [
            "authorization", "cookie", "host", "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "expect",
            "content-length", "forwarded", "via", "proxy-authorization", "proxy-connection", "x-usher-user", "x-usher-assertion",
            "x_usher_user", "x-usher_user", "x.usher.user", "x-forwarded-for", "x-forwarded-host", "x_forwarded_for", "x-real-ip",
            "x-original-url", "x-rewrite-url", "x-http-method-override", "x-method-override", "x-client-ip", "x-remote-user",
            "x-auth-request-user", "x-authenticated-user", "x-user-id", "x-ssl-cert", "x-forwarded-client-cert", "x-middleware-subrequest",
            "referer", "made-up", "content_type", "remote-user", "authorization_",
        ])
    func staysHere(name: String) {
        #expect(!RequestHeaders().goesUp(name))
    }

    @Test("a route can add headers, but not the forbidden ones")
    func further() {
        let names = [
            "Made-Up", "my_header", "Authorization", "Cookie", "Transfer-Encoding", "X-Usher-User", "x_usher_user", "X-Forwarded-For",
            "Proxy-Authorization",
        ]
        let rule = RequestHeaders(further: names)
        #expect(names.filter { rule.goesUp($0.lowercased()) } == ["Made-Up", "my_header"])
    }

    @Test("headers named in Connection go no further")
    func connectionOptions() throws {
        var fields: HTTPFields = [.accept: "*/*", .connection: "close, X-Secret-Hop", .contentType: "a/b"]
        fields[try #require(HTTPField.Name("X-Secret-Hop"))] = "1"
        let headers = RequestHeaders().forwarded(fields)
        #expect(headers.map(\.name).sorted() == ["Accept", "Content-Type"].sorted())
    }

    @Test(
        "values are printable ASCII and can be decoded",
        arguments: [
            ("ann@example.org", "ann@example.org"), ("bj\u{F6}rk@example.org", "bj%C3%B6rk@example.org"),
            ("50%@example.org", "50%25@example.org"), ("a b\r\nX-Evil: 1", "a%20b%0D%0AX-Evil:%201"),
        ])
    func headerSafe(value: String, expected: String) {
        #expect(IdentityHeaders.headerSafe(value) == expected)
    }

    @Test("a client that acts for itself has no user and no e-mail")
    func clientOnly() {
        let caller = Caller(user: nil, email: "a@b", client: ClientID("c"), scopes: ["s", "t"], expiresAt: Timestamp(seconds: 0))
        var headers = HTTPHeaders()
        IdentityHeaders.add(caller, assertion: "jwt", to: &headers)
        #expect(headers.map { "\($0.name)=\($0.value)" } == ["X-Usher-Client=c", "X-Usher-Scope=s t", "X-Usher-Assertion=jwt"])
    }

    @Test("an answer cannot speak for the whole origin")
    func answers() throws {
        let rule = ResponseHeaders(route: try Worlds.route())
        let fields = rule.forwarded([
            "Content-Type": "text/html", "Set-Cookie": "__Host-sid=1", "Clear-Site-Data": "*", "Alt-Svc": "h3", "Server": "x/1",
            "Strict-Transport-Security": "max-age=0", "Connection": "X-Hop", "X-Hop": "1", "ETag": "\"1\"", "WWW-Authenticate": "Basic",
        ])
        #expect(fields.map { $0.name.canonicalName }.sorted() == ["content-security-policy", "content-type", "etag", "www-authenticate"])
        #expect(fields[.contentSecurityPolicy] == "sandbox")
    }

    @Test(
        "an address below the upstream becomes one below the route",
        arguments: [
            ("http://127.0.0.1:9000/base/a?b", "/notes/a?b"), ("http://127.0.0.1:9000/base", "/notes"), ("/base/x", "/notes/x"),
            ("HTTP://127.0.0.1:9000/base/a", "/notes/a"), ("http://127.0.0.1:9000/other", "http://127.0.0.1:9000/other"),
            ("http://127.0.0.1:90001/base/a", "http://127.0.0.1:90001/base/a"), ("/based", "/based"),
            ("//127.0.0.1:9000/base/a", "//127.0.0.1:9000/base/a"),
            ("relative", "relative"), ("https://elsewhere.example/", "https://elsewhere.example/"),
        ])
    func locations(location: String, expected: String) throws {
        let rule = ResponseHeaders(route: try Worlds.route(upstream: "http://127.0.0.1:9000/base"))
        #expect(rule.publicAddress(location) == expected)
    }
}
