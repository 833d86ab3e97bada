// RFC 7523 §2.2 and §3, OpenID Connect Core §9; REQUIREMENTS O-14, X-08, MCP-18, CLIENTS R8.

import Keys
import OAuth
import TestKit
import Testing

@Suite("Assertions in place of secrets")
struct ClientAssertionTests {
    private let form: Form = ["grant_type": "client_credentials"]
    private let location = "https://service.example/jwks.json"

    @Test("a client signs instead of showing a secret, at the token, introspection and revocation endpoints")
    func works() async throws {
        for forge in [try AssertionForge.fresh(), try AssertionForge.rsa.get()] {
            let world = try await EngineWorld()
            let client = try await world.signer(.inline(forge.jwksText))
            let reply = try await world.token(form.proving(forge.assertion(client.id)))
            let token = try #require(reply["access_token"]?.text)
            let question: Form = ["token": token]
            let asked = try await world.server.introspection.reply(
                to: EngineWorld.call(question.proving(forge.assertion(client.id, ["jti": "2"])), nil))
            #expect(asked["active"]?.boolean == true)
            let revoked = try await world.server.revocation.reply(
                to: EngineWorld.call(question.proving(forge.assertion(client.id, ["jti": "3"])), nil))
            #expect(revoked.status == 200)
            let after = try await world.server.introspection.reply(
                to: EngineWorld.call(question.proving(forge.assertion(client.id, ["jti": "4"])), nil))
            #expect(after["active"]?.boolean == false)
        }
    }

    static let good: [([String: JSON?], [String: JSON?])] = [
        (["aud": .string(EngineWorld.issuer + "/token")], [:]), (["aud": [.string(EngineWorld.issuer)]], [:]),
        (["aud": [.string(EngineWorld.issuer), .string(EngineWorld.issuer + "/token")]], [:]),
        (["exp": .integer(TestClock.noon.seconds + 300)], [:]), (["exp": .integer(TestClock.noon.seconds - 59)], [:]),
        (["iat": nil], [:]), (["iat": .integer(TestClock.noon.seconds + 60)], [:]),
        (["nbf": .integer(TestClock.noon.seconds + 60)], [:]), (["anything": true], [:]),
        ([:], ["kid": nil]), ([:], ["typ": nil]), ([:], ["typ": "client-authentication+jwt"]), ([:], ["typ": "jwt"]),
    ]

    @Test("what libraries do differently is taken", arguments: good)
    func accepted(claims: [String: JSON?], header: [String: JSON?]) async throws {
        let (world, forge) = (try await EngineWorld(), try AssertionForge.fresh())
        let client = try await world.signer(.inline(forge.jwksText))
        #expect(try await world.token(form.proving(forge.assertion(client.id, claims, header: header))).status == 200)
    }

    static let bad: [([String: JSON?], [String: JSON?])] = [
        // RFC 7523 §3: issuer, subject, audience.
        (["iss": "somebody"], [:]), (["iss": nil], [:]), (["aud": nil], [:]), (["aud": "https://other.example"], [:]),
        (["aud": .string(EngineWorld.issuer + "/")], [:]), (["aud": .string(EngineWorld.issuer + "/introspect")], [:]),
        (["aud": [.string(EngineWorld.issuer), "https://other.example"]], [:]), (["aud": .array([])], [:]), (["aud": 7], [:]),
        // Times.
        (["exp": nil], [:]), (["exp": .integer(TestClock.noon.seconds - 60)], [:]), (["exp": .integer(TestClock.noon.seconds + 361)], [:]),
        (["exp": "soon"], [:]), (["iat": .integer(TestClock.noon.seconds + 61)], [:]),
        (["nbf": .integer(TestClock.noon.seconds + 61)], [:]),
        // Once.
        (["jti": nil], [:]), (["jti": ""], [:]), (["jti": .string(String(repeating: "j", count: 513))], [:]),
        // RFC 8725 §3.1, §3.11, RFC 7515 §4.1.11: algorithm, type, extensions.
        ([:], ["alg": "none"]), ([:], ["alg": "HS256"]), ([:], ["alg": "RS256"]), ([:], ["alg": "ES384"]), ([:], ["alg": nil]),
        ([:], ["typ": "at+jwt"]), ([:], ["typ": "usher-assertion+jwt"]), ([:], ["typ": "dpop+jwt"]), ([:], ["crit": ["b64"]]),
        ([:], ["kid": "another"]),
    ]

    @Test("an assertion that is not right in every part proves nothing", arguments: bad)
    func refused(claims: [String: JSON?], header: [String: JSON?]) async throws {
        let (world, forge) = (try await EngineWorld(), try AssertionForge.fresh())
        let client = try await world.signer(.inline(forge.jwksText))
        let reply = try await world.token(form.proving(forge.assertion(client.id, claims, header: header)))
        #expect((reply.status, reply.error) == (401, "invalid_client"))
    }

