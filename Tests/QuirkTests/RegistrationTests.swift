// Q14, Q15, Q16, Q24, Q26, Q27, Q35, Q36, Q37: clients that register themselves (RFC 7591, CLIENTS.md 1.2).

import HTTPTypes
import Keys
import OAuth
import TestKit
import Testing
import WebTestKit

@Suite("Quirks of registration")
struct RegistrationTests {
    @Test("Q14: a client that registered once and for all is still known years later")
    func kept() async throws {
        let world = try await QuirkWorld()
        let client = try await world.registered("https://chatgpt.com/connector/oauth/OUbdUMlL15Ct")
        let unused = try await world.registered("https://chatgpt.com/connector/oauth/_q0K-fW8D-41")
        _ = try await world.tokens(client)
        for _ in 0..<24 {
            world.web.engine.clock.advance(by: .seconds(31 * 86400))
            try await world.sweep()
        }
        _ = try await world.browser.signIn()
        #expect(try await world.tokens(client)["access_token"]?.text != nil)
        #expect(try await world.web.engine.store.client(unused.id) == nil, "nobody ever allowed it anything")
    }

    @Test("Q14: a client that is gone is told so with 401, which makes others register anew")
    func gone() async throws {
        let world = try await QuirkWorld()
        for grant in ["refresh_token", "authorization_code"] {
            let answer = try await world.web.call("/token", ["client_id": "client_that_is_gone", "grant_type": grant])
            #expect(answer.status == 401)
            #expect(answer.error == "invalid_client")
        }
    }

    @Test(
        "Q15: each connector registers its own callback, and is answered there and nowhere else",
        arguments: ["OUbdUMlL15Ct", "_q0K-fW8D-41"])
    func connectors(id: String) async throws {
        let world = try await QuirkWorld()
        let uri = "https://chatgpt.com/connector/oauth/\(id)"
        let client = try await world.registered(uri)
        let request = world.web.engine.request(client)
        #expect(try await world.answer(world.web.authorize(request)).location?.hasPrefix(uri + "?code=") == true)
        let elsewhere = try await world.browser.get(world.web.authorize(request.with(["redirect_uri": uri + "x"])))
        #expect(elsewhere.status == 400)
        #expect(elsewhere.location == nil)
    }

    @Test("Q15: iss is advertised and sent, so that ChatGPT uses one callback for all connectors")
    func stableCallback() async throws {
        let world = try await QuirkWorld()
        let metadata = try await world.document("/.well-known/oauth-authorization-server").json
        #expect(metadata["authorization_response_iss_parameter_supported"]?.boolean == true)
        let client = try await world.registered("https://chatgpt.com/connector_platform_oauth_redirect")
        let back = try await world.answer(world.web.authorize(world.web.engine.request(client)))
        #expect(back.redirected("iss") == metadata["issuer"]?.text)
    }

    @Test(
        "Q16: a registration is not judged by its Origin",
        arguments: ["https://claude.ai", "https://chatgpt.com", "http://localhost:6274", "null", "https://evil.example"])
    func origin(origin: String) async throws {
        let world = try await QuirkWorld()
        #expect(try await world.register("http://127.0.0.1/callback", headers: [.origin: origin]).status == 201)
    }

    @Test(
        "Q24: Cursor's three addresses of three kinds are all taken, as they are",
        arguments: [
            "cursor://anysphere.cursor-mcp/oauth/callback", "https://www.cursor.com/agents/mcp/oauth/callback",
            "http://localhost:8787/callback",
        ])
    func mixed(used: String) async throws {
        let world = try await QuirkWorld()
        let uris = [
            "cursor://anysphere.cursor-mcp/oauth/callback", "https://www.cursor.com/agents/mcp/oauth/callback",
            "http://localhost:8787/callback",
        ]
        let answer = try await world.register(uris[0], uris[1], uris[2])
        #expect(try answer.json["redirect_uris"]?.texts == uris)
        let client = try await world.client(answer, at: used)
        let back = try await world.answer(world.web.authorize(world.web.engine.request(client)))
        let sent = used.hasPrefix("cursor:") ? back.html.tags.compactMap { $0["href"] } : [back.location ?? ""]
        #expect(sent.contains { $0.hasPrefix(used + "?code=") })
    }

