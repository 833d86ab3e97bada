// Scopes of tools: whoever has not been granted one cannot reach the tool, however the call is written.

import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import MCP
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@testable import Gateway

@Suite("Calls of tools through the gateway", .timeLimit(.minutes(1)))
struct ToolGateTests {
    static let rules = ToolRules([
        "delete_note": .scopes(["notes:write"]), "search": .anybody, "both": .scopes(["notes:write", "notes:read"]),
    ])
    static let metadata = #"Bearer resource_metadata="https://usher.example/.well-known/oauth-protected-resource/notes", scope="#

    static func call(_ tool: String, id: String = "1") -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"\#(tool)","arguments":{"id":7}}}"#
    }

    static let deleteNote = call("delete_note")
    static let search = call("search")

    static func text(_ response: HTTPClientResponse) async throws -> String {
        String(buffer: try await response.body.collect(upTo: 8 << 20))
    }

    @Test("a tool can be called with its scope, and the very bytes that were judged go up")
    func allowed() async throws {
        let bodies = [
            Self.deleteNote, Self.call("other"), Self.search, #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
            " {\"jsonrpc\" : \"2.0\",\n\"id\":1.0, \"method\":\"tools\\/list\" ,\"params\":{\"x\":1e5}} ",
            #"{"jsonrpc":"2.0","id":3,"result":{"delete_note":"é"}}"#, "[\(Self.deleteNote),\(Self.call("both", id: "2"))]",
        ]
        try await Worlds.gateway(to: ForwardingTests.echo(), kind: .mcp(Self.rules)) { world in
            for body in bodies {
                let response = try await world.post(body, token: "writer")
                #expect(response.status == .ok, "\(body)")
                let received = try await Self.text(response)
                #expect(received.hasSuffix("\n\n" + body), "\(received)")
                #expect(received.contains("x-usher-user: user_ann") && received.contains("content-length: \(body.utf8.count)\n"))
            }
        }
    }

    // RS3, MCP-13, S7
    @Test("a tool without its scope is refused, with all that it takes and all that was granted")
    func refused() async throws {
        let table = [
            (Self.deleteNote, "notes:write notes:read"), (Self.call("both"), "notes:write notes:read"),
            ("[\(Self.search),\(Self.deleteNote)]", "notes:write notes:read"),
            (Self.call("DELETE_NOTE"), "notes:write notes:read"), (Self.call(" delete_note "), "notes:write notes:read"),
            (Self.call(#"delete\u005fnote"#), "notes:write notes:read"),
            (#"{"jsonrpc":"2.0","method":"tools/call","params":{"name":"delete_note"}}"#, "notes:write notes:read"),
        ]
        let upstream = Counter()
        try await Worlds.gateway(to: upstream.router, kind: .mcp(Self.rules)) { world in
            for (body, scopes) in table {
                let response = try await world.post(body, token: "ann")
                #expect(response.status == .forbidden, "\(body)")
                #expect(
                    response.headers["www-authenticate"] == [
                        Self.metadata
                            + #""\#(scopes)", error="insufficient_scope", error_description="The access token does not allow this call.""#
                    ])
                #expect(try await Self.text(response).hasPrefix(#"{"error":"insufficient_scope","#))
            }
        }
        #expect(upstream.count == 0)
    }

    @Test(
        "a body that two readers could take for two calls reaches nobody",
        arguments: [
            #"{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call","params":{"name":"delete_note"}}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/call","params":{"name":"delete_note"}}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search","name":"delete_note"}}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search","Name":"delete_note"}}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search"},"params":{"name":"delete_note"}}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":["delete_note"]}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search\u0000"}}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"Tools/Call","params":{"name":"delete_note"}}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"tools/call\u0000","params":{"name":"delete_note"}}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"ping"}{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"delete_note"}}"#,
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\"}",
            "\u{feff}{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}", "", "[]", "ping", "[[]]",
        ])
    func ambiguous(body: String) async throws {
        let upstream = Counter()
        try await Worlds.gateway(to: upstream.router, kind: .mcp(Self.rules)) { world in
            let response = try await world.post(body, token: "ann")
            #expect(response.status == .badRequest)
            let text = try await Self.text(response)
            #expect(text.hasPrefix(#"{"jsonrpc":"2.0","error":{"code":-32"#), "\(text)")
        }
        #expect(upstream.count == 0)
    }

    @Test("bytes in another encoding reach nobody")
    func encodings() async throws {
        let upstream = Counter()
        let body = Self.deleteNote
        let wide = body.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        try await Worlds.gateway(to: upstream.router, kind: .mcp(Self.rules)) { world in
            for bytes in [wide, [0xFF, 0xFE] + wide, Array(body.utf8) + [0xFF]] {
                let response = try await world.send(
                    "POST", "/notes", headers: [("Content-Type", "application/json")], body: .bytes(ByteBuffer(bytes: bytes)))
                #expect(response.status == .badRequest)
            }
            for type in [
                nil, "text/plain", "application/json; charset=utf-16", "application/json;charset=\"UTF-7\"", "multipart/form-data", "",
                "application/json, text/plain", "application/jsonp",
            ] {
                let response = try await world.post(body, token: "writer", type: type)
                #expect(response.status == .unsupportedMediaType, "\(type ?? "none")")
                #expect(try await Self.text(response).contains(#""code":-32600"#))
            }
            let coded = try await world.send(
                "POST", "/notes", token: "writer", headers: [("Content-Type", "application/json"), ("Content-Encoding", "gzip")],
                body: .bytes(ByteBuffer(string: body)))
            #expect(coded.status == .unsupportedMediaType)
            let twice = try await world.send(
                "POST", "/notes", token: "writer", headers: [("Content-Type", "application/json"), ("Content-Type", "text/plain")],
                body: .bytes(ByteBuffer(string: body)))
            #expect(twice.status == .unsupportedMediaType)
        }
        #expect(upstream.count == 0)
    }

    // MCP 2026-07-28, "Server Validation"
    @Test("headers that repeat the body have to agree with it")
    func mirrored() async throws {
        let call = Self.search
        let read = #"{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"note:é"}}"#
        let table: [(String, [(String, String)], Bool)] = [
            (call, [("Mcp-Method", "tools/call"), ("Mcp-Name", "search")], true), (call, [("mcp-method", "tools/call")], true),
            (read, [("Mcp-Method", "resources/read"), ("Mcp-Name", "=?base64?bm90ZTrDqQ==?=")], true), (call, [], true),
            (call, [("Mcp-Method", "ping")], false), (call, [("Mcp-Name", "delete_note")], false),
            (call, [("Mcp-Method", "TOOLS/CALL")], false),
            (call, [("Mcp-Method", "tools/call"), ("Mcp-Method", "ping")], false), (call, [("Mcp-Name", "=?base64?!!?=")], false),
            (call, [("Mcp-Name", "")], false), ("[\(call)]", [("Mcp-Method", "tools/call")], false),
            (#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#, [("Mcp-Name", "search")], false),
        ]
        try await Worlds.gateway(to: ForwardingTests.echo(), kind: .mcp(Self.rules)) { world in
            for (body, headers, isGood) in table {
                let response = try await world.send(
                    "POST", "/notes", headers: headers + [("Content-Type", "application/json")], body: .bytes(ByteBuffer(string: body)))
                #expect(response.status == (isGood ? .ok : .badRequest), "\(headers)")
                let text = try await Self.text(response)
                #expect(isGood ? text.hasSuffix(body) : text.contains(#""code":-32020"#), "\(text)")
            }
        }
    }

    @Test("what is no message of MCP is not read as one")
    func methods() async throws {
        try await Worlds.gateway(to: ForwardingTests.echo(), kind: .mcp(Self.rules)) { world in
            for method in ["PUT", "PATCH", "QUERY"] {
                let response = try await world.post(Self.deleteNote, method: method)
                #expect(response.status == .methodNotAllowed, "\(method)")
            }
            for method in ["GET", "DELETE"] {
                try await world.expect(.badRequest, Self.deleteNote, method: method)
                let response = try await world.send(method, "/notes", headers: [("Mcp-Session-Id", "s-1"), ("Last-Event-ID", "7")])
                let text = try await Self.text(response)
                #expect(text.contains("mcp-session-id: s-1") && text.contains("last-event-id: 7"), "\(text)")
            }
        }
    }

    @Test("without rules for tools no body is read")
    func unread() async throws {
        try await Worlds.gateway(to: ForwardingTests.echo(), kind: .mcp(ToolRules())) { world in
            let passed = try await world.post("anything", type: "text/plain")
            let text = try await Self.text(passed)
            #expect(text.hasSuffix("\n\nanything"))
            try await world.expect(.unauthorized, "anything", token: nil)
        }
    }

    @Test("rules for paths hold beside rules for tools")
    func pathRules() async throws {
        let rules = try [Rule(path: "/open", isPublic: true), Rule(path: "/**", scope: "notes:read")]
        try await Worlds.gateway(to: ForwardingTests.echo(), rules: rules, kind: .mcp(Self.rules)) { world in
            try await world.expect(.unauthorized, Self.deleteNote, path: "/notes/open", token: nil)
            try await world.expect(.forbidden, Self.deleteNote, path: "/notes/open")
            try await world.expect(.ok, Self.search, path: "/notes/open", token: nil)
            try await world.expect(.unauthorized, Self.search, token: nil)
            try await world.expect(.forbidden, Self.deleteNote, path: "/notes/x")
        }
    }
}

/// An upstream that counts its calls.
final class Counter: Sendable {
    private let calls = Mutex(0)

    var count: Int { calls.withLock { $0 } }

    var router: Router<WorldContext> {
        let router = Router(context: WorldContext.self)
        for method in [HTTPRequest.Method.get, .post, .put, .delete] {
            for path: RouterPath in ["/", "/**"] {
                router.on(path, method: method) { [self] _, _ in
                    calls.withLock { $0 += 1 }
                    return "called"
                }
            }
        }
        return router
    }
}

extension World {
    func expect(
        _ status: HTTPResponseStatus, _ body: String, method: String = "POST", path: String = "/notes", token: String? = "ann",
        agent: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let found = try await post(body, method: method, path: path, token: token, agent: agent).status
        #expect(found == status, sourceLocation: sourceLocation)
    }

    func post(
        _ body: String, method: String = "POST", path: String = "/notes", token: String? = "ann", type: String? = "application/json",
        agent: String? = nil
    ) async throws -> HTTPClientResponse {
        var headers = type.map { [("Content-Type", $0)] } ?? []
        if let agent { headers.append(("User-Agent", agent)) }
        return try await send(method, path, token: token, headers: headers, body: .bytes(ByteBuffer(string: body)))
    }
}
