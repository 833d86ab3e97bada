// RFC 6749 §3.1, OpenID Connect Core §3.1.2: who is asked what, and when a code is born.

import Keys
import OAuth
import TestKit
import Testing

@Suite("The authorization endpoint")
struct AuthorizationEndpointTests {
    @Test("nobody signed in: the person must sign in, and is told for whom")
    func signIn() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.web)
        let question = try #require(
            try await world.ask(world.request(client).with(["login_hint": "ada@example.com"]), as: nil).signIn)
        #expect(question.clientName == "Website")
        #expect(question.loginHint == "ada@example.com")
    }

    @Test("nobody signed in: a decision decides nothing", arguments: [Decision.allow, .deny])
    func decisionOfNobody(decision: Decision) async throws {
        let world = try await EngineWorld()
        let form = world.request(try await world.client(.web))
        #expect(try await world.decide(decision, form, as: nil).signIn != nil)
    }

    // CLIENTS A6
    @Test("a person is asked once, and not again for the same", arguments: TestClientKind.signingIn)
    func consent(kind: TestClientKind) async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(kind), try await world.person())
        let form = world.request(client)
        let question = try #require(try await world.ask(form, as: person).consent)
        #expect(question.client.id == client.id)
        #expect(question.resource == EngineWorld.notes)
        #expect(question.scope == Scope(["notes:read"]))
        #expect(question.destination.uri == client.redirectURI)
        #expect(try await world.decide(.allow, form, as: person).response["code"] != nil)
        #expect(try await world.ask(form, as: person).response["code"] != nil)
    }

    // C-14
    @Test("a refusal goes back, and is not remembered as an agreement")
    func denial() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.web), try await world.person())
        let form = world.request(client)
        let response = try await world.decide(.deny, form, as: person).response
        #expect(response["error"] == "access_denied")
        #expect(response["state"] == "af0ifjsldkj")
        #expect(response["code"] == nil)
        #expect(try await world.ask(form, as: person).consent != nil)
    }

    /// What is new in a second request.
    struct Another: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let changes: [String: String?]
        let isAsked: Bool

        init(_ what: String, _ changes: [String: String?], isAsked: Bool = true) {
            (testDescription, self.changes, self.isAsked) = (what, changes, isAsked)
        }
    }

    // S7
    @Test(
        "whoever agreed is asked again for more, for another resource and for another host",
        arguments: [
            Another("the same", [:], isAsked: false), Another("less", ["scope": "notes:read"], isAsked: false),
            Another("another port of the device", ["redirect_uri": "http://127.0.0.1:5000/callback"], isAsked: false),
            Another("a new state", ["state": "other"], isAsked: false), Another("more", ["scope": "notes:read notes:write openid email"]),
            Another("something else", ["scope": "mail:send"]),
            Another("another resource", ["resource": EngineWorld.mail.identifier, "scope": "openid"]),
            Another("another host", ["redirect_uri": "http://localhost:5000/callback"]),
            Another("asked to ask", ["prompt": "consent"]), Another("asked to sign in and ask", ["prompt": "login consent"]),
        ])
    func again(another: Another) async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app) { $0.redirectURIs.append("http://localhost/callback") }
        let person = try await world.person()
        let form = world.request(client, scope: "notes:read openid")
        #expect(try await world.decide(.allow, form, as: person).response["code"] != nil)
        let outcome = try await world.ask(form.with(another.changes), as: person)
        #expect((outcome.consent != nil) == another.isAsked)
        #expect(((try? outcome.response["code"]) != nil) == !another.isAsked)
    }

    // S7
    @Test("agreements add up")
    func union() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        _ = try await world.code(client, person, scope: "notes:read")
        _ = try await world.code(client, person, scope: "notes:write")
        #expect(try await world.ask(world.request(client, scope: "notes:write notes:read"), as: person).consent == nil)
    }

    @Test("one person's agreement, and one client's, is nobody else's")
    func separate() async throws {
        let world = try await EngineWorld()
        let (client, other) = (try await world.client(.web), try await world.client(.web))
        let (ada, bob) = (try await world.person(), try await world.person("bob@example.com"))
        _ = try await world.code(client, ada)
        #expect(try await world.ask(world.request(client), as: bob).consent != nil)
        #expect(try await world.ask(world.request(other), as: ada).consent != nil)
        try await world.store.disconnect(user: ada.id, client: client.id, at: world.clock.time)
        #expect(try await world.ask(world.request(client), as: ada).consent != nil)
    }

    // O-03
    @Test("prompt none never shows anything")
    func promptNone() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.web), try await world.person())
        let form = world.request(client).with(["prompt": "none"])
        #expect(try await world.ask(form, as: nil).error == "login_required")
        #expect(try await world.ask(form, as: person).error == "consent_required")
        _ = try await world.code(client, person)
        #expect(try await world.ask(form, as: person).response["code"] != nil)
    }

    // O-04: whoever signed in before the request came must do it again; afterwards it is enough.
    @Test("prompt login and select_account ask for a new sign-in", arguments: ["login", "select_account", "login consent"])
    func promptLogin(prompt: String) async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.web), try await world.person())
        _ = try await world.code(client, person)
        world.clock.advance(by: .milliseconds(1))
        let (form, begunAt) = (world.request(client).with(["prompt": prompt]), world.clock.time)
        #expect(try await world.ask(form, as: person).signIn != nil)
        #expect(try await world.decide(.allow, form, as: person).signIn != nil)
        world.clock.advance(by: .seconds(30))
        let fresh = AuthenticatedPerson(id: person.id, authenticatedAt: world.clock.time, methods: [.password])
        let outcome = try await world.server.authorization.decide(
            .allow, on: form.parameters, person: fresh, begunAt: begunAt)
        let tokens = try Tokens(await world.token(world.redemption(client, of: try #require(outcome.response["code"]))))
        #expect(try OpenedJWT(tokens.access)["auth_time"]?.integer == fresh.authenticatedAt.seconds)
    }

    // O-04
    @Test(
        "max_age bounds how long ago the person signed in",
        arguments: [("100", 100, true), ("100", 101, false), ("0", 0, true), ("0", 1, false), ("86400", 3600, true)])
    func maxAge(maxAge: String, elapsed: Int, isEnough: Bool) async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.web), try await world.person())
        _ = try await world.code(client, person)
        world.clock.advance(by: .seconds(elapsed))
        let form = world.request(client).with(["max_age": maxAge])
        #expect((try await world.ask(form, as: person).signIn == nil) == isEnough)
        #expect(try await world.ask(form.with(["prompt": "none"]), as: person).error == (isEnough ? nil : "login_required"))
    }

    // O-05
    @Test("an ID token hint: never another person than it names")
    func hint() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.web)
        let (ada, bob) = (try await world.person(), try await world.person("bob@example.com"))
        let hint = try #require(try await world.tokens(client, ada, scope: "openid").id)
        _ = try await world.code(client, bob, scope: "openid")
        world.clock.advance(by: .seconds(90 * 86400))
        let form = world.request(client, scope: "openid").with(["id_token_hint": hint])
        #expect(try await world.ask(form, as: ada).response["code"] != nil)
        #expect(try await world.ask(form, as: bob).signIn != nil)
        #expect(try await world.ask(form.with(["prompt": "none"]), as: bob).error == "login_required")
        #expect(try await world.ask(form.with(["prompt": "none"]), as: ada).response["code"] != nil)
    }

    // O-05, J-06
    @Test("a hint that is no ID token of ours for this client is ignored, but not where nobody can be asked")
    func uselessHint() async throws {
        let world = try await EngineWorld()
        let (client, other) = (try await world.client(.web), try await world.client(.web))
        let person = try await world.person()
        let tokens = try await world.tokens(client, person, scope: "openid")
        let foreign = try #require(try await world.tokens(other, person, scope: "openid").id)
        for hint in [tokens.access, foreign, "garbage", try #require(tokens.id).dropLast(4) + "AAAA"] {
            let form = world.request(client, scope: "openid").with(["id_token_hint": String(hint)])
            #expect(try await world.ask(form, as: person).response["code"] != nil)
            #expect(try await world.ask(form.with(["prompt": "none"]), as: person).error == "login_required")
        }
    }

    // CLIENTS A8, A9
    @Test("the same request answered twice gives two codes, and both work")
    func twice() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        let (one, other) = (try await world.code(client, person), try await world.code(client, person))
        #expect(one != other)
        _ = try Tokens(await world.token(world.redemption(client, of: other)))
        _ = try Tokens(await world.token(world.redemption(client, of: one)))
    }

    @Test("a code is stored as a digest, tied to all that it stands for")
    func record() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        let text = try await world.code(client, person, scope: "openid notes:read", changes: ["nonce": "n1"])
        let code = try #require(Secret(.authorizationCode, reading: text))
        let id = try #require(code.handle?.grant)
        let grant = try #require(try await world.store.grant(id))
        #expect(grant.client == client.id)
        #expect(grant.user == person.id)
        #expect(grant.scope == Scope(["openid", "notes:read"]))
        #expect(grant.resource == EngineWorld.notes.identifier)
        #expect(grant.authentication.time == person.authenticatedAt)
        #expect(grant.expiresAt == world.clock.time + .seconds(365 * 86400))
        #expect(grant.code.digest == code.digest)
        #expect(grant.code.expiresAt == world.clock.time + .seconds(60))
        #expect(grant.code.redirectURI == client.redirectURI)
        #expect(grant.code.redirectURIWasSent)
        #expect(grant.code.challenge == ProofKeyExample.challenge)
        #expect(grant.code.nonce == "n1")
        #expect(grant.redeemedAt == nil && grant.refresh == nil && grant.revokedAt == nil)
    }
}
