// RFC 9068 §2.

import Keys
import OAuth
import TestKit
import Testing

@Suite("Access tokens")
struct AccessTokenTests {
    // REQUIREMENTS J-01, J-02
    @Test("an access token says what the RFC asks for, and whose grant it is of")
    func claims() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        world.clock.advance(by: .seconds(5))
        let token = try OpenedJWT(await world.tokens(client, person, scope: "openid notes:read").access)
        #expect(token.header["typ"]?.text == "at+jwt")
        #expect(token.header["alg"]?.text == "ES256")
        #expect(token.header["kid"]?.text?.isEmpty == false)
        #expect(token["iss"]?.text == EngineWorld.issuer)
        #expect(token["sub"]?.text == person.id.value)
        #expect(token["aud"]?.text == EngineWorld.notes.identifier)
        #expect(token["client_id"]?.text == client.id.value)
        #expect(token["scope"]?.text == "openid notes:read")
        #expect(token["iat"]?.integer == world.clock.time.seconds)
        #expect(token["exp"]?.integer == world.clock.time.seconds + 3600)
        #expect(token["auth_time"]?.integer == person.authenticatedAt.seconds)
        #expect(token["grant"]?.text?.hasPrefix("grant_") == true)
        #expect(token["jti"]?.text?.count == 22)
        #expect(
            Set(token.claims.names)
                == ["iss", "sub", "aud", "client_id", "scope", "iat", "exp", "auth_time", "acr", "amr", "grant", "jti"])
    }

    // J-04, RI-06
    @Test("a token for identity alone is for the server itself, and has no scope if none was granted")
    func identity() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app)
        let token = try OpenedJWT(await world.tokens(client, world.person(), scope: nil).access)
        #expect(token["aud"]?.text == EngineWorld.issuer)
        #expect(token["scope"] == nil)
    }

    // C-41
    @Test("each has a name of its own, with 128 random bits")
    func names() async throws {
        let world = try await EngineWorld()
        let service = try await world.client(.service)
        var names: Set<String> = []
        for _ in 0..<50 {
            let reply = try await world.token(["grant_type": "client_credentials"], basic: service.basic)
            names.insert(try #require(try OpenedJWT(reply["access_token"]?.text)["jti"]?.text))
        }
        #expect(names.count == 50)
        #expect(Set(names.map { $0.prefix(3) }).count > 45)
    }

    // REQUIREMENTS 6.6: a grant's public name opens nothing.
    @Test("nothing in a token can be used as a code or a refresh token")
    func nothingSecret() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.plugin)
        let code = try await world.code(client, world.person())
        let tokens = try Tokens(await world.token(world.redemption(client, of: code)))
        let claims = String(decoding: try OpenedJWT(tokens.access).claims.encoded, as: UTF8.self)
        for secret in [code, tokens.refresh] {
            #expect(!claims.contains(secret.dropFirst(9).prefix(22)))
            #expect(!claims.contains(secret.dropFirst(31).prefix(22)))
        }
    }
}
