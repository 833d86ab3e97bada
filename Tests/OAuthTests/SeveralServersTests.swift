// What one server or a command changes is felt on every other: REQUIREMENTS V-03, C-39, I-07. What a server has in
// memory is true after it has looked at the list of changes, which it does twice a second; everything else is read.

import Identity
import Keys
import OAuth
import TestKit
import Testing

@Suite("Several servers on one database")
struct SeveralServersTests {
    /// Two servers, both of which have used the client and the person, so that both remember them.
    private func servers() async throws -> (
        one: EngineWorld, other: EngineWorld, client: TestClient, person: AuthenticatedPerson
    ) {
        let one = try await EngineWorld()
        let other = try await one.another()
        let (client, person) = (try await one.client(.plugin), try await one.person())
        for world in [one, other] {
            try await world.server.changes.catchUp()
            _ = try await world.server.accessTokens.claims(of: try await world.tokens(client, person).access)
        }
        return (one, other, client, person)
    }

    @Test("a code of one server is redeemed on another, once, and its tokens are revoked on a third")
    func flow() async throws {
        let (one, other, client, person) = try await servers()
        let third = try await one.another()
        let code = try await one.code(client, person)
        let tokens = try await Tokens(other.token(one.redemption(client, of: code)))
        for world in [one, other, third] { _ = try await world.server.accessTokens.claims(of: tokens.access) }
        #expect(try await third.revoke(tokens.refresh, as: client).status == 200)
        for world in [one, other] {
            try await world.server.changes.catchUp()
            await #expect(throws: TokenProblem.revoked) { try await world.server.accessTokens.claims(of: tokens.access) }
        }
        // What is spent is read from the database each time, without hearing of anything.
        #expect(try await one.token(one.refreshing(client, with: tokens.refresh)).error == "invalid_grant")
        #expect(try await one.token(one.redemption(client, of: code)).error == "invalid_grant")
    }

    @Test("a code that is shown again on another server ends what came of it everywhere")
    func replay() async throws {
        let (one, other, client, person) = try await servers()
        let code = try await one.code(client, person)
        let tokens = try await Tokens(one.token(one.redemption(client, of: code)))
        #expect(try await other.token(one.redemption(client, of: code)).error == "invalid_grant")
        try await one.server.changes.catchUp()
        await #expect(throws: TokenProblem.revoked) { try await one.server.accessTokens.claims(of: tokens.access) }
        #expect(try await one.token(one.refreshing(client, with: tokens.refresh)).error == "invalid_grant")
    }

    @Test("a refresh token that was replaced on one server is known as such on another")
    func refresh() async throws {
        let (one, other, client, person) = try await servers()
        let first = try await one.tokens(client, person)
        let second = try await Tokens(one.token(one.refreshing(client, with: first.refresh)))
        let third = try await Tokens(other.token(one.refreshing(client, with: second.refresh)))
        // Two steps back is reuse, wherever it is tried.
        #expect(try await one.token(one.refreshing(client, with: first.refresh)).error == "invalid_grant")
        try await other.server.changes.catchUp()
        await #expect(throws: TokenProblem.revoked) { try await other.server.accessTokens.claims(of: third.access) }
    }

    @Test("one access token that was revoked on one server is dead on another")
    func accessToken() async throws {
        let (one, other, client, person) = try await servers()
        let tokens = try await one.tokens(client, person)
        _ = try await other.server.accessTokens.claims(of: tokens.access)
        #expect(try await one.revoke(tokens.access, as: client).status == 200)
        try await other.server.changes.catchUp()
        await #expect(throws: TokenProblem.revoked) { try await other.server.accessTokens.claims(of: tokens.access) }
        #expect(try await other.introspect(tokens.access, as: client)["active"] == false)
    }

    @Test("a person who is disabled is refused by every server at once, and their tokens when it has heard of it")
    func person() async throws {
        let (one, other, client, person) = try await servers()
        let tokens = try await one.tokens(client, person)
        let code = try await one.code(client, person)
        _ = try await one.store.disable(person.id, at: one.clock.time)
        #expect(try await other.token(one.redemption(client, of: code)).error == "invalid_grant")
        #expect(try await other.token(one.refreshing(client, with: tokens.refresh)).error == "invalid_grant")
        for world in [one, other] {
            try await world.server.changes.catchUp()
            await #expect(throws: TokenProblem.revoked) { try await world.server.accessTokens.claims(of: tokens.access) }
        }
    }

