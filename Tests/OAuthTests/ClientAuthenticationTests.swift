// RFC 6749 §2.3, OAuth 2.1 §2.4; CLIENTS T2.

import Keys
import OAuth
import TestKit
import Testing

@Suite("Client authentication")
struct ClientAuthenticationTests {
    private let form: Form = ["grant_type": "client_credentials"]

    // REQUIREMENTS C-33
    @Test("a client proves itself with the methods that it has, and no other")
    func methods() async throws {
        let world = try await EngineWorld()
        for methods in [[.basic], [.post], [.basic, .post]] as [[ClientAuthenticationMethod]] {
            let client = try await world.client(.service) { $0.authenticationMethods = methods }
            let basic = try await world.token(form, basic: client.basic)
            #expect(basic.status == (methods.contains(.basic) ? 200 : 401))
            let post = try await world.token(form.with(["client_id": client.id.value, "client_secret": client.secret?.text]))
            #expect(post.status == (methods.contains(.post) ? 200 : 401))
            #expect(try await world.token(form.with(["client_id": client.id.value])).status == 401)
        }
    }

    // C-29, C-30, C-32
    @Test("whatever is wrong, the answer is the same: unknown client, wrong secret, no secret")
    func sameAnswer() async throws {
        let world = try await EngineWorld()
        let (client, other) = (try await world.client(.service), try await world.client(.service))
        let (id, wrong) = (client.id.value, try #require(other.secret?.text))
        let replies = [
            try await world.token(form.with(["client_id": "client_unknown", "client_secret": wrong])),
            try await world.token(form.with(["client_id": id, "client_secret": wrong])),
            try await world.token(form.with(["client_id": id, "client_secret": "x"])),
            try await world.token(form.with(["client_id": id])), try await world.token(form.with(["client_id": id, "client_secret": ""])),
            try await world.token(form.with(["client_id": "client_unknown"])),
        ]
        for reply in replies {
            #expect(reply.status == 401)
            #expect(reply.error == "invalid_client")
            #expect(reply.header("WWW-Authenticate") == nil)
            #expect(reply == replies[0])
        }
    }

    // C-29
    @Test("whoever tried the header is told the scheme")
    func basicChallenge() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.service)
        for header in [
            Authorization.basic(client.id.value, "wrong"), Authorization.basic("client_unknown", "wrong"), "Basic !!!",
            "Basic " + String(repeating: "QUJD", count: 2000), Authorization.raw("no colon"), Authorization.raw(":"), "basic eDp5",
        ] {
            let reply = try await world.token(form, basic: header)
            #expect(reply.status == 401)
            #expect(reply.error == "invalid_client")
            #expect(reply.header("WWW-Authenticate")?.hasPrefix("Basic realm=") == true)
        }
    }

    // C-31, T2
    @Test(
        "a Basic header is understood encoded and raw",
        arguments: ["s:e%c+r/e t", "é", "%41", "a%20b", "a+b", "plain", "%zz", "100%", ":", "a:b:c"])
    func spelling(secret: String) async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.service) { $0.secret = Digest(of: secret) }
        #expect(try await world.token(form, basic: Authorization.basic(client.id.value, secret)).status == 200)
        #expect(try await world.token(form, basic: Authorization.raw("\(client.id.value):\(secret)")).status == 200)
        #expect(try await world.token(form, basic: Authorization.raw("\(client.id.value):\(secret)x")).status == 401)
    }

    @Test("a client's identifier may need encoding too")
    func encodedIdentifier() async throws {
        let world = try await EngineWorld()
        let (id, secret) = (ClientID("https://app.example/a b:c"), Secret(.clientSecret, world.randomness))
        let client = Client(
            id: id, name: "App", profile: "web", secret: secret.digest, authenticationMethods: [.basic],
            grantTypes: [.clientCredentials], redirectURIs: [], createdAt: world.clock.time)
        #expect(try await world.store.register(client))
        #expect(try await world.token(form, basic: Authorization.basic(id.value, secret.text)).status == 200)
    }

    @Test("the scheme is read without regard to case, and with more than one space", arguments: ["basic", "BASIC", "Basic ", "Basic   "])
    func scheme(name: String) async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.service)
        let header = client.basic.replacing("Basic", with: name, maxReplacements: 1)
        #expect(try await world.token(form, basic: header).status == 200)
    }

    // C-30, T2
    @Test("two ways at once are one too many; the identifier in the body may repeat the header's")
    func two() async throws {
        let world = try await EngineWorld()
        let (client, other) = (try await world.client(.service), try await world.client(.service))
        let both = form.with(["client_id": client.id.value, "client_secret": client.secret?.text])
        let refused = try await world.token(both, basic: client.basic)
        #expect(refused.status == 400)
        #expect(refused.error == "invalid_request")
        #expect(try await world.token(form.with(["client_id": client.id.value]), basic: client.basic).status == 200)
        #expect(
            try await world.token(form.with(["client_id": client.id.value, "client_secret": ""]), basic: client.basic)
                .status == 200)
        let mismatch = try await world.token(form.with(["client_id": other.id.value]), basic: client.basic)
        #expect(mismatch.error == "invalid_request")
    }

    // T2: rmcp sends an empty secret.
    @Test("for a public client an empty secret is none, and any other is wrong", arguments: [("", 200), ("x", 401)])
    func publicSecret(secret: String, status: Int) async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app)
        let form = world.redemption(client, of: try await world.code(client, world.person()))
        #expect(try await world.token(form.with(["client_secret": secret])).status == status)
    }

    @Test("a public client does not come with a header")
    func publicBasic() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app)
        let form = world.redemption(client, of: try await world.code(client, world.person()))
        for header in [Authorization.basic(client.id.value, ""), Authorization.basic(client.id.value, "x")] {
            #expect(try await world.token(form, basic: header).status == 401)
        }
    }

    @Test("another scheme in the header is no authentication, and does not disturb the one in the body")
    func otherScheme() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.service)
        let body = form.with(["client_id": client.id.value, "client_secret": client.secret?.text])
        for header in ["Bearer x", "Basic", "", "Digest username=\"x\""] {
            #expect(try await world.token(body, basic: header).status == 200)
            #expect(try await world.token(form, basic: header).status == 401)
        }
    }

    // C-34
    @Test("after ten failures an address must wait a minute; others need not")
    func backOff() async throws {
        let world = try await EngineWorld()
        let (client, other) = (try await world.client(.service), try await world.client(.service))
        let wrong = Authorization.basic(client.id.value, "wrong")
        for _ in 0..<10 { #expect(try await world.token(form, basic: wrong).status == 401) }
        world.clock.advance(by: .seconds(20))
        for header in [wrong, client.basic] {
            let reply = try await world.token(form, basic: header)
            #expect(reply.status == 429)
            #expect(reply.header("Retry-After") == "40")
            #expect(reply["access_token"] == nil)
        }
        #expect(try await world.token(form, basic: client.basic, from: "192.0.2.2").status == 200)
        #expect(try await world.token(form, basic: other.basic).status == 200)
        world.clock.advance(by: .seconds(40))
        #expect(try await world.token(form, basic: client.basic).status == 200)
    }

    // C-34: all back-channel endpoints count together.
    @Test("the limit holds for every endpoint that authenticates clients")
    func everywhere() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.service)
        let wrong = try EngineWorld.call(form.with(["token": "x"]), Authorization.basic(client.id.value, "wrong"))
        for _ in 0..<4 {
            _ = try await world.server.token.reply(to: wrong)
            _ = try await world.server.introspection.reply(to: wrong)
            _ = try await world.server.revocation.reply(to: wrong)
        }
        #expect(try await world.server.token.reply(to: wrong).status == 429)
        #expect(try await world.server.introspection.reply(to: wrong).status == 429)
        #expect(try await world.server.revocation.reply(to: wrong).status == 429)
    }

    @Test("servers count together: each lets one guess more through at most, and is told then")
    func together() async throws {
        let world = try await EngineWorld()
        let other = try await world.another()
        let client = try await world.client(.service)
        let wrong = Authorization.basic(client.id.value, "wrong")
        for _ in 0..<5 {
            #expect(try await world.token(form, basic: wrong).status == 401)
            #expect(try await other.token(form, basic: wrong).status == 401)
        }
        for server in [world, other] {
            #expect(try await server.token(form, basic: wrong).status == 429)
            #expect(try await server.token(form, basic: client.basic).status == 429)
        }
        world.clock.advance(by: .seconds(60))
        #expect(try await other.token(form, basic: client.basic).status == 200)
    }

    @Test("identifiers that somebody makes up share one count, and nobody else's")
    func madeUp() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.service)
        for number in 0..<10 {
            #expect(try await world.token(form, basic: Authorization.basic("client_\(number)", "x")).status == 401)
        }
        #expect(try await world.token(form, basic: Authorization.basic("client_x", "x")).status == 429)
        #expect(try await world.token(form, basic: Authorization.basic(client.id.value, "wrong")).status == 401)
        #expect(try await world.token(form, basic: client.basic).status == 200)
    }

    @Test("a failure that cannot be counted is no refusal, and who is right is not kept waiting")
    func uncounted() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.service)
        try await world.breakCounting()
        await #expect(throws: (any Error).self) {
            try await world.token(form, basic: Authorization.basic(client.id.value, "wrong"))
        }
        #expect(try await world.token(form, basic: client.basic).status == 200)
    }

    @Test("a success forgives the failures before it")
    func forgiven() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.service)
        for _ in 0..<3 {
            for _ in 0..<9 { _ = try await world.token(form, basic: Authorization.basic(client.id.value, "wrong")) }
            #expect(try await world.token(form, basic: client.basic).status == 200)
        }
    }

    // R6
    @Test("a secret that was replaced is wrong from the next request on")
    func rotatedSecret() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.service)
        #expect(try await world.token(form, basic: client.basic).status == 200)
        var changed = client.registration
        let secret = Secret(.clientSecret, world.randomness)
        changed.secret = secret.digest
        #expect(try await world.store.update(changed, at: world.clock.time))
        try await world.server.changes.catchUp()
        #expect(try await world.token(form, basic: client.basic).status == 401)
        #expect(try await world.token(form, basic: Authorization.basic(client.id.value, secret.text)).status == 200)
    }
}
