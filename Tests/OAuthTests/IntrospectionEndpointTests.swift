// RFC 7662.

import Identity
import Keys
import OAuth
import TestKit
import Testing

@Suite("The introspection endpoint")
struct IntrospectionEndpointTests {
    // REQUIREMENTS I-03
    @Test("a client's own access token is described")
    func access() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.web), try await world.person())
        let tokens = try await world.tokens(client, person, scope: "openid notes:read")
        let reply = try await world.introspect(tokens.access, as: client)
        #expect(reply.status == 200)
        #expect(reply.header("Cache-Control") == "no-store")
        #expect(reply["active"]?.boolean == true)
        #expect(reply["token_type"]?.text == "Bearer")
        #expect(reply["iss"]?.text == EngineWorld.issuer)
        #expect(reply["sub"]?.text == person.id.value)
        #expect(reply["aud"]?.text == EngineWorld.notes.identifier)
        #expect(reply["client_id"]?.text == client.id.value)
        #expect(reply["scope"]?.text == "openid notes:read")
        #expect(reply["exp"]?.integer == world.clock.time.seconds + 3600)
        #expect(reply["iat"]?.integer == world.clock.time.seconds)
        #expect(reply["auth_time"]?.integer == person.authenticatedAt.seconds)
        #expect(reply["jti"]?.text?.isEmpty == false)
    }

    @Test("a client's own refresh token is described, and is not called a bearer token")
    func refresh() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.web), try await world.person())
        let tokens = try await world.tokens(client, person)
        let reply = try await world.introspect(tokens.refresh, as: client)
        #expect(reply["active"]?.boolean == true)
        #expect(reply["token_type"]?.text == "refresh_token")
        #expect(reply["sub"]?.text == person.id.value)
        #expect(reply["scope"]?.text == "notes:read")
        #expect(reply["exp"]?.integer == world.clock.time.seconds + 30 * 86400)
        _ = try await world.refreshed(client, tokens)
        #expect(try await world.introspect(tokens.refresh, as: client)["active"]?.boolean == false)
    }

    // I-05
    @Test("another client learns nothing; the resource's own back end learns about its resource alone")
    func visibility() async throws {
        let world = try await EngineWorld()
        let (app, other) = (try await world.client(.app), try await world.client(.web))
        let notes = try await world.client(.service)
        let mail = try await world.client(.service) { $0.resource = EngineWorld.mail.id }
        let none = try await world.client(.service) { $0.resource = nil }
        let plugin = try await world.client(.plugin)
        let tokens = try await world.tokens(app, world.person())
        #expect(try await world.introspect(tokens.access, as: notes)["active"]?.boolean == true)
        for stranger in [other, mail, none, plugin] {
            #expect(try await world.introspect(tokens.access, as: stranger).document == .object(["active": false]))
        }
        for stranger in [notes, other, mail, none, plugin] {
            #expect(try await world.introspect(tokens.refresh, as: stranger).document == .object(["active": false]))
        }
    }

    // I-01, I-04
    @Test("whoever does not prove who they are is refused")
    func unauthenticated() async throws {
        let world = try await EngineWorld()
        let (web, app) = (try await world.client(.web), try await world.client(.app))
        let token = try await world.tokens(app, world.person()).access
        let bare: Form = ["token": token]
        let attempts: [(Form, String?)] = [
            (bare, nil), (bare.with(["client_id": app.id.value]), nil), (bare.with(["client_id": web.id.value]), nil),
            (bare, Authorization.basic(web.id.value, "wrong")), (bare, "Bearer \(token)"),
        ]
        for (form, header) in attempts {
            let reply = try await world.server.introspection.reply(to: EngineWorld.call(form, header))
            #expect(reply.status == 401)
            #expect(reply.error == "invalid_client")
            #expect(reply["active"] == nil)
        }
    }

    // V-08
    @Test("a token must be sent, and once")
    func missing() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.web)
        for form in [[:], ["token": ""], ["token": "a", "token": "b"]] as [Form] {
            let reply = try await world.server.introspection.reply(to: EngineWorld.call(form, client.basic))
            #expect(reply.status == 400)
            #expect(reply.error == "invalid_request")
        }
    }

    // I-02, I-06
    @Test("what is no good token is inactive, without a reason")
    func inactive() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.web), try await world.person())
        let tokens = try await world.tokens(client, person, scope: "openid")
        let code = try await world.code(client, person)
        let (id, secret) = (try #require(tokens.id), try #require(client.secret?.text))
        for token in [
            "garbage", "é", "usher_rt_x", id, code, secret, tokens.access + "x", tokens.refresh + "x",
            String(repeating: "a", count: 10_000),
        ] {
            let reply = try await world.introspect(token, as: client)
            #expect(reply.status == 200)
            #expect(try reply.document == .object(["active": false]))
        }
    }

    // I-02, I-07
    @Test("expired, revoked, of a disabled person: inactive")
    func ended() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.web)
        let (ada, bob) = (try await world.person(), try await world.person("bob@example.com"))
        let (adas, bobs) = (try await world.tokens(client, ada), try await world.tokens(client, bob))
        try await world.disable(ada.id)
        for token in [adas.access, adas.refresh] {
            #expect(try await world.introspect(token, as: client).document == .object(["active": false]))
        }
        world.clock.advance(by: .seconds(3600))
        #expect(try await world.introspect(bobs.access, as: client).document == .object(["active": false]))
        #expect(try await world.introspect(bobs.refresh, as: client)["active"]?.boolean == true)
        _ = try await world.revoke(bobs.refresh, as: client)
        #expect(try await world.introspect(bobs.refresh, as: client).document == .object(["active": false]))
    }

    @Test("a hint about the kind of token, right or wrong, changes nothing", arguments: ["access_token", "refresh_token", "nonsense", ""])
    func hint(hint: String) async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.web)
        let tokens = try await world.tokens(client, world.person())
        for token in [tokens.access, tokens.refresh] {
            let call = try EngineWorld.call(["token": token, "token_type_hint": hint], client.basic)
            #expect(try await world.server.introspection.reply(to: call)["active"]?.boolean == true)
        }
    }
}