    @Test("text that is no JWT, and a signature of somebody else, prove nothing")
    func forged() async throws {
        let (world, forge, other) = (try await EngineWorld(), try AssertionForge.fresh(), try AssertionForge.fresh())
        let client = try await world.signer(.inline(forge.jwksText))
        let honest = try forge.assertion(client.id)
        let unsigned = honest.split(separator: ".").dropLast().joined(separator: ".") + "."
        for text in [
            "x", "..", "a.b.c", unsigned, honest + "x", honest + ".", String(repeating: "a", count: 9000),
            try other.assertion(client.id), try other.assertion(client.id, header: ["kid": .string(forge.key.keyID)]),
        ] {
            let reply = try await world.token(form.proving(text))
            #expect((reply.status, reply.error) == (401, "invalid_client"))
        }
        #expect(try await world.token(form.proving(honest)).status == 200)
    }

    // O-14
    @Test("an assertion works once, and another client's identifier of the same name does not spend it")
    func once() async throws {
        let (world, forge) = (try await EngineWorld(), try AssertionForge.fresh())
        let (client, other) = (try await world.signer(.inline(forge.jwksText)), try await world.signer(.inline(forge.jwksText)))
        let assertion = try forge.assertion(client.id)
        #expect(try await world.token(form.proving(assertion)).status == 200)
        #expect(try await world.token(form.proving(forge.assertion(other.id))).status == 200)
        let replay = try await world.token(form.proving(assertion))
        #expect((replay.status, replay.error) == (401, "invalid_client"))
        // It is remembered for as long as it could be used.
        world.clock.advance(by: .seconds(119))
        _ = try await world.store.sweep(before: world.clock.time, limit: 100)
        #expect(try await world.token(form.proving(assertion)).status == 401)
        world.clock.advance(by: .seconds(2))
        _ = try await world.store.sweep(before: world.clock.time, limit: 100)
        #expect(try await world.token(form.proving(assertion)).status == 401)
    }

    @Test("an assertion that fails is not spent by failing")
    func failureSpendsNothing() async throws {
        let (world, forge) = (try await EngineWorld(), try AssertionForge.fresh())
        let client = try await world.signer(.inline(forge.jwksText))
        #expect(try await world.token(form.proving(forge.assertion(client.id, ["aud": "https://other.example"]))).status == 401)
        #expect(try await world.token(form.proving(forge.assertion(client.id))).status == 200)
    }

    @Test("one method in a request")
    func twoMethods() async throws {
        let (world, forge) = (try await EngineWorld(), try AssertionForge.fresh())
        let client = try await world.signer(.inline(forge.jwksText))
        let signed = try form.proving(forge.assertion(client.id))
        let both = try await world.token(signed.with(["client_secret": "x", "client_id": client.id.value]))
        #expect((both.status, both.error) == (400, "invalid_request"))
        let header = try await world.token(signed, basic: Authorization.basic(client.id.value, "x"))
        #expect((header.status, header.error) == (400, "invalid_request"))
        let typeOnly = try await world.token(signed.with(["client_assertion": nil, "client_id": client.id.value]))
        #expect((typeOnly.status, typeOnly.error) == (400, "invalid_request"))
        for type in [nil, "urn:ietf:params:oauth:client-assertion-type:saml2-bearer", "jwt-bearer"] {
            let reply = try await world.token(signed.with(["client_assertion_type": type]))
            #expect((reply.status, reply.error) == (401, "invalid_client"))
        }
    }

    @Test("a client_id beside the assertion must be its subject")
    func otherID() async throws {
        let (world, forge) = (try await EngineWorld(), try AssertionForge.fresh())
        let client = try await world.signer(.inline(forge.jwksText))
        let other = try await world.client(.service)
        let signed = try form.proving(forge.assertion(client.id))
        #expect(try await world.token(signed.with(["client_id": other.id.value])).status == 401)
        #expect(try await world.token(signed.with(["client_id": client.id.value])).status == 200)
    }

    @Test("the method that is registered is the one that works")
    func registeredMethod() async throws {
        let (world, forge) = (try await EngineWorld(), try AssertionForge.fresh())
        let signer = try await world.signer(.inline(forge.jwksText))
        #expect(try await world.token(form.with(["client_id": signer.id.value])).status == 401)
        #expect(try await world.token(form.with(["client_id": signer.id.value, "client_secret": "x"])).status == 401)
        let secretive = try await world.client(.service) { $0.keys = .inline(forge.jwksText) }
        #expect(try await world.token(form.proving(forge.assertion(secretive.id))).status == 401)
        let keyless = try await world.client(.service) { $0.authenticationMethods.append(.privateKeyJWT) }
        #expect(try await world.token(form.proving(forge.assertion(keyless.id))).status == 401)
    }

    @Test("a token of ours is no assertion, even if our keys are said to be the client's")
    func ourTokens() async throws {
        let world = try await EngineWorld()
        let (person, app) = (try await world.person(), try await world.client(.web))
        let tokens = try await world.tokens(app, person, scope: "openid notes:read")
        guard case .encoded(let ours) = world.server.keysDocument().body else { throw UnexpectedJSON() }
        let service = try await world.client(.service)
        let mine = try Tokens(await world.token(form, basic: service.basic))
        for text in [tokens.access, tokens.id, mine.access].compactMap({ $0 }) {
            for id in [app.id, service.id] {
                var client = try #require(try await world.store.client(id))
                client.secret = nil
                client.keys = .inline(String(decoding: ours, as: UTF8.self))
                client.authenticationMethods = [.privateKeyJWT]
                _ = try await world.store.update(client, at: world.clock.time)
                try await world.server.changes.catchUp()
                #expect(try await world.token(form.proving(text)).status == 401)
            }
        }
    }

