// Q6, Q7, Q23: addresses that nobody could have registered beforehand (CLIENTS.md 1.3, RFC 8252 §7.3).

import OAuth
import TestKit
import Testing
import WebTestKit

@Suite("Quirks of redirect URIs")
struct RedirectTests {
    @Test(
        "Q6: a GPT Action whose callback got a new id goes on without a new registration",
        arguments: ["g-3b0244cf708774fb9151458671c462eb5460f41e", "g-0e683685e67e111ebd51aa7d6b2be34f380bb37f"])
    func newID(id: String) async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.action)
        let tokens = try await redeemed(world, client, "https://chatgpt.com/aip/\(id)/oauth/callback")
        #expect(tokens.status == 200)
    }

    @Test("Q7: the same GPT is answered at both of its hosts", arguments: ["chat.openai.com", "chatgpt.com"])
    func bothHosts(host: String) async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.action)
        let id = "g-369c00bd47b6f501275b414d19d5244ac411097b"
        #expect(try await redeemed(world, client, "https://\(host)/aip/\(id)/oauth/callback").status == 200)
    }

    @Test("Q6: a code for one callback is worth nothing at another one")
    func bound() async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.action)
        let theirs = "https://chatgpt.com/aip/g-0e683685e67e111ebd51aa7d6b2be34f380bb37f/oauth/callback"
        let code = try await world.browser.code(
            client, world.web.engine.request(client).with(["redirect_uri": theirs]))
        let answer = try await world.web.call("/token", world.web.engine.redemption(client, of: code))
        #expect(answer.error == "invalid_grant")
    }

    @Test(
        "Q23: an app on a person's device is answered at whichever port it found",
        arguments: ["http://127.0.0.1:59656/callback", "http://127.0.0.1:33418/callback", "http://127.0.0.1/callback"])
    func anyPort(uri: String) async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.app)
        #expect(try await redeemed(world, client, uri).status == 200)
    }

    @Test(
        "Q23: but the host, the path and the scheme are those that were registered",
        arguments: [
            "http://localhost:59656/callback", "http://127.0.0.1:59656/", "http://127.0.0.1:59656/callback/x",
            "https://127.0.0.1:59656/callback", "http://127.0.0.1.example:59656/callback",
        ])
    func nothingElse(uri: String) async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.app)
        let page = try await world.browser.get(
            world.web.authorize(world.web.engine.request(client).with(["redirect_uri": uri])))
        #expect(page.status == 400)
        #expect(page.isPage)
        #expect(page.location == nil)
    }

    @Test(
        "Q23: VS Code's bare loopback address needs no path, and Claude Code's localhost is not 127.0.0.1",
        arguments: [("http://127.0.0.1/", "http://127.0.0.1:33418/"), ("http://localhost/callback", "http://localhost:3118/callback")])
    func asRegistered(registered: String, used: String) async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.app) { $0.redirectURIs = [registered] }
        let back = try await world.answer(
            world.web.authorize(world.web.engine.request(client).with(["redirect_uri": used])))
        #expect(back.location?.hasPrefix(used + "?code=") == true)
    }

    /// The answer to the redemption of a code that went to that address.
    private func redeemed(_ world: QuirkWorld, _ client: TestClient, _ uri: String) async throws -> Answer {
        let code = try await world.browser.code(client, world.web.engine.request(client).with(["redirect_uri": uri]))
        let redemption = world.web.engine.redemption(client, of: code).with(["redirect_uri": uri])
        return try await world.web.call("/token", redemption)
    }
}
