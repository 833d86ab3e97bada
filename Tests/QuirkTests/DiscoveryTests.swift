// Q12, Q18, Q21, Q22, Q25, Q42: how a client finds its way here (CLIENTS.md 1.1, 1.6 S1 and S2, 1.7 RS2).

import HTTPTypes
import Keys
import OAuth
import TestKit
import Testing
import WebTestKit

@Suite("Quirks of discovery")
struct DiscoveryTests {
    @Test(
        "Q12: S256 is advertised in both documents, without which ChatGPT says that OAuth is not supported",
        arguments: ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"])
    func pkce(path: String) async throws {
        let answer = try await QuirkWorld().document(path)
        #expect(answer.status == 200)
        #expect(try answer.json["code_challenge_methods_supported"]?.texts == ["S256"])
    }

    @Test(
        "Q18: nothing that is known to keep a client from the token endpoint is so here",
        arguments: ["Claude-User", "python-httpx/0.28.1", "openai-mcp/1.0", "node", "codex-mcp-client/1.0", ""])
    func reached(agent: String) async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.app)
        let metadata = try await world.document("/.well-known/oauth-authorization-server").json
        let back = try await world.answer(world.web.authorize(world.web.engine.request(client)))
        #expect(back.redirected("iss") == metadata["issuer"]?.text, "byte for byte")
        let redemption = world.web.engine.redemption(client, of: try #require(back.redirected("code")))
        let answer = try await world.web.send(
            .post, "/token", [.contentType: "application/x-www-form-urlencoded; charset=utf-8", .userAgent: agent],
            body: Array(redemption.text.utf8))
        #expect(answer.status == 200)
        #expect(answer.headers[.contentType]?.hasPrefix("application/json") == true)
        #expect(answer.header("Cache-Control") == "no-store")
    }

    @Test("Q18: a failure at the token endpoint is JSON, whatever was wrong", arguments: ["", "grant_type=x", "%%%", "{"])
    func alwaysJSON(body: String) async throws {
        let world = try await QuirkWorld()
        for type in ["application/x-www-form-urlencoded", "application/json", "text/plain", "multipart/form-data"] {
            let answer = try await world.web.send(.post, "/token", [.contentType: type], body: Array(body.utf8))
            #expect((400..<500).contains(answer.status), "\(type)")
            #expect(answer.error != nil, "\(type)")
        }
    }

    @Test(
        "Q21: a resource means the same with and without a slash at its end, in capitals and with the default port",
        arguments: [
            "https://usher.test/notes", "https://usher.test/notes/", "HTTPS://USHER.TEST/notes",
            "https://usher.test:443/notes",
        ])
    func resource(spelling: String) async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.app)
        let request = world.web.engine.request(client).with(["resource": spelling])
        let code = try await world.browser.code(client, request)
        let redemption = world.web.engine.redemption(client, of: code).with(["resource": spelling])
        let tokens = try await world.web.call("/token", redemption)
        #expect(tokens.status == 200)
        let claims = try OpenedJWT(tokens.json["access_token"]?.text)
        #expect(claims["aud"]?.text == "https://usher.test/notes")
    }

    @Test("Q21: the same resource twice is one, and a really different one is refused by name")
    func resources() async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.app)
        let request = world.web.engine.request(client).with(["resource": "https://usher.test/notes"])
        let twice = try await world.answer(
            world.web.authorize(request.repeating("resource", "https://usher.test/notes")))
        #expect(twice.redirected("code") != nil)
        let other = request.with(["resource": "https://elsewhere.example/notes"])
        #expect(try await world.answer(world.web.authorize(other)).redirected("error") == "invalid_target")
    }

    @Test("Q22: a resource's document names the address that people type, exactly", arguments: ["notes", "mail"])
    func exact(id: String) async throws {
        let answer = try await QuirkWorld().document("/.well-known/oauth-protected-resource/\(id)")
        #expect(try answer.json["resource"]?.text == "https://usher.test/\(id)")
        #expect(try answer.json["authorization_servers"]?.texts == [EngineWorld.issuer])
    }

    @Test(
        "Q25: what is not there is 404 in JSON, below /.well-known as elsewhere",
        arguments: [
            "/.well-known/nothing", "/.well-known/oauth-authorization-server/nothing",
            "/.well-known/openid-configuration/nothing", "/.well-known/oauth-protected-resource/nothing",
            "/nothing/.well-known/openid-configuration", "/mcp", "/sse",
        ])
    func notThere(path: String) async throws {
        let answer = try await QuirkWorld().document(path)
        #expect(answer.status == 404)
        #expect(answer.headers[.contentType]?.hasPrefix("application/json") == true)
        #expect(answer.error == "not_found")
    }

    @Test(
        "Q42: clients that guess /authorize, /token and /register at the root find them there",
        arguments: [("GET", "/authorize"), ("POST", "/token"), ("POST", "/register")])
    func guessed(method: String, path: String) async throws {
        let world = try await QuirkWorld()
        let answer = try await world.web.send(try #require(HTTPRequest.Method(method)), path)
        #expect(answer.status == 400 || answer.status == 401)
    }
}
