// An API as an MCP server, over real sockets: who may speak to it, and calls that go
// through the API's own door.

import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1
import Testing
import Tools

@testable import Gateway

@Suite("An API as an MCP server", .timeLimit(.minutes(1)))
struct ToolServerTests {
    // MARK: Who may speak to it

    @Test("without a good token the first word is answered with a challenge that points at the MCP server's own metadata")
    func challenge() async throws {
        try await ToolWorld.world { world in
            for (token, error) in [(nil, ""), ("garbage", #", error="invalid_token", error_description="The access token is unknown.""#)] {
                for body in [ToolWorld.initialize, "garbage", ""] {
                    let response = try await world.send("POST", "/notes/mcp", token: token, body: .bytes(.init(string: body)))
                    #expect(response.status == .unauthorized)
                    #expect(
                        response.headers["www-authenticate"] == [
                            #"Bearer resource_metadata="https://usher.example/.well-known/oauth-protected-resource/notes/mcp", scope="notes:read notes:write""#
                                + error
                        ])
                }
            }
            let http = try await world.send("GET", "/notes/items", token: nil)
            #expect(http.headers["www-authenticate"].first?.contains("/oauth-protected-resource/notes\"") == true)
        }
    }

    @Test("there is POST and nothing else", arguments: ["GET", "DELETE", "PUT", "HEAD", "PATCH"])
    func methods(method: String) async throws {
        try await ToolWorld.world { world in
            let response = try await world.send(method, "/notes/mcp")
            #expect(response.status == .methodNotAllowed && response.headers["allow"] == ["POST"])
        }
    }

    @Test("scripts of any origin may try")
    func preflight() async throws {
        try await ToolWorld.world { world in
            let headers = [("Origin", "https://app.example"), ("Access-Control-Request-Method", "POST")]
            let response = try await world.send("OPTIONS", "/notes/mcp", token: nil, headers: headers)
            #expect(response.status == .noContent && response.headers["access-control-allow-origin"] == ["*"])
            #expect(response.headers["access-control-allow-headers"].first?.lowercased().contains("mcp-protocol-version") == true)
            let post = try await world.speak(ToolWorld.initialize, headers: [("Origin", "https://evil.example")])
            #expect(post.status == .ok && post.headers["access-control-allow-origin"] == ["*"])
        }
    }

    // MARK: Calls