    @Test(
        "Q26: an answer to a registration holds no null, whatever the request left open",
        arguments: [
            [:], ["client_name": ""], ["scope": ""], ["client_uri": ""], ["logo_uri": ""], ["jwks_uri": ""],
            ["application_type": "desktop"], ["software_id": ""],
        ] as [JSON.Members])
    func noNull(more: JSON.Members) async throws {
        let answer = try await QuirkWorld().register("http://localhost/callback", more: more)
        #expect(answer.status == 201)
        #expect(!answer.text.contains("null"))
        #expect(!answer.text.contains(#":"""#), "an empty text is no better")
        #expect(try answer.json["client_id_issued_at"]?.integer != nil)
    }

    @Test(
        "Q27: a secret is given to who asks for one and to nobody else, and what was given works",
        arguments: [("none", false), ("client_secret_post", true), ("client_secret_basic", true), (nil, true)]
            as [(String?, Bool)])
    func secret(method: String?, isGiven: Bool) async throws {
        let world = try await QuirkWorld()
        let uri = "https://claude.ai/api/mcp/auth_callback"
        let answer = try await world.register(uri, method: method)
        #expect(try (answer.json["client_secret"] != nil) == isGiven)
        #expect(try answer.json["token_endpoint_auth_method"]?.text == method ?? "client_secret_basic")
        #expect(try answer.json["client_secret_expires_at"]?.integer == (isGiven ? 0 : nil))
        #expect(try await redeemed(world, answer, uri).status == 200)
    }

    @Test("Q35: Warp's address works with the server_id that it registered, and is refused on a page with another")
    func warp() async throws {
        let world = try await QuirkWorld()
        let uri = "warp://mcp/oauth2callback?server_id=7"
        let client = try await world.registered(uri)
        let request = world.web.engine.request(client)
        let back = try await world.answer(world.web.authorize(request))
        #expect(back.html.tags.contains { $0["href"]?.hasPrefix(uri + "&code=") == true })
        let other = try await world.browser.get(
            world.web.authorize(request.with(["redirect_uri": "warp://mcp/oauth2callback?server_id=8"])))
        #expect(other.status == 400)
        #expect(other.isPage)
    }

    @Test("Q36: an empty scope is none", arguments: ["", " "])
    func emptyScope(scope: String) async throws {
        let world = try await QuirkWorld()
        let uri = "http://localhost:6274/oauth/callback"
        let answer = try await world.register(uri, more: ["scope": .string(scope), "client_name": "MCP Inspector"])
        #expect(try answer.json["scope"] == nil)
        let client = try await world.client(answer, at: uri)
        #expect(try await world.tokens(client)["scope"]?.text == "notes:read")
    }

    @Test("Q37: where the operator says so, a client gets a secret even if it asks for none", arguments: ["none", nil])
    func alwaysSecret(method: String?) async throws {
        let world = try await QuirkWorld(settings: { $0.registration.alwaysGivesSecret = true })
        let uri = "https://teams.microsoft.com/api/platform/v1.0/oAuthRedirect"
        let answer = try await world.register(uri, method: method)
        #expect(try answer.json["client_secret"]?.text != nil)
        #expect(try answer.json["token_endpoint_auth_method"]?.text?.hasPrefix("client_secret_") == true)
        #expect(try await redeemed(world, answer, uri).status == 200)
    }

    /// The answer to the first code of a client that proves itself as its registration says.
    private func redeemed(_ world: QuirkWorld, _ registration: Answer, _ uri: String) async throws -> Answer {
        let client = try await world.client(registration, at: uri)
        let redemption = world.web.engine.redemption(client, of: try await world.browser.code(client))
        guard try registration.json["token_endpoint_auth_method"]?.text == "client_secret_basic" else {
            return try await world.web.call("/token", redemption)
        }
        return try await world.web.call("/token", redemption.with(["client_secret": nil]), basic: client.basic)
    }
}
