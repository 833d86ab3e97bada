// OpenID Connect Core §2, §3.1.3.6.

import Keys
import OAuth
import TestKit
import Testing

@Suite("ID tokens")
struct IDTokenTests {
    // REQUIREMENTS O-01, J-05
    @Test("an ID token says who signed in, when, for which client, and belongs to its access token")
    func claims() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.web), try await world.person())
        world.clock.advance(by: .seconds(9))
        let tokens = try await world.tokens(
            client, person, scope: "openid email notes:read", changes: ["nonce": "n-0S6_WzA2Mj é"])
        let token = try OpenedJWT(tokens.id)
        #expect(token.header["typ"]?.text == "JWT")
        #expect(token["iss"]?.text == EngineWorld.issuer)
        #expect(token["sub"]?.text == person.id.value)
        #expect(token["sub"] == (try OpenedJWT(tokens.access)["sub"]))
        #expect(token["aud"]?.text == client.id.value)
        #expect(token["iat"]?.integer == world.clock.time.seconds)
        #expect(token["exp"]?.integer == world.clock.time.seconds + 3600)
        #expect(token["auth_time"]?.integer == person.authenticatedAt.seconds)
        #expect(token["nonce"]?.text == "n-0S6_WzA2Mj é")
        let half = Base64URL.encode(Digest(of: tokens.access).bytes.prefix(16))
        #expect(token["at_hash"]?.text == half)
        #expect(Set(token.claims.names) == ["iss", "sub", "aud", "iat", "exp", "auth_time", "acr", "amr", "nonce", "at_hash"])
    }

    @Test("without a nonce in the request there is none in the token")
    func withoutNonce() async throws {
        let world = try await EngineWorld()
        let tokens = try await world.tokens(try await world.client(.web), world.person(), scope: "openid")
        #expect(try OpenedJWT(tokens.id)["nonce"] == nil)
    }

    // O-01: openid was not asked for.
    @Test("without the scope openid there is no ID token", arguments: ["notes:read", "email profile", nil])
    func withoutOpenID(scope: String?) async throws {
        let world = try await EngineWorld()
        #expect(try await world.tokens(try await world.client(.web), world.person(), scope: scope).id == nil)
    }

    // O-02, M-06
    @Test("it is signed with the algorithm that the client was registered with", arguments: SigningAlgorithm.allCases)
    func algorithm(algorithm: SigningAlgorithm) async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.web) { $0.idTokenAlgorithm = algorithm }
        let tokens = try await world.tokens(client, world.person(), scope: "openid")
        let id = try #require(tokens.id)
        #expect(try OpenedJWT(id).header["alg"]?.text == algorithm.rawValue)
        #expect(try OpenedJWT(tokens.access).header["alg"]?.text == "ES256")
        let expectation = PublicKeys.Expectation(.idToken, issuer: EngineWorld.issuer, audiences: [client.id.value])
        let claims = try await world.server.keys.current.publicKeys.verify(id, expectation, at: world.clock.time)
        #expect(claims.clientID == nil)
    }
}
