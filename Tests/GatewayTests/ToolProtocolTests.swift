// The revisions of the Model Context Protocol, as an API's MCP server speaks them.

import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1
import Testing
import Tools

@testable import Gateway

@Suite("Revisions of the protocol", .timeLimit(.minutes(1)))
struct ToolProtocolTests {
    private static let modern = [("MCP-Protocol-Version", "2026-07-28")]

    @Test(
        "a client that begins with initialize gets the revision that it asks for, or the newest of its kind",
        arguments: [
            ("2025-03-26", "2025-03-26"), ("2025-06-18", "2025-06-18"), ("2025-11-25", "2025-11-25"), ("2026-07-28", "2025-11-25"),
            ("2024-11-05", "2025-11-25"), ("1.0", "2025-11-25"),
        ])
    func negotiation(asked: String, given: String) async throws {
        try await ToolWorld.world { world in
            let response = try await world.speak(ToolWorld.initialize.replacing("2025-06-18", with: asked))
            #expect(response.status == .ok && response.headers["content-type"] == ["application/json"])
            #expect(response.headers["mcp-session-id"] == [])
            let text = try await ToolWorld.text(response)
            #expect(
                text
                    == #"{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"\#(given)","capabilities":{"tools":{}},"serverInfo":{"name":"Notes","version":"2"},"instructions":"Short notes."}}"#
            )
        }
    }

    @Test("notifications and responses are accepted without an answer")
    func notifications() async throws {
        try await ToolWorld.world { world in
            for body in [
                #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, #"{"jsonrpc":"2.0","id":4,"result":{}}"#,
                #"[{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}]"#,
            ] {
                let response = try await world.speak(body)
                #expect(response.status == .accepted)
                #expect(try await ToolWorld.text(response) == "")
            }
        }
    }

    @Test("tools are listed with what each of them needs; what nobody may call is not")
    func list() async throws {
        try await ToolWorld.world { world in
            let response = try await world.speak(ToolWorld.request("tools/list"))
            let text = try await ToolWorld.text(response)
            let names = try JSONDecoder().decode(ToolWorld.AnyAnswer.self, from: Data(text.utf8)).result?.tools?.map(\.name)
            #expect(names == ["list", "add", "read", "remove", "object", "broken", "huge", "slow", "denied", "picture"])
            #expect(
                text.contains(
                    #"{"name":"remove","description":"DELETE /items/{id}","inputSchema":{"type":"object","properties":{"id":{"type":"string"}},"required":["id"],"additionalProperties":false},"annotations":{"readOnlyHint":false,"destructiveHint":true,"idempotentHint":true},"securitySchemes":[{"type":"oauth2","scopes":["notes:write"]}],"_meta":{"securitySchemes":[{"type":"oauth2","scopes":["notes:write"]}]}}"#
                ), "\(text)")
            #expect(try await ToolWorld.json(world.speak(ToolWorld.request("tools/list", #""cursor":"250""#))).error?.code == -32602)
            #expect(try await ToolWorld.json(world.speak(ToolWorld.call("closed", "{}"))).error?.code == -32602)
        }
    }

    @Test(
        "what cannot be answered is an error of the protocol",
        arguments: [
            (ToolWorld.request("resources/list"), 200, -32601), (ToolWorld.request("tools/call", #""name":"none""#), 200, -32602),
            (ToolWorld.request("tools/call"), 200, -32602), ("{", 400, -32700), ("[]", 400, -32600), (#"{"jsonrpc":"1.0"}"#, 400, -32600),
            (#"{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}"#, 400, -32600), ("", 400, -32700),
        ])
    func errors(body: String, status: Int, code: Int) async throws {
        try await ToolWorld.world { world in
            let response = try await world.speak(body)
            #expect(Int(response.status.code) == status && response.headers["content-type"] == ["application/json"])
            #expect(try await ToolWorld.json(response).error?.code == code)
        }
    }

    @Test("an id comes back as it was sent", arguments: ["7", "7.0", "-1e3", #""7""#, "12345678901234567890123"])
    func ids(id: String) async throws {
        try await ToolWorld.world { world in
            let response = try await world.speak(#"{"jsonrpc":"2.0","id":\#(id),"method":"ping"}"#)
            #expect(try await ToolWorld.text(response) == #"{"jsonrpc":"2.0","id":\#(id),"result":{}}"#)
        }
    }

    @Test("batches belong to the first revision")
    func batches() async throws {
        try await ToolWorld.world { world in
            let batch = "[\(ToolWorld.request("ping", id: "a")),\(ToolWorld.call("read", #"{"id":"7"}"#, id: "b"))]"
            let answered = try await world.speak(batch)
            let text = try await ToolWorld.text(answered)
            #expect(
                answered.status == .ok && text.hasPrefix(#"[{"jsonrpc":"2.0","id":"a","result":{}},{"jsonrpc":"2.0","id":"b","result":{"#))
            #expect(try await world.speak(batch, headers: [("MCP-Protocol-Version", "2025-06-18")]).status == .badRequest)
            // One call that is not allowed, and none is made.
            let refused = try await world.speak("[\(ToolWorld.call("list", "{}")),\(ToolWorld.call("remove", #"{"id":"7"}"#, id: "2"))]")
            #expect(refused.status == .forbidden)
            let many = "[" + Array(repeating: ToolWorld.request("ping"), count: 51).joined(separator: ",") + "]"
            #expect(try await world.speak(many).status.code == 413)
        }
    }

    @Test("a body that is too large, of another type, or whose answer nobody would read is refused")
    func bodies() async throws {
        try await ToolWorld.world { world in
            let large = ToolWorld.request("ping", #""x":"\#(String(repeating: "x", count: 5 << 20))""#)
            #expect(try await world.speak(large).status.code == 413)
            let form = try await world.send(
                "POST", "/notes/mcp", headers: [("Content-Type", "text/plain")], body: .bytes(.init(string: "{}")))
            #expect(form.status == .unsupportedMediaType)
            let headers = [("Content-Type", "application/json"), ("Accept", "text/event-stream")]
            let events = try await world.send(
                "POST", "/notes/mcp", headers: headers, body: .bytes(.init(string: ToolWorld.request("ping"))))
            #expect(events.status == .notAcceptable)
        }
    }

    @Test("revision 2026-07-28 needs no handshake, and says in each result what it is")
    func stateless() async throws {
        try await ToolWorld.world { world in
            let discovered = try await world.speak(
                ToolWorld.modern("server/discover"), headers: Self.modern + [("Mcp-Method", "server/discover")])
            #expect(
                try await ToolWorld.text(discovered)
                    == #"{"jsonrpc":"2.0","id":"1","result":{"resultType":"complete","supportedVersions":["2026-07-28","2025-11-25","2025-06-18","2025-03-26"],"capabilities":{"tools":{}},"instructions":"Short notes.","ttlMs":300000,"cacheScope":"private","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"Notes","version":"2"}}}}"#
            )
            let listed = try await ToolWorld.text(
                world.speak(ToolWorld.modern("tools/list"), headers: Self.modern + [("Mcp-Method", "tools/list")]))
            #expect(listed.contains(#""resultType":"complete""#) && listed.contains(#""ttlMs":300000,"cacheScope":"private""#))
            let call = ToolWorld.modern("tools/call", #""name":"read","arguments":{"id":"7"}"#)
            for name in ["read", "=?base64?cmVhZA==?="] {
                let called = try await world.speak(call, headers: Self.modern + [("Mcp-Method", "tools/call"), ("Mcp-Name", name)])
                let json = try await ToolWorld.json(called)
                #expect(json.result?.resultType == "complete" && json.texts.first?.hasPrefix("GET /items/7 ") == true)
            }
        }
    }

    @Test(
        "what revision 2026-07-28 wants said twice must be the same, and what it wants said must be said",
        arguments: [
            (ToolWorld.modern("tools/list"), ["Mcp-Method": "tools/list"], -32020, 400),
            (ToolWorld.modern("tools/list"), ["MCP-Protocol-Version": "2026-07-28"], -32020, 400),
            (ToolWorld.modern("tools/list"), ["MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call"], -32020, 400),
            (ToolWorld.modern("tools/list"), ["MCP-Protocol-Version": "2025-11-25", "Mcp-Method": "tools/list"], -32020, 400),
            (
                ToolWorld.modern("tools/call", #""name":"read""#),
                ["MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": "list"], -32020, 400
            ),
            (
                ToolWorld.modern("tools/call", #""name":"read""#), ["MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call"],
                -32020, 400
            ),
            (ToolWorld.request("tools/list"), ["MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/list"], -32602, 400),
            (
                ToolWorld.modern("tools/list", capabilities: "1"), ["MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/list"],
                -32602,
                400
            ),
            (
                ToolWorld.modern("tools/list", version: "1900-01-01"), ["MCP-Protocol-Version": "1900-01-01", "Mcp-Method": "tools/list"],
                -32022, 400
            ),
            (ToolWorld.request("tools/list"), ["MCP-Protocol-Version": "tomorrow"], -32022, 400),
            (ToolWorld.modern("ping"), ["MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "ping"], -32601, 404),
            (
                ToolWorld.modern("subscriptions/listen"), ["MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "subscriptions/listen"],
                -32601,
                404
            ),
        ])
    func mismatches(body: String, headers: [String: String], code: Int, status: Int) async throws {
        try await ToolWorld.world { world in
            let response = try await world.speak(body, headers: headers.map { ($0, $1) })
            let json = try await ToolWorld.json(response)
            #expect(Int(response.status.code) == status && json.error?.code == code, "\(json.error?.message ?? "")")
        }
    }
}