    @Test("a client's new secret, new addresses and its end are felt on every server")
    func client() async throws {
        let (one, other, _, _) = try await servers()
        let client = try await one.client(.service)
        let form: Form = ["grant_type": "client_credentials"]
        for world in [one, other] { #expect(try await world.token(form, basic: client.basic).status == 200) }
        var changed = client.registration
        let secret = Secret(.clientSecret, one.randomness)
        changed.secret = secret.digest
        #expect(try await one.store.update(changed, at: one.clock.time))
        for world in [one, other] {
            try await world.server.changes.catchUp()
            #expect(try await world.token(form, basic: client.basic).status == 401)
        }
        let newer = Authorization.basic(client.id.value, secret.text)
        let token = try #require(try await other.token(form, basic: newer)["access_token"]?.text)
        _ = try await one.server.accessTokens.claims(of: token)
        #expect(try await one.store.remove(client: client.id, at: one.clock.time))
        for world in [one, other] {
            try await world.server.changes.catchUp()
            #expect(try await world.token(form, basic: newer).status == 401)
            await #expect(throws: TokenProblem.revoked) { try await world.server.accessTokens.claims(of: token) }
        }
    }

    @Test("a token of a server whose clock is ahead is good on all at once, and ends by the clock of whom it is shown to")
    func clock() async throws {
        let (one, _, client, person) = try await servers()
        let ahead = try await one.another(clock: TestClock(one.clock.time + .seconds(300)))
        let token = try await ahead.tokens(client, person).access
        _ = try await one.server.accessTokens.claims(of: token)
        let far = try await one.another(clock: TestClock(one.clock.time + .seconds(3600)))
        await #expect(throws: TokenProblem.notYetValid) {
            try await one.server.accessTokens.claims(of: try await far.tokens(client, person).access)
        }
        one.clock.advance(by: .seconds(3899))
        _ = try await one.server.accessTokens.claims(of: token)
        one.clock.advance(by: .seconds(1))
        for world in [one, try await one.another()] {
            await #expect(throws: TokenProblem.expired) { try await world.server.accessTokens.claims(of: token) }
        }
    }

    @Test("a client that has just been added is known at once, without hearing of it")
    func newClient() async throws {
        let (one, other, _, person) = try await servers()
        let client = try await one.client(.plugin)
        #expect(try await other.tokens(client, person).access.isEmpty == false)
    }

    @Test("a person who disconnects an app on one server has disconnected it on all")
    func disconnect() async throws {
        let (one, other, client, person) = try await servers()
        let tokens = try await one.tokens(client, person)
        try await one.store.disconnect(user: person.id, client: client.id, at: one.clock.time)
        #expect(try await other.token(one.refreshing(client, with: tokens.refresh)).error == "invalid_grant")
        #expect(try await other.ask(one.request(client), as: person).consent != nil)
        try await other.server.changes.catchUp()
        await #expect(throws: TokenProblem.revoked) { try await other.server.accessTokens.claims(of: tokens.access) }
    }

    @Test("an assertion that was shown to one server is refused by another")
    func assertion() async throws {
        let (one, other, _, _) = try await servers()
        let mark = Digest(of: "jti")
        #expect(try await one.server.store.firstSeen(mark, until: one.clock.time + .seconds(60)))
        #expect(try await !other.server.store.firstSeen(mark, until: one.clock.time + .seconds(60)))
    }

    @Test("a session that ended through one server is dead on another at once")
    func session() async throws {
        let (one, _, _, person) = try await servers()
        func sessions() -> Sessions {
            Sessions(
                SignIn(
                    store: one.store, passwords: Passwords(Argon2Parameters(memory: 8, passes: 1, lanes: 1), randomness: one.randomness),
                    now: one.clock.now, randomness: one.randomness))
        }
        let (here, there) = (sessions(), sessions())
        let proof = PasswordHash(stored: "hash")
        _ = try await one.store.setPassword(of: person.id, to: proof)
        for end in [
            { try await here.signOut($0.text) }, { _ in _ = try await here.signOutEverywhere(person.id) },
            { _ in _ = try await one.store.disable(person.id, at: one.clock.time) },
        ] as [@Sendable (Secret) async throws -> Void] {
            let (session, secret) = try one.session(of: person.id)
            #expect(try await one.store.begin(session, proof: proof, rehash: nil, ending: nil))
            #expect(try await there.current(secret.text) != nil)
            try await end(secret)
            #expect(try await there.current(secret.text) == nil)
        }
    }
}

extension EngineWorld {
    /// A session as sign-in begins it.
    fileprivate func session(of user: UserID) throws -> (Session, Secret) {
        let secret = Secret(.session, randomness)
        return (
            Session(
                id: .fresh(randomness), secret: secret.digest, user: user, createdAt: clock.time, authenticatedAt: clock.time,
                lastUsedAt: clock.time, expiresAt: clock.time + .seconds(3600), absoluteExpiresAt: clock.time + .seconds(86400),
                device: Device(address: "192.0.2.1", userAgent: "Test/1.0"), methods: [.password]), secret
        )
    }
}
