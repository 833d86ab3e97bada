// Q8, Q20, Q29, Q39: codes and refresh tokens in the hands of clients that do it their own way (CLIENTS.md 1.5, 1.6 S4).

import Keys
import OAuth
import TestKit
import Testing
import WebTestKit

@Suite("Quirks of the token endpoint")
struct TokenTests {
    @Test("Q8: a GPT Action has no PKCE and needs none", arguments: [TestClientKind.plugin, .action])
    func noPKCE(kind: TestClientKind) async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(kind)
        #expect(world.web.engine.request(client)["code_challenge"] == nil)
        #expect(try await world.tokens(client)["access_token"]?.text != nil)
    }

    @Test("Q8: but a client without a secret is never let off", arguments: [TestClientKind.app, .web])
    func pkce(kind: TestClientKind) async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(kind)
        let request = world.web.engine.request(client).with(["code_challenge": nil, "code_challenge_method": nil])
        let back = try await world.answer(world.web.authorize(request))
        #expect(back.redirected("error") == "invalid_request")
    }

    @Test("Q20: a refresh token that was just rotated still gets a successor", arguments: [0, 30, 60])
    func grace(seconds: Int64) async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.app)
        let first = try await world.tokens(client)["refresh_token"]?.text
        let second = try await world.refresh(client, first).json["refresh_token"]?.text
        world.web.engine.clock.advance(by: .seconds(seconds))
        let late = try await world.refresh(client, first)
        #expect(late.status == 200)
        let successor = try late.json["refresh_token"]?.text
        for token in [successor, second] { #expect(try await world.refresh(client, token).status == 200) }
    }

    @Test("Q20: of several processes that refresh at once none is logged out")
    func concurrent() async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.app)
        let first = try await world.tokens(client)["refresh_token"]?.text
        let refreshing = world.web.engine.refreshing(client, with: first ?? "")
        let web = world.web
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 { group.addTask { try await web.call("/token", refreshing).status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 200, count: 8))
    }

    @Test("Q29: who disconnects an Action is logged out of it, with an error that says so")
    func logOut() async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.action)
        let tokens = try await world.tokens(client, ["scope": "openid notes:read"])
        let account = try await world.browser.get("/account")
        _ = try await world.browser.submit(account, to: "/account/disconnect")
        let refused = try await world.refresh(client, tokens["refresh_token"]?.text)
        #expect(refused.status == 400)
        #expect(refused.error == "invalid_grant")
        #expect(try await world.web.userInfo(try #require(tokens["access_token"]?.text)).status == 401)
        #expect(try #require(tokens["expires_in"]?.integer) <= 3600)
    }

    @Test(
        "Q39: credentials in the header are read percent-encoded and raw",
        arguments: ["s+p/a=c%e", "a b&c", "plain", "%41"])
    func basic(secret: String) async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.web) { $0.secret = Digest(of: secret) }
        for header in [Authorization.basic(client.id.value, secret), Authorization.raw("\(client.id.value):\(secret)")] {
            let code = try await world.browser.code(client)
            let redemption = world.web.engine.redemption(client, of: code).with(["client_secret": nil])
            #expect(try await world.web.call("/token", redemption, basic: header).status == 200)
        }
    }
}
