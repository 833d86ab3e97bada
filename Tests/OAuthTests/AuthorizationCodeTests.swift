// RFC 6749 §4.1.3, RFC 7636 §4.6.

import Keys
import OAuth
import TestKit
import Testing

@Suite("The authorization code grant")
struct AuthorizationCodeTests {
    // REQUIREMENTS C-27
    @Test("a code gives tokens for the person who agreed", arguments: TestClientKind.signingIn)
    func redeem(kind: TestClientKind) async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(kind), try await world.person())
        let reply = try await world.token(world.redemption(client, of: world.code(client, person)))
        #expect(reply.status == 200)
        #expect(reply.header("Cache-Control") == "no-store")
        #expect(reply["token_type"]?.text == client.registration.tokenTypeSpelling)
        #expect(reply["expires_in"]?.integer == 3600)
        #expect(reply["scope"]?.text == "notes:read")
        #expect(reply["refresh_token"]?.text?.hasPrefix("usher_rt_") == true)
        let token = try OpenedJWT(reply["access_token"]?.text)
        #expect(token["sub"]?.text == person.id.value)
        #expect(token["client_id"]?.text == client.id.value)
        #expect(token["aud"]?.text == EngineWorld.notes.identifier)
    }

    // C-20, CLIENTS T7
    @Test("a code works once; when it comes again, everything that came of it ends", arguments: TestClientKind.signingIn)
    func replay(kind: TestClientKind) async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(kind), try await world.person())
        let code = try await world.code(client, person, scope: "openid notes:read")
        let tokens = try Tokens(await world.token(world.redemption(client, of: code)))
        #expect(try await world.userInfo(tokens.access).status == 200)
        let again = try await world.token(world.redemption(client, of: code))
        #expect(again.status == 400)
        #expect(again.error == "invalid_grant")
        #expect(try await world.userInfo(tokens.access).status == 401)
        #expect(try await world.token(world.refreshing(client, with: tokens.refresh)).error == "invalid_grant")
        if client.secret != nil {
            #expect(try await world.introspect(tokens.access, as: client)["active"]?.boolean == false)
            #expect(try await world.introspect(tokens.refresh, as: client)["active"]?.boolean == false)
        }
    }

    // C-20: the replay may come long after the code's minute.
    @Test("a code that comes again after its time still ends the grant")
    func lateReplay() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.plugin), try await world.person())
        let code = try await world.code(client, person)
        let tokens = try Tokens(await world.token(world.redemption(client, of: code)))
        world.clock.advance(by: .seconds(3000))
        #expect(try await world.token(world.redemption(client, of: code)).error == "invalid_grant")
        #expect(try await world.introspect(tokens.access, as: client)["active"]?.boolean == false)
    }

    // C-20: another client cannot end somebody's grant by sending a code that it has seen.
    @Test("a spent code in the hands of another client ends nothing")
    func replayByStranger() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.plugin), try await world.person())
        let stranger = try await world.client(.plugin)
        let code = try await world.code(client, person)
        let tokens = try Tokens(await world.token(world.redemption(client, of: code)))
        #expect(try await world.token(world.redemption(stranger, of: code)).error == "invalid_grant")
        #expect(try await world.introspect(tokens.access, as: client)["active"]?.boolean == true)
    }

    // C-19
    @Test("a code lasts a minute", arguments: [(59, 200), (60, 400), (61, 400)])
    func expiry(seconds: Int, status: Int) async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        let code = try await world.code(client, person)
        world.clock.advance(by: .seconds(seconds))
        let reply = try await world.token(world.redemption(client, of: code))
        #expect(reply.status == status)
        #expect(reply.error == (status == 200 ? nil : "invalid_grant"))
    }

    /// A redemption that must fail: what is changed in a good one.
    struct Spoilt: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let kind: TestClientKind
        let changes: [String: String?]
        let error: String

        init(
            _ what: String, of kind: TestClientKind = .app, _ changes: [String: String?], error: String = "invalid_grant"
        ) {
            (testDescription, self.kind, self.changes, self.error) = (what, kind, changes, error)
        }
    }

    // C-21, C-23, P-05…P-08, CLIENTS U5, A4
    @Test(
        "a redemption that fails mints nothing and spends nothing",
        arguments: [
            Spoilt("no code", ["code": nil], error: "invalid_request"),
            Spoilt("an empty code", ["code": ""], error: "invalid_request"),
            Spoilt("a code that is none", ["code": "SplxlOBeZQQYbYS6WxSbIA"]),
            Spoilt("a refresh token's prefix", ["code": "usher_rt_0123456789"]),
            Spoilt("another redirect URI", ["redirect_uri": "http://127.0.0.1:33418/other"]),
            Spoilt("another port than was asked with", ["redirect_uri": "http://127.0.0.1:33419/callback"]),
            Spoilt("the registered redirect URI instead of the one sent", ["redirect_uri": "http://127.0.0.1/callback"]),
            Spoilt("no redirect URI, without PKCE", of: .plugin, ["redirect_uri": nil]),
            Spoilt("an empty redirect URI, without PKCE", of: .action, ["redirect_uri": ""]),
            Spoilt("a slash more", of: .web, ["redirect_uri": "https://app.example/signed-in/"]),
            Spoilt("no verifier", ["code_verifier": nil]),
            Spoilt("an empty verifier", ["code_verifier": ""]),
            Spoilt("no verifier, with a secret", of: .web, ["code_verifier": nil]),
            Spoilt("another verifier", ["code_verifier": String(repeating: "a", count: 43)]),
            Spoilt("the challenge as verifier", ["code_verifier": ProofKeyExample.challenge]),
            Spoilt("42 characters", ["code_verifier": String(ProofKeyExample.verifier.dropLast())]),
            Spoilt("129 characters", ["code_verifier": String(repeating: "a", count: 129)]),
            Spoilt("a character that is not allowed", ["code_verifier": String(repeating: "+", count: 43)]),
            Spoilt("a space at the end", ["code_verifier": ProofKeyExample.verifier + " "]),
            Spoilt(
                "a verifier without a challenge", of: .plugin, ["code_verifier": ProofKeyExample.verifier],
                error: "invalid_request"),
        ])
    func failure(spoilt: Spoilt) async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(spoilt.kind), try await world.person())
        let good = world.redemption(client, of: try await world.code(client, person))
        let refused = try await world.token(good.with(spoilt.changes))
        #expect(refused.status == 400)
        #expect(refused.error == spoilt.error)
        #expect(refused["access_token"] == nil)
        #expect(refused.header("Cache-Control") == "no-store")
        _ = try Tokens(await world.token(good))
    }

    // U5: OAuth 2.1 dropped it where PKCE protects the code.
    @Test("with PKCE the redirect URI may be left out", arguments: [TestClientKind.app, .web])
    func withoutRedirectURI(kind: TestClientKind) async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(kind), try await world.person())
        let form = world.redemption(client, of: try await world.code(client, person))
        _ = try Tokens(await world.token(form.with(["redirect_uri": nil])))
    }

    // C-21: RFC 6749 §4.1.3 asks for it only if the authorization request had it.
    @Test("a redirect URI that the request left out need not be sent, but must be right if it is")
    func unsentRedirectURI() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.web) { $0.requiresPKCE = false }
        let person = try await world.person()
        let form = world.redemption(client, of: try await world.code(client, person, changes: ["redirect_uri": nil]))
        #expect(
            try await world.token(form.with(["redirect_uri": "https://app.example/"])).error == "invalid_grant")
        _ = try Tokens(await world.token(form.with(["redirect_uri": nil])))
    }

    // C-22
    @Test("a code is good only in the hands of the client that asked", arguments: TestClientKind.signingIn)
    func otherClient(kind: TestClientKind) async throws {
        let world = try await EngineWorld()
        let (client, other) = (try await world.client(kind), try await world.client(kind))
        let person = try await world.person()
        let good = world.redemption(client, of: try await world.code(client, person))
        let stolen = good.with(["client_id": other.id.value, "client_secret": other.secret?.text])
        #expect(try await world.token(stolen).error == "invalid_grant")
        _ = try Tokens(await world.token(good))
    }

    @Test("a code with one character changed is unknown")
    func mistyped() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.plugin), try await world.person())
        let code = try await world.code(client, person)
        for position in [9, 20, 40, code.count - 1] {
            var letters = Array(code)
            letters[position] = letters[position] == "a" ? "b" : "a"
            let reply = try await world.token(world.redemption(client, of: String(letters)))
            #expect(reply.error == "invalid_grant")
        }
        _ = try Tokens(await world.token(world.redemption(client, of: code)))
    }

    // C-39
    @Test("a person who is disabled between agreeing and redemption gets no tokens")
    func disabledMeanwhile() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        let code = try await world.code(client, person)
        try await world.disable(person.id)
        #expect(try await world.token(world.redemption(client, of: code)).error == "invalid_grant")
    }

    @Test("a code that was revoked before it was redeemed is worth nothing")
    func revokedCode() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.plugin), try await world.person())
        let code = try await world.code(client, person)
        #expect(try await world.revoke(code, as: client).status == 200)
        #expect(try await world.token(world.redemption(client, of: code)).error == "invalid_grant")
    }

    @Test("a client without the refresh token grant gets no refresh token")
    func withoutRefresh() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.web) { $0.grantTypes = [.authorizationCode] }
        let tokens = try await world.tokens(client, world.person())
        #expect(tokens.reply["refresh_token"] == nil)
    }

    // C-41
    @Test("codes share nothing but their prefix, and hold no time")
    func entropy() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.plugin), try await world.person())
        var codes: Set<String> = []
        for _ in 0..<50 { codes.insert(try await world.code(client, person)) }
        #expect(codes.count == 50)
        #expect(codes.allSatisfy { $0.hasPrefix("usher_ac_") })
        let bodies = codes.map { $0.dropFirst("usher_ac_".count) }
        #expect(Set(bodies.map { $0.prefix(4) }).count > 45)
        #expect(Set(bodies.map { $0.dropFirst(22).prefix(4) }).count > 45)
    }
}