    // MARK: Keys by reference

    @Test("keys by reference are fetched once, and again when they are old")
    func fetched() async throws {
        let (world, forge) = (try await EngineWorld(), try AssertionForge.fresh())
        world.documents.put(forge.jwks.encoded, at: location, maxAge: .seconds(600))
        let client = try await world.signer(.location(location))
        for number in 0..<3 {
            #expect(try await world.token(form.proving(forge.assertion(client.id, ["jti": .string("\(number)")]))).status == 200)
        }
        #expect(world.documents.asked == [location])
        world.clock.advance(by: .seconds(600))
        #expect(try await world.token(form.proving(forge.assertion(client.id, ["jti": "later"], at: world.clock.time))).status == 200)
        #expect(world.documents.asked.count == 2)
    }

    @Test("a new key works as soon as it signs, and nonsense does not make us fetch again and again")
    func rotation() async throws {
        let (world, old, new) = (try await EngineWorld(), try AssertionForge.fresh(), try AssertionForge.fresh())
        world.documents.put(old.jwks.encoded, at: location)
        let client = try await world.signer(.location(location))
        #expect(try await world.token(form.proving(old.assertion(client.id))).status == 200)
        world.documents.put(new.jwks.encoded, at: location)
        world.clock.advance(by: .seconds(30))
        #expect(try await world.token(form.proving(new.assertion(client.id, ["jti": "2"], at: world.clock.time))).status == 200)
        #expect(world.documents.asked.count == 2)
        for number in 0..<20 {
            _ = try await world.token(
                form.proving(old.assertion(client.id, ["jti": .string("n\(number)")], at: world.clock.time)), from: "198.51.100.\(number)")
        }
        #expect(world.documents.asked.count == 2)
        // The old key is not in the set any more.
        world.clock.advance(by: .seconds(30))
        #expect(try await world.token(form.proving(old.assertion(client.id, ["jti": "3"], at: world.clock.time))).status == 401)
        #expect(world.documents.asked.count == 3)
    }

    @Test("keys that cannot be had now are our client's trouble, and not asked for by every request")
    func unreachable() async throws {
        let (world, forge) = (try await EngineWorld(), try AssertionForge.fresh())
        world.documents.fail(location)
        let client = try await world.signer(.location(location))
        for number in 0..<5 {
            let reply = try await world.token(form.proving(forge.assertion(client.id, ["jti": .string("\(number)")])))
            #expect((reply.status, reply.error) == (503, "temporarily_unavailable"))
        }
        #expect(world.documents.asked.count == 1)
        world.documents.put(forge.jwks.encoded, at: location)
        world.clock.advance(by: .seconds(30))
        #expect(try await world.token(form.proving(forge.assertion(client.id, at: world.clock.time))).status == 200)
    }

    @Test(
        "keys that are there and no keys are the client's own fault",
        arguments: ["[]", "{}", #"{"keys":[]}"#, "<html>", #"{"keys":[{"kty":"oct","k":"AA","alg":"HS256","kid":"1"}]}"#])
    func notKeys(document: String) async throws {
        let (world, forge) = (try await EngineWorld(), try AssertionForge.fresh())
        world.documents.put(Array(document.utf8), at: location)
        let client = try await world.signer(.location(location))
        let reply = try await world.token(form.proving(forge.assertion(client.id)))
        #expect((reply.status, reply.error) == (401, "invalid_client"))
    }

    @Test("keys that have grown old are not used when they cannot be fetched again")
    func stale() async throws {
        let (world, forge) = (try await EngineWorld(), try AssertionForge.fresh())
        world.documents.put(forge.jwks.encoded, at: location)
        let client = try await world.signer(.location(location))
        #expect(try await world.token(form.proving(forge.assertion(client.id))).status == 200)
        world.documents.fail(location)
        world.clock.advance(by: .seconds(3600))
        #expect(try await world.token(form.proving(forge.assertion(client.id, at: world.clock.time))).status == 503)
    }

    // M4, M-05, MCP-18
    @Test("the metadata says that it works, and with which signatures")
    func metadata() async throws {
        let document = try await EngineWorld().server.metadata.server.document
        for endpoint in ["token", "revocation", "introspection"] {
            #expect(document["\(endpoint)_endpoint_auth_methods_supported"]?.texts?.contains("private_key_jwt") == true)
            let algorithms = document["\(endpoint)_endpoint_auth_signing_alg_values_supported"]?.texts ?? []
            #expect(Set(["ES256", "RS256"]).isSubset(of: algorithms))
            #expect(!algorithms.contains { $0 == "none" || $0.hasPrefix("HS") })
        }
    }
}
