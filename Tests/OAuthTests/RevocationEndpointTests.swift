// RFC 7009.

import Keys
import OAuth
import TestKit
import Testing

@Suite("The revocation endpoint")
struct RevocationEndpointTests {
    // REQUIREMENTS V-03, V-06, V-07
    @Test(
        "revoking a refresh token ends all that came of its grant, whatever the hint",
        arguments: [nil, "refresh_token", "access_token", "nonsense"] as [String?])
    func refresh(hint: String?) async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.web), try await world.person())
        let first = try await world.tokens(client, person, scope: "openid")
        let second = try await world.refreshed(client, first)
        let other = try await world.tokens(client, person, scope: "openid")
        let reply = try await world.revoke(second.refresh, as: client, hint: hint)
        #expect(reply.status == 200)
        #expect(reply.body == .none)
        #expect(reply.header("Cache-Control") == "no-store")
        for token in [first.access, second.access] { #expect(try await world.userInfo(token).status == 401) }
        #expect(try await world.token(world.refreshing(client, with: second.refresh)).error == "invalid_grant")
        // Another grant of the same person and client is another grant.
        #expect(try await world.userInfo(other.access).status == 200)
        _ = try await world.refreshed(client, other)
    }

    // V-06
    @Test("revoking an access token ends it alone", arguments: [nil, "refresh_token"] as [String?])
    func access(hint: String?) async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app)
        let tokens = try await world.tokens(client, world.person(), scope: "openid")
        #expect(try await world.revoke(tokens.access, as: client, hint: hint).status == 200)
        #expect(try await world.userInfo(tokens.access).status == 401)
        #expect(try await world.userInfo(try await world.refreshed(client, tokens).access).status == 200)
    }

    // V-04, V-05
    @Test("what is not known, is no token, or is another client's is answered alike, and left alone")
    func unknown() async throws {
        let world = try await EngineWorld()
        let (client, other) = (try await world.client(.web), try await world.client(.app))
        let (person, bob) = (try await world.person(), try await world.person("bob@example.com"))
        let tokens = try await world.tokens(client, person, scope: "openid")
        let code = try await world.code(client, bob)
        let expected = try await world.revoke("unknown", as: other)
        #expect(expected.status == 200)
        for token in [
            tokens.access, tokens.refresh, code, try #require(tokens.id), "é", "usher_rt_x", "a.b.c", String(repeating: "a", count: 10_000),
        ] {
            #expect(try await world.revoke(token, as: other) == expected)
        }
        #expect(try await world.userInfo(tokens.access).status == 200)
        _ = try await world.refreshed(client, tokens)
        _ = try Tokens(await world.token(world.redemption(client, of: code)))
    }

    @Test("revoking twice is as good as once, and so is revoking what has expired")
    func twice() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.web)
        let tokens = try await world.tokens(client, world.person())
        for token in [tokens.refresh, tokens.refresh, tokens.access, tokens.access] {
            #expect(try await world.revoke(token, as: client).status == 200)
        }
        world.clock.advance(by: .seconds(400 * 86400))
        #expect(try await world.revoke(tokens.access, as: client).status == 200)
    }

    // V-02
    @Test("a client proves itself as at the token endpoint; a public one names itself")
    func authentication() async throws {
        let world = try await EngineWorld()
        let (web, app) = (try await world.client(.web), try await world.client(.app))
        let tokens = try await world.tokens(web, world.person(), scope: "openid")
        for (form, header) in [
            (Form(), nil), (["client_id": web.id.value], nil), (["client_id": web.id.value, "client_secret": "x"], nil),
            (Form(), Authorization.basic(web.id.value, "x")), (Form(), "Bearer \(tokens.access)"),
        ] as [(Form, String?)] {
            let reply = try await world.server.revocation.reply(to: EngineWorld.call(form.with(["token": tokens.refresh]), header))
            #expect(reply.status == 401)
            #expect(reply.error == "invalid_client")
        }
        #expect(try await world.userInfo(tokens.access).status == 200)
        let named = try EngineWorld.call(["token": "x", "client_id": app.id.value], nil)
        #expect(try await world.server.revocation.reply(to: named).status == 200)
        let basic = try EngineWorld.call(["token": tokens.access], web.basic)
        #expect(try await world.server.revocation.reply(to: basic).status == 200)
        #expect(try await world.userInfo(tokens.access).status == 401)
    }

    // V-08
    @Test("a token must be sent, and once")
    func missing() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.web)
        for form in [[:], ["token": ""], ["token": "a", "token": "b"]] as [Form] {
            let reply = try await world.server.revocation.reply(to: EngineWorld.call(form, client.basic))
            #expect(reply.status == 400)
            #expect(reply.error == "invalid_request")
        }
    }

    // C-38: a spent token betrays its holder's grant to its rightful client only.
    @Test("a spent refresh token still names its grant")
    func spent() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app)
        let first = try await world.tokens(client, world.person(), scope: "openid")
        let second = try await world.refreshed(client, first)
        #expect(try await world.revoke(first.refresh, as: client).status == 200)
        #expect(try await world.userInfo(second.access).status == 401)
    }

    // V-09: the store is down, so nothing was revoked.
    @Test("if the store fails, the answer is not 200")
    func storeFails() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.web)
        let tokens = try await world.tokens(client, world.person())
        try await world.breakStore()
        await #expect(throws: (any Error).self) { try await world.revoke(tokens.refresh, as: client) }
        await #expect(throws: (any Error).self) { try await world.revoke(tokens.access, as: client) }
        #expect(try await world.introspect(tokens.refresh, as: client)["active"]?.boolean == true)
    }
}
