import HTTPTypes
import Hummingbird
import Synchronization
import Testing

@testable import Gateway

@Suite("Requests that two readers could cut differently", .timeLimit(.minutes(1)))
struct SmugglingTests {
    /// Remembers each request line and body that reaches the upstream.
    final class Seen: Sendable {
        let requests = Mutex<[String]>([])
    }

    static func upstream(_ seen: Seen) -> Router<WorldContext> {
        let router = Router(context: WorldContext.self)
        for method in [HTTPRequest.Method.get, .post] {
            for path: RouterPath in ["/", "/**"] {
                router.on(path, method: method) { request, _ in
                    let body = String(buffer: try await request.body.collect(upTo: 1 << 20))
                    seen.requests.withLock { $0.append("\(request.method.rawValue) \(request.head.path ?? "") [\(body)]") }
                    return HTTPResponse.Status.ok
                }
            }
        }
        return router
    }

    static let hidden = "GET /notes/hidden HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ann\r\n\r\n"

    @Test(
        "framing that is not plain never reaches the upstream as two requests",
        arguments: [
            "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n",
            "Content-Length: 0\r\nContent-Length: 60\r\n\r\n",
            "Content-Length: 0, 60\r\n\r\n",
            "Content-Length: +5\r\n\r\nhello",
            "Content-Length: 5 5\r\n\r\nhello",
            "Content-Length: -1\r\n\r\n",
            "Content-Length: 0x5\r\n\r\nhello",
            "Content-Length: 99999999999999999999999\r\n\r\nhello",
            "Content-Length : 0\r\n\r\n",
            "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff1\r\nhello\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n",
            "X-A: 1\r\n folded: Content-Length: 60\r\n\r\n",
            "X-A: 1\n\r\nContent-Length: 0\r\n\r\n",
            "Content-Length: 0\n\n",
            "X-A\r\n\r\n",
            ": empty\r\n\r\n",
            "X-A: a\0b\r\n\r\n",
        ])
    func oneRequestAtMost(rest: String) async throws {
        let seen = Seen()
        try await Worlds.gateway(to: Self.upstream(seen)) { world in
            let start = "POST /notes/first HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ann\r\n"
            let received = try await world.raw(start + rest + Self.hidden + Self.hidden) { await $0.readToEnd() }
            #expect(received.hasPrefix("HTTP/1.1 4"), "\(received.prefix(60))")
            #expect(!received.contains("HTTP/1.1 2"))
            #expect(seen.requests.withLock { $0 } == [])
        }
    }

    @Test(
        "a request without a Host, or with two, is refused and its connection stays in order",
        arguments: ["", "Host: h\r\nHost: h\r\n", "Host: h\r\nhost: other\r\n"])
    func hosts(hosts: String) async throws {
        let seen = Seen()
        try await Worlds.gateway(to: Self.upstream(seen)) { world in
            let request = "GET /notes/first HTTP/1.1\r\n\(hosts)Authorization: Bearer ann\r\nConnection: close\r\n\r\n"
            let received = try await world.raw(request) { await $0.readToEnd() }
            #expect(received.hasPrefix("HTTP/1.1 400 "))
            #expect(seen.requests.withLock { $0 } == [])
        }
    }

    @Test("what looks like a request inside a body stays a body")
    func bodyStaysBody() async throws {
        let seen = Seen()
        try await Worlds.gateway(to: Self.upstream(seen)) { world in
            let start = "POST /notes/first HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ann\r\n"
            let length = "Content-Length: \(Self.hidden.utf8.count)\r\n\r\n\(Self.hidden)"
            let chunked = "Transfer-Encoding: chunked\r\n\r\n\(String(Self.hidden.utf8.count, radix: 16))\r\n\(Self.hidden)\r\n0\r\n\r\n"
            let last = "GET /notes/last HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ann\r\nConnection: close\r\n\r\n"
            let received = try await world.raw(start + length + start + chunked + last) { await $0.readToEnd() }
            #expect(received.components(of: "HTTP/1.1 200 OK") == 3)
            let body = "POST /first [\(Self.hidden)]"
            #expect(seen.requests.withLock { $0 } == [body, body, "GET /last []"])
        }
    }

    @Test("an address in full or in an odd spelling does not reach around the rules")
    func oddTargets() async throws {
        let seen = Seen()
        let rules = try [Rule(path: "/open/**", isPublic: true), Rule(path: "/**", scope: "admin")]
        try await Worlds.gateway(to: Self.upstream(seen), rules: rules) { world in
            let targets = [
                "/notes/open/../secret", "/notes/open/%2e%2e/secret", "/notes/open/..%2fsecret", "/notes/open/..;/secret", "//notes/open/x",
                "/notes//open/x", "/notes/open\\..\\secret", "/notes/open/%252e%252e/secret", "/notes/open/x%00", "/notes/secret/./x",
                "http://h/notes/secret", "/Notes/open", "/notes/OPEN/x", "/%6eotes/open/x", "/notes/../notes/open",
            ]
            for target in targets {
                let received = try await world.raw("GET \(target) HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n") {
                    await $0.readToEnd()
                }
                #expect(received.hasPrefix("HTTP/1.1 4"), "\(target): \(received.prefix(40))")
            }
            #expect(seen.requests.withLock { $0 } == [])
        }
    }
}

extension String {
    fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
