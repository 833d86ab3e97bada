// OpenID Connect Core §5.3, RFC 6750. REQUIREMENTS O-09, B-01…B-10.

import Keys
import OAuth
import TestKit
import Testing

@Suite("The userinfo endpoint")
struct UserInfoEndpointTests {
    // O-09
    @Test(
        "a person is described as far as the scope goes",
        arguments: [
            ("openid", ["sub"]), ("openid profile", ["name", "sub"]), ("openid email", ["email", "email_verified", "sub"]),
            ("openid email profile notes:read", ["email", "email_verified", "name", "sub"]),
        ])
    func claims(scope: String, names: [String]) async throws {
        let world = try await EngineWorld()
        let person = try await world.person("Ada@Example.com", verified: false)
        let reply = try await world.userInfo(try await world.tokens(try await world.client(.web), person, scope: scope).access)
        #expect(reply.status == 200)
        #expect(reply.header("Cache-Control") == "no-store")
        #expect(try reply.document.names == names)
        #expect(reply["sub"]?.text == person.id.value)
        if names.contains("email") {
            #expect(reply["email"]?.text == "Ada@Example.com")
            #expect(reply["email_verified"]?.boolean == false)
        }
        if names.contains("name") { #expect(reply["name"]?.text == "Ada Lovelace") }
    }

    // CLIENTS M8
    @Test("a person without a name has none, rather than null")
    func nameless() async throws {
        let world = try await EngineWorld()
        let person = try await world.person(name: nil)
        let tokens = try await world.tokens(try await world.client(.web), person, scope: "openid profile")
        #expect(try await world.userInfo(tokens.access).document.names == ["sub"])
    }

    // B-03
    @Test("without the scope openid: forbidden, and what is missing")
    func scope() async throws {
        let world = try await EngineWorld()
        let tokens = try await world.tokens(try await world.client(.web), world.person(), scope: "notes:read email")
        let service = try await world.token(["grant_type": "client_credentials"], basic: try await world.client(.service).basic)
        for token in [tokens.access, try Tokens(service).access] {
            let reply = try await world.userInfo(token)
            #expect(reply.status == 403)
            #expect(reply.error == "insufficient_scope")
            #expect(reply.header("WWW-Authenticate")?.contains(#"scope="openid""#) == true)
        }
    }

    // B-01, B-07
    @Test("no token: a challenge without an error", arguments: [[], ["Basic YTpi"], ["Bearerx"], ["Token abc"], [""]] as [[String]])
    func noToken(authorizations: [String]) async throws {
        let reply = try await EngineWorld().server.userInfo.reply(authorizations: authorizations)
        #expect(reply.status == 401)
        #expect(reply.header("WWW-Authenticate") == #"Bearer realm="usher""#)
    }

    // B-02, B-07, B-08
    @Test(
        "a bad token: a challenge that says so and repeats nothing",
        arguments: ["Bearer", "Bearer ", "bearer x", "BEARER \"quoted\"", "Bearer é", "Bearer a b"])
    func badToken(authorization: String) async throws {
        let reply = try await EngineWorld().server.userInfo.reply(authorizations: [authorization])
        #expect(reply.status == 401)
        let challenge = try #require(reply.header("WWW-Authenticate"))
        #expect(challenge.contains(#"error="invalid_token""#))
        #expect(!challenge.contains("quoted") && challenge.utf8.allSatisfy { (0x20...0x7e).contains($0) })
    }

    // B-07
    @Test("the scheme is read without regard to case", arguments: ["bearer ", "BEARER ", "Bearer  "])
    func scheme(scheme: String) async throws {
        let world = try await EngineWorld()
        let tokens = try await world.tokens(try await world.client(.web), world.person(), scope: "openid")
        #expect(try await world.server.userInfo.reply(authorizations: [scheme + tokens.access]).status == 200)
    }

    // B-04
    @Test("two headers are one too many")
    func two() async throws {
        let world = try await EngineWorld()
        let tokens = try await world.tokens(try await world.client(.web), world.person(), scope: "openid")
        let header = "Bearer \(tokens.access)"
        let reply = try await world.server.userInfo.reply(authorizations: [header, header])
        #expect(reply.status == 400)
        #expect(reply.error == "invalid_request")
    }

    @Test("a disabled person is not described, even before the server has heard of it")
    func disabled() async throws {
        let world = try await EngineWorld()
        let person = try await world.person()
        let tokens = try await world.tokens(try await world.client(.web), person, scope: "openid")
        try await world.disable(person.id)
        #expect(try await world.userInfo(tokens.access).status == 401)
    }
}
