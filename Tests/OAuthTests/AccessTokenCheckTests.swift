// RFC 9068 §4, RFC 8725 §3; what has been revoked is in LivenessTests.

import Keys
import TestKit
import Testing

@testable import OAuth

@Suite("The check of access tokens")
struct AccessTokenCheckTests {
    @Test("whoever issued a token and whoever only has the keys read the same in it")
    func sameClaims() async throws {
        let world = try await EngineWorld()
        let (app, service) = (try await world.client(.app), try await world.client(.service))
        let other = try await world.anotherServer()
        for token in [
            try await world.tokens(app, world.person(), scope: "openid notes:read").access,
            try Tokens(await world.token(["grant_type": "client_credentials"], basic: service.basic)).access,
        ] {
            let claims = try await world.server.accessTokens.claims(of: token)
            #expect(try await other.accessTokens.claims(of: token) == claims)
            #expect(try await other.accessTokens.claims(of: token) == claims)
        }
    }

    // B-02
    @Test("a token is good until its last second", arguments: [(3599, true), (3600, false), (100_000, false)])
    func expiry(seconds: Int, isGood: Bool) async throws {
        let world = try await EngineWorld()
        let token = try await world.tokens(try await world.client(.app), world.person()).access
        let other = try await world.anotherServer()
        world.clock.advance(by: .seconds(seconds))
        for server in [world.server, other] {
            #expect(((try? await server.accessTokens.claims(of: token)) != nil) == isGood)
        }
    }

    @Test("a token is good at a server whose clock is behind that of the issuer, and no longer than it says")
    func slowClock() async throws {
        let world = try await EngineWorld()
        let token = try await world.tokens(try await world.client(.app), world.person()).access
        let other = try await world.anotherServer()
        world.clock.advance(by: .seconds(-300))
        #expect(try await other.accessTokens.claims(of: token).issuedAt == world.clock.time.seconds + 300)
        world.clock.advance(by: .seconds(3900))
        await #expect(throws: TokenProblem.expired) { try await other.accessTokens.claims(of: token) }
    }

    // J-03, J-06
    @Test("what is not an access token of this server is refused, by all who check")
    func forged() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.web), try await world.person())
        let tokens = try await world.tokens(client, person, scope: "openid notes:read")
        let claims = try #require(try OpenedJWT(tokens.access).claims.members)
        let ring = world.server.keys.current
        let strangers = try await KeyRing([
            RingKey(key: try .generate(.es256), createdAt: world.clock.time, signsFrom: world.clock.time)
        ])
        func changed(_ name: String, _ value: JSON?) -> JSON.Members {
            var members = claims
            members[name] = value
            return members
        }
        let parts = tokens.access.split(separator: ".").map(String.init)
        let none = Base64URL.encode(#"{"alg":"none","typ":"at+jwt"}"#.utf8)
        let tampered = Base64URL.encode(JSON.object(changed("sub", "user_other")).encoded)
        let now = world.clock.time
        let forgeries: [String] = [
            try #require(tokens.id), try ring.sign(claims, as: .idToken, at: now), try ring.sign(claims, as: .assertion, at: now),
            try ring.sign(changed("iss", "https://evil.example"), as: .accessToken, at: now),
            try ring.sign(changed("iss", "https://usher.test/"), as: .accessToken, at: now),
            try ring.sign(changed("exp", .integer(now.seconds)), as: .accessToken, at: now),
            try ring.sign(changed("iat", .integer(now.seconds + Duration.clockDifference.inSeconds + 1)), as: .accessToken, at: now),
            try ring.sign(changed("sub", nil), as: .accessToken, at: now), try ring.sign(changed("exp", nil), as: .accessToken, at: now),
            try strangers.sign(claims, as: .accessToken, at: now), "\(none).\(parts[1]).", "\(none).\(parts[1])",
            "\(parts[0]).\(parts[1]).",
            "\(parts[0]).\(tampered).\(parts[2])", tokens.access + ".", tokens.access + " ", " " + tokens.access, tokens.access + "A",
            String(tokens.access.dropLast()), String(tokens.access.dropFirst()), tokens.access + "=", "", ".", "..", "a.b.c", "é.é.é",
            String(repeating: "a", count: 9000), tokens.refresh, String(repeating: ".", count: 5000),
        ]
        for token in forgeries {
            await #expect(throws: TokenProblem.self) { try await world.server.accessTokens.claims(of: token) }
            // RFC 9110 §11.4: spaces before the token belong to the header.
            if !token.hasPrefix(" ") { #expect(try await world.userInfo(token).status == 401) }
            if token != tokens.refresh {
                #expect(try await world.introspect(token, as: client)["active"]?.boolean != true)
            }
        }
        #expect(try await world.userInfo(tokens.access).status == 200)
    }

    // B-10: Swift compares strings by meaning; tokens are compared byte for byte.
    @Test("a token that only looks the same is another one")
    func lookalike() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        var access = ""
        while !access.contains("K") { access = try await world.tokens(client, person).access }
        _ = try await world.server.accessTokens.claims(of: access)
        let kelvin = access.replacing("K", with: "\u{212a}")
        #expect(kelvin == access)
        await #expect(throws: TokenProblem.self) { try await world.server.accessTokens.claims(of: kelvin) }
    }

    @Test("the memory of checked tokens is bounded, and the newest stay")
    func bounded() async throws {
        let world = try await EngineWorld()
        let token = try await world.tokens(try await world.client(.app), world.person()).access
        let claims = try await world.server.accessTokens.claims(of: token)
        let memory = CheckedTokens(size: 4)
        for number in 0..<20 { memory.remember("t\(number)", claims, checkedIn: 0) }
        #expect(memory.claims(of: "t19").0 == claims)
        #expect(memory.claims(of: "t16").0 == claims)
        #expect((0..<20).filter { memory.claims(of: "t\($0)").0 != nil }.count <= 8)
        memory.forgetAll()
        #expect(memory.claims(of: "t19").0 == nil)
    }

    @Test("what was checked while the keys changed is not remembered")
    func keysChanged() async throws {
        let world = try await EngineWorld()
        let token = try await world.tokens(try await world.client(.app), world.person()).access
        let claims = try await world.server.accessTokens.claims(of: token)
        let memory = CheckedTokens()
        let (_, before) = memory.claims(of: "t")
        memory.forgetAll()
        memory.remember("t", claims, checkedIn: before)
        #expect(memory.claims(of: "t").0 == nil)
        memory.remember("t", claims, checkedIn: memory.keysVersion)
        #expect(memory.claims(of: "t").0 == claims)
    }
}
