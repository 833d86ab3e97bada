import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import Testing

@testable import Gateway

@Suite("A call through the gateway", .timeLimit(.minutes(1)))
struct ForwardingTests {
    /// Answers with what it received, one header a line.
    static func echo() -> Router<WorldContext> {
        let router = Router(context: WorldContext.self)
        for method in [HTTPRequest.Method.get, .post, .put, .delete, .options, .patch] {
            for path: RouterPath in ["/", "/**"] {
                router.on(path, method: method) { request, _ in
                    let body = try await request.body.collect(upTo: 1 << 20)
                    let lines = request.headers.map { "\($0.name.canonicalName): \($0.value)" }.sorted()
                    let head = "\(request.method.rawValue) \(request.head.path ?? "") \(request.head.authority ?? "")"
                    return ([head] + lines + ["", String(buffer: body)]).joined(separator: "\n")
                }
            }
        }
        return router
    }

    private static func text(_ response: HTTPClientResponse) async throws -> String {
        String(buffer: try await response.body.collect(upTo: 1 << 20))
    }

    @Test("the upstream learns who is calling and never sees the token")
    func identity() async throws {
        try await Worlds.gateway(to: Self.echo()) { world in
            let response = try await world.send(
                "GET", "/notes/a%20b?q=%2F&access=1",
                headers: [
                    ("X-Usher-User", "user_evil"), ("x-usher-email", "evil@example.org"), ("X_Usher_Scope", "admin"),
                    ("X-USHER-ASSERTION", "x"),
                    ("X-Forwarded-For", "6.6.6.6"), ("Cookie", "__Host-sid=secret"), ("X-Tenant", "7"),
                    ("X-HTTP-Method-Override", "DELETE"), ("X-Request-ID", "of-a-stranger"),
                    ("Connection", "X-Tenant2"), ("X-Tenant2", "1"),
                ])
            #expect(response.status == .ok)
            let lines = try await Self.text(response).split(separator: "\n").map(String.init)
            #expect(lines.first == "GET /a%20b?q=%2F&access=1 127.0.0.1:\(world.upstreamPort)")
            let names = lines.filter { $0.hasPrefix("x-request-id: ") }
            #expect(names.count == 1 && names != ["x-request-id: of-a-stranger"])
            #expect(
                lines.dropFirst().filter { !names.contains($0) } == [
                    "x-forwarded-for: 127.0.0.1", "x-forwarded-host: usher.example", "x-forwarded-prefix: /notes",
                    "x-forwarded-proto: https",
                    "x-tenant: 7", "x-usher-assertion: assertion-user_ann-https://usher.example/notes", "x-usher-client: client_1",
                    "x-usher-email: ann@example.org", "x-usher-scope: notes:read", "x-usher-user: user_ann",
                ])
        }
    }

    @Test(
        "path and query go up as they were sent",
        arguments: ["/x:y@z!$&'()*+,=~/%7Ba%7d?q=%2f+%20&b=a'b;c", "/a/?", "/?=&&", "/%C3%A9?x=/../%2e%2e//", "/-._~?a:b@c"])
    func spelling(target: String) async throws {
        try await Worlds.gateway(to: Self.echo()) { world in
            let request = "GET /notes\(target) HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ann\r\nConnection: close\r\n\r\n"
            let received = try await world.raw(request) { await $0.readToEnd() }
            #expect(received.contains("\r\n\r\nGET \(target) 127.0.0.1:"), "\(received)")
        }
    }

    @Test("a body goes up with its length, or in chunks, as it came")
    func bodies() async throws {
        try await Worlds.gateway(to: Self.echo()) { world in
            let known = try await Self.text(try await world.send("POST", "/notes", body: .bytes(ByteBuffer(string: "hello"))))
            #expect(known.contains("\ncontent-length: 5\n") && known.hasSuffix("\n\nhello"))
            let parts = AsyncStream<ByteBuffer> { stream in
                for part in ["he", "llo"] { stream.yield(ByteBuffer(string: part)) }
                stream.finish()
            }
            let chunked = try await Self.text(try await world.send("PUT", "/notes/x", body: .stream(parts, length: .unknown)))
            #expect(chunked.contains("\ntransfer-encoding: chunked\n") && chunked.hasSuffix("\n\nhello"))
            let empty = try await Self.text(try await world.send("POST", "/notes"))
            #expect(empty.contains("\ncontent-length: 0\n") && empty.hasSuffix("\n\n"))
        }
    }

    @Test("calls without a good token are challenged")
    func challenges() async throws {
        let rules = try [Rule(methods: ["GET"], path: "/**", scope: "notes:read"), Rule(path: "/**", scope: "notes:write notes:read")]
        try await Worlds.gateway(to: Self.echo(), rules: rules) { world in
            let metadata = #"Bearer resource_metadata="https://usher.example/.well-known/oauth-protected-resource/notes", scope="#
            let table: [(String, String, String?, UInt, String)] = [
                ("GET", "/notes", nil, 401, metadata + #""notes:read""#),
                ("GET", "/notes?access_token=ann", nil, 401, metadata + #""notes:read""#),
                (
                    "GET", "/notes", "garbage", 401,
                    metadata + #""notes:read", error="invalid_token", error_description="The access token is unknown.""#
                ),
                (
                    "POST", "/notes", "ann", 403,
                    metadata
                        + #""notes:write notes:read", error="insufficient_scope", error_description="The access token does not allow this call.""#
                ),
                ("GET", "/notes/%2e%2e/x", "ann", 400, ""), ("TRACE", "/notes", "ann", 405, ""),
            ]
            for (method, path, token, status, challenge) in table {
                let response = try await world.send(method, path, token: token, headers: [("Origin", "https://app.example")])
                #expect(response.status.code == status, "\(method) \(path)")
                #expect(response.headers["www-authenticate"] == (challenge.isEmpty ? [] : [challenge]), "\(method) \(path)")
                #expect(response.headers["cache-control"] == ["no-store"])
                #expect(response.headers["content-type"] == ["application/json"])
                #expect(response.headers["access-control-allow-origin"] == ["*"])
                #expect(response.headers["access-control-expose-headers"] == ["WWW-Authenticate, Retry-After"])
                #expect(try await Self.text(response).hasPrefix("{\"error\":\""))
            }
            let busy = try await world.send("GET", "/notes", token: "busy")
            #expect(busy.status == .serviceUnavailable && busy.headers["retry-after"] == ["1"])
            #expect(try await world.send("POST", "/notes", token: "writer").status == .ok)
        }
    }

    @Test("two Authorization headers are an invalid request")
    func twice() async throws {
        try await Worlds.gateway(to: Self.echo()) { world in
            let response = try await world.send("GET", "/notes", headers: [("Authorization", "Bearer ann")])
            #expect(response.status == .badRequest)
            #expect(try await Self.text(response).contains("invalid_request"))
        }
    }

    @Test("a public path needs no token, but a bad one is refused")
    func publicPaths() async throws {
        let rules = try [Rule(path: "/open", isPublic: true), Rule(path: "/closed", scope: "notes:read")]
        try await Worlds.gateway(to: Self.echo(), rules: rules) { world in
            let anonymous = try await world.send("GET", "/notes/open", token: nil, headers: [("X-Usher-User", "user_evil")])
            #expect(anonymous.status == .ok)
            #expect(try await !Self.text(anonymous).contains("x-usher"))
            #expect(try await Self.text(try await world.send("GET", "/notes/open")).contains("x-usher-user: user_ann"))
            #expect(try await world.send("GET", "/notes/open", token: "garbage").status == .unauthorized)
            #expect(try await world.send("GET", "/notes/closed", token: nil).status == .unauthorized)
            #expect(try await world.send("GET", "/notes/unknown").status == .forbidden)
        }
    }

    @Test("a preflight goes up without a token; a plain OPTIONS needs one")
    func preflight() async throws {
        try await Worlds.gateway(to: Self.echo()) { world in
            let preflight = try await world.send(
                "OPTIONS", "/notes/x", token: nil, headers: [("Origin", "https://app.example"), ("Access-Control-Request-Method", "POST")])
            #expect(preflight.status == .ok)
            let text = try await Self.text(preflight)
            #expect(text.contains("access-control-request-method: POST") && text.contains("origin: https://app.example"))
            #expect(!text.contains("x-usher"))
            #expect(try await world.send("OPTIONS", "/notes/x", token: nil).status == .unauthorized)
        }
    }

    @Test("status, headers and redirects come down; cookies do not")
    func answers() async throws {
        let router = Router(context: WorldContext.self)
        router.get("/r") { request, _ -> Response in
            let location = "http://\(request.head.authority ?? "")/there?x=1"
            return Response(
                status: .seeOther,
                headers: [.location: location, .setCookie: "__Host-sid=evil", .eTag: "\"1\"", .cacheControl: "max-age=5"])
        }
        router.get("/empty") { _, _ in HTTPResponse.Status.noContent }
        router.on("/h", method: .head) { _, _ in Response(status: .ok, headers: [.contentLength: "1234"]) }
        try await Worlds.gateway(to: router) { world in
            let redirect = try await world.send("GET", "/notes/r")
            #expect(redirect.status == .seeOther)
            #expect(redirect.headers["location"] == ["/notes/there?x=1"])
            #expect(redirect.headers["set-cookie"].isEmpty)
            #expect(redirect.headers["etag"] == ["\"1\""] && redirect.headers["cache-control"] == ["max-age=5"])
            #expect(try await world.send("GET", "/notes/empty").status == .noContent)
            let head = try await world.send("HEAD", "/notes/h")
            #expect(head.status == .ok && head.headers["content-length"] == ["1234"])
            #expect(try await world.send("GET", "/notes/nowhere").status == .notFound)
        }
    }

    @Test("an upstream that cannot be reached is a 502, a silent one a 504")
    func failures() async throws {
        let port = try await Worlds.serving(Self.echo()) { port in port }
        try await Worlds.gateway(toPort: port) { world in
            for body in [nil, HTTPClientRequest.Body.bytes(ByteBuffer(string: "hello"))] {
                let response = try await world.send("POST", "/notes", body: body)
                #expect(response.status == .badGateway)
                #expect(try await Self.text(response).hasPrefix("{\"error\":\"bad_gateway\",\"error_description\":\""))
            }
        }
        let (never, keep) = AsyncStream<Void>.makeStream()
        let silent = Router(context: WorldContext.self)
        silent.post("/**") { _, _ in
            for await _ in never {}
            return HTTPResponse.Status.ok
        }
        try await Worlds.gateway(to: silent, timeout: .milliseconds(50)) { world in
            let response = try await world.send("POST", "/notes/x", body: .bytes(ByteBuffer(string: "hello")))
            #expect(response.status == .gatewayTimeout)
            #expect(try await Self.text(response).contains("\"gateway_timeout\""))
            keep.finish()
        }
    }
}
