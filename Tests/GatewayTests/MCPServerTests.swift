// An MCP server behind the gateway (Streamable HTTP): its streams, its sessions, its lists of tools, and who may call it from where.

import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import MCP
import NIOCore
import NIOHTTP1
import Testing

@testable import Gateway

@Suite("An MCP server behind the gateway", .timeLimit(.minutes(1)))
struct MCPServerTests {
    private static let list = #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#
    private static let tools = #"{"jsonrpc":"2.0", "id":1,"result":{"tools":[{"name":"delete_note","n":1.0},{"name":"search"}]}}"#
    private static let schemes = #"[{"type":"oauth2","scopes":["notes:write"]}]"#
    private static let listed =
        #"{"jsonrpc":"2.0", "id":1,"result":{"tools":[{"name":"delete_note","n":1.0,"securitySchemes":\#(schemes),"_meta":{"securitySchemes":\#(schemes)}},{"name":"search","securitySchemes":[{"type":"oauth2","scopes":[]}],"_meta":{"securitySchemes":[{"type":"oauth2","scopes":[]}]}}]}}"#

    /// Answers every POST with the same, and says what it was allowed to encode it with.
    private static func answering(_ text: String, type: String, length: Bool = true) -> Router<WorldContext> {
        let router = Router(context: WorldContext.self)
        router.post("/") { request, _ in
            let bytes = ByteBuffer(string: text)
            return Response(
                status: .ok,
                headers: [
                    .contentType: type, .eTag: "\"1\"", .mcpSessionID: "s-1",
                    .xEncodings: request.headers[.acceptEncoding] ?? "none",
                ],
                body: length
                    ? ResponseBody(byteBuffer: bytes)
                    : ResponseBody {
                        try await $0.write(bytes); try await $0.finish(nil)
                    })
        }
        return router
    }

