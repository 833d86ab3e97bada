// Sign-in from within a tool (CLIENTS RS4, RS5): who only looks around needs no token, and who calls a tool is told how
// to get one in the way that the client understands.

import Keys
import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import MCP
import NIOCore
import NIOHTTP1
import Testing

@testable import Gateway

@Suite("Sign-in per tool", .timeLimit(.minutes(1)))
struct ToolSignInTests {
    private static let rules = ToolRules(["delete_note": .scopes(["notes:write"]), "search": .anybody], signIn: .perTool)
    private static let chatGPT = "openai-mcp/1.0.0"
    private static let ping = request("ping")
    private static let initialize = request("initialize")
    private static let read = request("resources/read")

    private static func request(_ method: String, id: String? = "1") -> String {
        #"{"jsonrpc":"2.0",\#(id.map { "\"id\":\($0)," } ?? "")"method":"\#(method)","params":{}}"#
    }

    private static let allowed: [String] = [
        request("initialize"), request("ping"), request("tools/list"), request("prompts/list"), request("resources/list"),
        request("server/discover"), request("notifications/initialized", id: nil), ToolGateTests.search,
    ]
    private static let refused: [String] = [
        ToolGateTests.deleteNote, ToolGateTests.call("unknown"), request("resources/read"), request("prompts/get"),
        request("logging/setLevel"), request("TOOLS/LIST"), #"{"jsonrpc":"2.0","id":1,"result":{}}"#,
        "[" + request("ping") + "," + ToolGateTests.deleteNote + "]",
    ]
    private static let walks: [(String, UInt)] = allowed.map { ($0, 200) } + refused.map { ($0, 401) } + [("not JSON", 400)]

    @Test("without a token a client may look around, and no further", arguments: ToolSignInTests.walks)
    func lookingAround(body: String, status: UInt) async throws {
        try await Worlds.gateway(to: ForwardingTests.echo(), kind: .mcp(Self.rules)) { world in
            let response = try await world.post(body, token: nil)
            #expect(response.status.code == status)
            let text = try await ToolGateTests.text(response)
            #expect(!text.contains("x-usher"))
            guard status == 401 else { return }
            let scopes = body.contains("delete_note") ? "notes:write" : "notes:read notes:write"
            #expect(response.headers["www-authenticate"] == [ToolGateTests.metadata + "\"\(scopes)\""])
        }
    }

    @Test("without a token there is no session to listen to or to end", arguments: ["GET", "DELETE", "HEAD"])
    func sessions(method: String) async throws {
        let upstream = Counter()
        try await Worlds.gateway(to: upstream.router, kind: .mcp(Self.rules)) { world in
            let response = try await world.send(method, "/notes", token: nil, headers: [("Mcp-Session-Id", "s-1")])
            #expect(response.status == .methodNotAllowed && response.headers["allow"] == ["POST"])
            #expect(try await world.send(method, "/notes", token: "garbage").status == .unauthorized)
        }
        #expect(upstream.count == 0)
    }

    @Test("a bad token is never taken for none")
    func badToken() async throws {
        try await Worlds.gateway(to: ForwardingTests.echo(), kind: .mcp(Self.rules)) { world in
            let response = try await world.post(Self.ping, token: "garbage", agent: Self.chatGPT)
            #expect(response.status == .unauthorized)
            #expect(response.headers["www-authenticate"].first?.contains(#"error="invalid_token""#) == true)
        }
    }

    @Test("ChatGPT reads in the tool's result that it has to sign in, or to ask for more", arguments: [nil, "ann"])
    func chatGPT(token: String?) async throws {
        let upstream = Counter()
        try await Worlds.gateway(to: upstream.router, kind: .mcp(Self.rules)) { world in
            let response = try await world.post(ToolGateTests.call("delete_note", id: "\"a-1\""), token: token, agent: Self.chatGPT)
            #expect(response.status == .ok && response.headers["content-type"] == ["application/json"])
            #expect(response.headers["www-authenticate"] == [])
            let answer = try JSONText(reading: Array(try await ToolGateTests.text(response).utf8))
            #expect(answer["id"]?.string == "a-1" && answer["result"]?["isError"]?.boolean == true)
            #expect(answer["result"]?["content"]?.elements.first?["text"]?.string?.isEmpty == false)
            let challenges = answer["result"]?["_meta"]?["mcp/www_authenticate"]?.elements.compactMap(\.string) ?? []
            let scopes = token == nil ? "notes:write" : "notes:write notes:read"
            #expect(challenges.count == 1)
            #expect(
                challenges.first?.hasPrefix(ToolGateTests.metadata + "\"\(scopes)\", error=\"insufficient_scope\", error_description=\"")
                    == true)
            try await world.expect(.ok, ToolGateTests.deleteNote, token: "writer", agent: Self.chatGPT)
        }
        #expect(upstream.count == 1)
    }

    @Test("ChatGPT is known by what it says of itself in a request too")
    func clientInfo() async throws {
        try await Worlds.gateway(to: ForwardingTests.echo(), kind: .mcp(Self.rules)) { world in
            let meta = #""_meta":{"io.modelcontextprotocol/clientInfo":{"name":"openai-mcp","version":"1"}}"#
            let body = #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"delete_note",\#(meta)}}"#
            let text = try await ToolGateTests.text(try await world.post(body, token: nil))
            #expect(text.contains("mcp/www_authenticate"))
        }
    }

    @Test("every other client is answered with 401 and 403, as is ChatGPT where no result can be")
    func others() async throws {
        let batch = "[" + ToolGateTests.deleteNote + "]"
        let notification = #"{"jsonrpc":"2.0","method":"tools/call","params":{"name":"delete_note"}}"#
        try await Worlds.gateway(to: ForwardingTests.echo(), kind: .mcp(Self.rules)) { world in
            try await world.expect(.unauthorized, ToolGateTests.deleteNote, token: nil, agent: "Claude-User")
            try await world.expect(.forbidden, ToolGateTests.deleteNote, agent: "Claude-User")
            try await world.expect(.unauthorized, notification, token: nil, agent: Self.chatGPT)
            try await world.expect(.unauthorized, batch, token: nil, agent: Self.chatGPT)
            try await world.expect(.unauthorized, Self.read, token: nil, agent: Self.chatGPT)
        }
        try await Worlds.gateway(to: ForwardingTests.echo(), kind: .mcp(ToolGateTests.rules)) { world in
            try await world.expect(.forbidden, ToolGateTests.deleteNote, agent: Self.chatGPT)
            try await world.expect(.unauthorized, Self.initialize, token: nil, agent: Self.chatGPT)
        }
    }

    @Test("whoever has no token may send less")
    func anonymousLimit() async throws {
        try await Worlds.gateway(to: ForwardingTests.echo(), kind: .mcp(Self.rules)) { world in
            let body =
                #"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"\#(String(repeating: "x", count: WholeBody.largestAnonymous))"}}"#
            try await world.expect(.payloadTooLarge, body, token: nil)
            try await world.expect(.ok, body)
        }
    }
}