    @Test("a call reaches the API as its caller, and never with the client's token")
    func identity() async throws {
        try await ToolWorld.world { world in
            let headers = [
                ("X-Usher-User", "user_evil"), ("Cookie", "a=b"), ("X-Color", "red"), ("User-Agent", "tester"), ("Mcp-Session-Id", "7"),
            ]
            let response = try await world.speak(ToolWorld.call("list", #"{"q":"a&b","X-Color":"blue"}"#), headers: headers)
            let text = try #require(try await ToolWorld.json(response).texts.first)
            let lines = text.split(separator: "\n").map(String.init)
            #expect(lines.first == "GET /items?q=a%26b 127.0.0.1:\(world.upstreamPort)")
            #expect(lines.count { $0.hasPrefix("x-request-id: ") } == 1)
            #expect(
                lines.dropFirst().filter { !$0.hasPrefix("x-request-id: ") } == [
                    "accept: \(Tools.Operation.accept)", "user-agent: tester", "x-color: blue", "x-forwarded-for: 127.0.0.1",
                    "x-forwarded-host: usher.example", "x-forwarded-prefix: /notes", "x-forwarded-proto: https",
                    "x-usher-assertion: assertion-user_ann-https://usher.example/notes", "x-usher-client: client_1",
                    "x-usher-email: ann@example.org", "x-usher-scope: notes:read", "x-usher-user: user_ann",
                ])
        }
    }

    @Test("a body goes up as JSON, with its own digits")
    func bodies() async throws {
        try await ToolWorld.world { world in
            let response = try await world.speak(ToolWorld.call("add", #"{"text":"milk","n":1.10}"#), token: "writer")
            let text = try #require(try await ToolWorld.json(response).texts.first)
            #expect(
                text.hasPrefix("POST /items ") && text.contains("content-type: application/json")
                    && text.hasSuffix(#"{"text":"milk","n":1.10}"#))
        }
    }

    @Test("a scope that is missing is asked for before anything is called, in the header and in the result")
    func stepUp() async throws {
        try await ToolWorld.world { world in
            for (call, scope) in [
                (ToolWorld.call("remove", #"{"id":"7"}"#), "notes:write"), (ToolWorld.call("read", #"{"id":"secret"}"#), "notes:admin"),
            ] {
                let response = try await world.speak(call)
                #expect(response.status == .forbidden)
                let challenge = try #require(response.headers["www-authenticate"].first)
                #expect(
                    challenge.hasPrefix(
                        #"Bearer resource_metadata="https://usher.example/.well-known/oauth-protected-resource/notes/mcp", scope="\#(scope)"#
                    ))
                #expect(challenge.contains(#"error="insufficient_scope", error_description="#))
                let json = try await ToolWorld.json(response)
                #expect(json.result?.isError == true && json.id == "1")
                #expect(json.result?.challenges?.first?.contains(#"error="insufficient_scope""#) == true)
            }
            #expect(
                try await ToolWorld.json(world.speak(ToolWorld.call("read", #"{"id":"7"}"#))).texts.first?.hasPrefix("GET /items/7 ")
                    == true)
            #expect(try await world.speak(ToolWorld.call("remove", #"{"id":"7"}"#), token: "writer").status == .ok)
        }
    }

    @Test("without a token only public operations can be called")
    func open() async throws {
        let rules = try [Rule(methods: ["GET"], path: "/object", isPublic: true)] + ToolWorld.rules()
        try await ToolWorld.world(rules: rules) { world in
            #expect(try await world.speak(ToolWorld.initialize, token: nil).status == .ok)
            let json = try await ToolWorld.json(world.speak(ToolWorld.call("object", "{}"), token: nil))
            #expect(json.texts == [#"{"n":1.50}"#])
            let refused = try await world.speak(ToolWorld.call("list", "{}"), token: nil)
            #expect(refused.status == .unauthorized && refused.headers["www-authenticate"].first?.contains("error=") == false)
            #expect(try await ToolWorld.json(refused).result?.challenges?.first?.contains("error_description=") == true)
            #expect(try await world.speak(ToolWorld.call("object", "{}"), token: "garbage").status == .unauthorized)
        }
    }

    @Test("what goes wrong with a call is a failure that the model can read, and the API is not called for bad arguments")
    func failures() async throws {
        try await ToolWorld.world(timeout: .milliseconds(600)) { world in
            let table = [
                (ToolWorld.call("read", "{}"), "“id” is missing."),
                (ToolWorld.call("read", #"{"id":"../object"}"#), "“id” is part of a path"),
                (ToolWorld.call("list", #"{"X-Real-User":"eve"}"#), "“X-Real-User” is not known here"),
                (ToolWorld.call("list", #"{"q":1}"#), "“q” must be a string, not a number."),
                (ToolWorld.call("slow", "{}"), "The service behind this address did not answer in time."),
                (ToolWorld.call("broken", "{}"), "The service behind this address broke off its answer."),
                (ToolWorld.call("denied", "{}"), "The API refused the call (401)"),
            ]
            for (call, sentence) in table {
                let response = try await world.speak(call)
                #expect(response.status == .ok && response.headers["www-authenticate"] == [])
                let json = try await ToolWorld.json(response)
                #expect(json.result?.isError == true && json.texts.first?.hasPrefix(sentence) == true, "\(json.texts)")
            }
        }
        try await ToolWorld.world(toPort: 1) { world in
            for call in [ToolWorld.call("list", "{}"), ToolWorld.call("add", #"{"text":"x"}"#)] {
                let json = try await ToolWorld.json(world.speak(call, token: "writer"))
                #expect(
                    json.result?.isError == true && json.texts.first?.hasPrefix("The service behind this address cannot be reached") == true
                )
            }
        }
    }

    @Test("an answer is text and data; a large one is cut, and a picture is a picture")
    func answers() async throws {
        try await ToolWorld.world { world in
            let object = try await ToolWorld.text(world.speak(ToolWorld.call("object", "{}")))
            #expect(object.contains(#""structuredContent":{"n":1.50}"#))
            let huge = try await ToolWorld.json(world.speak(ToolWorld.call("huge", "{}")))
            #expect(huge.texts.first?.hasSuffix("the rest was cut off here.]") == true && huge.result?.isError == nil)
            let picture = try await ToolWorld.text(world.speak(ToolWorld.call("picture", "{}")))
            #expect(picture.contains(#"{"type":"image","data":"iVBO","mimeType":"image/png"}"#))
        }
    }
}