    // RS4
    @Test("a list of tools says what each tool needs, in JSON", arguments: [true, false])
    func json(length: Bool) async throws {
        let upstream = Self.answering(Self.tools, type: "application/json", length: length)
        try await Worlds.gateway(to: upstream, kind: .mcp(ToolGateTests.rules)) { world in
            let response = try await world.send(
                "POST", "/notes", headers: [("Content-Type", "application/json"), ("Accept-Encoding", "gzip")],
                body: .bytes(ByteBuffer(string: Self.list)))
            #expect(response.headers["mcp-session-id"] == ["s-1"] && response.headers["x-encodings"] == ["none"])
            #expect(response.headers["etag"] == [])
            #expect(try await ToolGateTests.text(response) == Self.listed)
            // An answer to another request than was asked is not touched.
            let other = try await world.post(#"{"jsonrpc":"2.0","id":2,"method":"tools/list"}"#)
            #expect(try await ToolGateTests.text(other) == Self.tools)
            let ping = try await world.post(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)
            #expect(try await ToolGateTests.text(ping) == Self.tools && ping.headers["etag"] == ["\"1\""])
        }
    }

    @Test("in a stream too, where every other event goes on at once and as it is")
    func events() async throws {
        let (events, send) = AsyncStream<String>.makeStream()
        let router = Router(context: WorldContext.self)
        router.post("/") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/event-stream"],
                body: ResponseBody { writer in
                    for await event in events { try await writer.write(ByteBuffer(string: event)) }
                    try await writer.finish(nil)
                })
        }
        try await Worlds.gateway(to: router, kind: .mcp(ToolGateTests.rules)) { world in
            let first = ": hello\r\n\r\nid: 1\r\ndata: {\"jsonrpc\":\"2.0\", \"method\":\"x\"}\r\n\r\n"
            send.yield(first)
            let response = try await world.post(Self.list)
            #expect(response.headers["content-type"] == ["text/event-stream"])
            var received = ""
            for try await chunk in response.body {
                received += String(buffer: chunk)
                // The next event is not made before this one has arrived.
                if received == first {
                    send.yield("id: 2\ndata: \(Self.tools)\n\n")
                    send.finish()
                }
            }
            #expect(received == first + "id: 2\ndata: \(Self.listed)\n\n")
        }
    }

    // T-28
    @Test(
        "a stream in which nothing flows is cut when the token is withdrawn, or when it expires", arguments: ["ann", "expiring"],
        [true, false])
    func silent(token: String, hasTools: Bool) async throws {
        let events = StreamingTests.Events()
        try await Worlds.gateway(to: events.router, kind: .mcp(hasTools ? ToolGateTests.rules : ToolRules())) { world in
            let response = try await world.send("GET", "/notes/events", token: token, headers: [("Accept", "text/event-stream")])
            #expect(response.status == .ok)
            if token == "ann" { world.gate.endAll() }
            await #expect(throws: (any Error).self) {
                for try await _ in response.body {}
            }
            #expect(await events.firstEnd() == "cancelled")
        }
    }

    // RS1, RS5
    @Test("an upload that never ends is refused at once without a token, and its body is not waited for")
    func endless() async throws {
        let upstream = Counter()
        for rules in [ToolGateTests.rules, ToolRules()] {
            try await Worlds.gateway(to: upstream.router, kind: .mcp(rules)) { world in
                let start = "POST /notes HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                for framing in ["Content-Length: 1000000000\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"] {
                    let received = try await world.raw(start + framing) { try await $0.read(until: "}") }
                    #expect(received.hasPrefix("HTTP/1.1 401 ") && received.contains("WWW-Authenticate: Bearer "), "\(received)")
                    let wrong = try await world.raw(start + "Authorization: Bearer garbage\r\n" + framing) { try await $0.read(until: "}") }
                    #expect(wrong.hasPrefix("HTTP/1.1 401 "))
                }
            }
        }
        #expect(upstream.count == 0)
    }

    @Test("a body that is to be judged has an end to its size, announced or not")
    func large() async throws {
        let upstream = Counter()
        try await Worlds.gateway(to: upstream.router, kind: .mcp(ToolGateTests.rules)) { world in
            let start = "POST /notes HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nAuthorization: Bearer ann\r\n"
            let announced = try await world.raw(start + "Content-Length: \(WholeBody.largest + 1)\r\n\r\n") {
                try await $0.read(until: "}}")
            }
            #expect(announced.hasPrefix("HTTP/1.1 413 ") && announced.contains(#""code":-32600"#))
            let parts = AsyncStream<ByteBuffer> { stream in
                for _ in 0...(WholeBody.largest >> 20) { stream.yield(ByteBuffer(repeating: UInt8(ascii: " "), count: 1 << 20)) }
                stream.finish()
            }
            let sent = try await world.send(
                "POST", "/notes", headers: [("Content-Type", "application/json")], body: .stream(parts, length: .unknown))
            #expect(sent.status == .payloadTooLarge)
        }
        #expect(upstream.count == 0)
    }

    @Test("who expects 100-continue is told to continue before a body is judged")
    func expectContinue() async throws {
        try await Worlds.gateway(to: ForwardingTests.echo(), kind: .mcp(ToolGateTests.rules)) { world in
            let body = ToolGateTests.search
            let head =
                "POST /notes HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nAuthorization: Bearer ann\r\nExpect: 100-continue\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n"
            let received = try await world.raw(head) { connection in
                #expect(try await connection.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 100 Continue\r\n"))
                try await connection.write(body)
                return await connection.readToEnd()
            }
            #expect(received.contains("HTTP/1.1 200 OK") && received.hasSuffix(body))
        }
    }

    // M11, RS6
    @Test("scripts of every origin may call, whatever the server thinks of origins")
    func origins() async throws {
        try await Worlds.gateway(to: ForwardingTests.echo(), kind: .mcp(ToolRules())) { world in
            let preflight = try await world.send(
                "OPTIONS", "/notes", token: nil,
                headers: [
                    ("Origin", "https://inspector.example"), ("Access-Control-Request-Method", "POST"),
                    ("Access-Control-Request-Headers", "authorization, mcp-protocol-version, mcp-param-region"),
                ])
            #expect(preflight.status == .noContent)
            #expect(preflight.headers["access-control-allow-origin"] == ["*"])
            #expect(preflight.headers["access-control-allow-headers"] == ["authorization, mcp-protocol-version, mcp-param-region"])
            #expect(preflight.headers["access-control-allow-methods"] == ["GET, POST, DELETE"])
            let answer = try await world.send("POST", "/notes", headers: [("Origin", "https://chatgpt.com")])
            #expect(answer.status == .ok && answer.headers["access-control-allow-origin"] == ["*"])
            #expect(answer.headers["access-control-expose-headers"].first?.contains("Mcp-Session-Id") == true)
            #expect(try await !ToolGateTests.text(answer).contains("origin:"))
            let refused = try await world.send("POST", "/notes", token: nil, headers: [("Origin", "https://evil.example")])
            #expect(refused.status == .unauthorized && refused.headers["access-control-allow-origin"] == ["*"])
        }
    }
}

extension HTTPField.Name {
    fileprivate static let mcpSessionID = Self("Mcp-Session-Id")!
    fileprivate static let xEncodings = Self("X-Encodings")!
}
