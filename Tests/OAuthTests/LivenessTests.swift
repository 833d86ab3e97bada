// What ends tokens before their time: REQUIREMENTS C-39, V-03, V-06, I-07.

import Identity
import Keys
import OAuth
import TestKit
import Testing

@Suite("Endings")
struct LivenessTests {
    /// Something that ends tokens, done to the store as another process would do it.
    enum Ending: String, CaseIterable {
        case disablePerson, removePerson, removeClient, disconnect, revokeGrant, revokeToken

        func happens(in world: EngineWorld, _ claims: Claims, _ client: ClientID) async throws {
            let (store, now) = (world.store, world.clock.time)
            let user = UserID(claims.subject)
            switch self {
            case .disablePerson: _ = try await store.disable(user, at: now)
            case .removePerson: _ = try await store.remove(user, at: now)
            case .removeClient: _ = try await store.remove(client: client, at: now)
            case .disconnect: try await store.disconnect(user: user, client: client, at: now)
            case .revokeGrant: try await store.revoke(try #require(claims.grant), at: now)
            case .revokeToken: try await store.revoke(accessToken: try #require(claims.tokenID), at: now)
            }
        }
    }

    @Test("an ending is felt when the server has heard of it, and nobody else's tokens end", arguments: Ending.allCases)
    func ending(ending: Ending) async throws {
        let world = try await EngineWorld()
        let (client, other) = (try await world.client(.app), try await world.client(.app))
        let (ada, bob) = (try await world.person(), try await world.person("bob@example.com"))
        let token = try await world.tokens(client, ada).access
        var rest = [try await world.tokens(other, bob).access]
        if ending != .removeClient { rest.append(try await world.tokens(client, bob).access) }
        if ![.disablePerson, .removePerson].contains(ending) { rest.append(try await world.tokens(other, ada).access) }
        if ending == .revokeToken || ending == .revokeGrant { rest.append(try await world.tokens(client, ada).access) }
        let claims = try await world.server.accessTokens.claims(of: token)
        try await ending.happens(in: world, claims, client.id)
        try await world.server.changes.catchUp()
        await #expect(throws: TokenProblem.revoked) { try await world.server.accessTokens.claims(of: token) }
        for token in rest { _ = try await world.server.accessTokens.claims(of: token) }
    }

    @Test("a server that starts later knows what has ended", arguments: Ending.allCases)
    func start(ending: Ending) async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app)
        let token = try await world.tokens(client, world.person()).access
        try await ending.happens(in: world, world.server.accessTokens.claims(of: token), client.id)
        world.clock.advance(by: .seconds(3599))
        let later = try await world.anotherServer()
        await #expect(throws: TokenProblem.revoked) { try await later.accessTokens.claims(of: token) }
    }

    // C-39
    @Test("whoever was disabled and enabled again gets new tokens, and the old ones stay dead")
    func enabledAgain() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        let old = try await world.tokens(client, person).access
        try await world.disable(person.id)
        world.clock.advance(by: .seconds(1))
        _ = try await world.store.enable(person.id, at: world.clock.time)
        try await world.server.changes.catchUp()
        let new = try await world.tokens(client, person).access
        await #expect(throws: TokenProblem.revoked) { try await world.server.accessTokens.claims(of: old) }
        #expect(try await world.server.accessTokens.claims(of: new).subject == person.id.value)
    }

    @Test("endings are forgotten only when every token that they concern has expired")
    func tidy() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        let token = try await world.tokens(client, person).access
        let claims = try await world.server.accessTokens.claims(of: token)
        try await world.store.revoke(try #require(claims.grant), at: world.clock.time)
        try await world.server.changes.catchUp()
        world.clock.advance(by: .seconds(3599))
        try await world.server.changes.tidy()
        await #expect(throws: TokenProblem.revoked) { try await world.server.accessTokens.claims(of: token) }
        world.clock.advance(by: .seconds(2))
        try await world.server.changes.tidy()
        await #expect(throws: TokenProblem.expired) { try await world.server.accessTokens.claims(of: token) }
    }

    @Test("an ending is kept while a token can be about, by any clock, and no longer")
    func kept() {
        let liveness = Liveness()
        let origin = TokenOrigin(subject: "s", client: nil, grant: GrantID("g"), tokenID: nil, issuedAt: TestClock.noon.seconds)
        liveness.note(
            Change(sequence: 1, kind: .grant, subject: "g", at: TestClock.noon), keptUntil: TestClock.noon + .seconds(60))
        liveness.forget(at: TestClock.noon + .seconds(59))
        #expect(!liveness.isLive(origin))
        liveness.forget(at: TestClock.noon + .seconds(60))
        #expect(liveness.isLive(origin))
    }

    // MARK: Clocks that differ

    @Test(
        "whoever ends something with a clock that is minutes off ends it all the same, also for a server that starts later",
        arguments: Ending.allCases, [-300, 300] as [Int64])
    func skew(ending: Ending, seconds: Int64) async throws {
        let world = try await EngineWorld()
        let operatorClock = TestClock(world.clock.time + .seconds(seconds))
        let elsewhere = try await world.another(clock: operatorClock)
        let client = try await world.client(.app)
        let token = try await world.tokens(client, world.person()).access
        try await ending.happens(in: elsewhere, world.server.accessTokens.claims(of: token), client.id)
        let second = try await world.another()
        for server in [world, second] {
            try await server.server.changes.catchUp()
            await #expect(throws: TokenProblem.revoked) { try await server.server.accessTokens.claims(of: token) }
        }
        // Until the token's very end, whichever clock it is tidied up by.
        world.clock.advance(by: .seconds(3599))
        for server in [world, second, try await world.another()] {
            try await server.server.changes.tidy()
            await #expect(throws: TokenProblem.revoked) { try await server.server.accessTokens.claims(of: token) }
        }
    }

    @Test("a clock that is set forward for a while by five minutes makes a server forget nothing")
    func stepped() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app)
        let token = try await world.tokens(client, world.person()).access
        try await world.store.revoke(try #require(world.server.accessTokens.claims(of: token).grant), at: world.clock.time)
        try await world.server.changes.catchUp()
        world.clock.advance(by: .seconds(3590) + .seconds(300))
        try await world.server.changes.tidy()
        world.clock.advance(by: .seconds(-300))
        await #expect(throws: TokenProblem.revoked) { try await world.server.accessTokens.claims(of: token) }
    }

    @Test("a token from when tokens lived longer stays dead on a server that starts with shorter ones")
    func shorterLifetime() async throws {
        let world = try await EngineWorld { $0.lifetimes.accessToken = .seconds(86400) }
        let client = try await world.client(.app)
        let token = try await world.tokens(client, world.person()).access
        try await world.store.revoke(try #require(world.server.accessTokens.claims(of: token).grant), at: world.clock.time)
        world.clock.advance(by: .seconds(80_000))
        let later = try await world.another { $0.lifetimes.accessToken = .seconds(60) }
        try await later.server.changes.tidy()
        await #expect(throws: TokenProblem.revoked) { try await later.server.accessTokens.claims(of: token) }
    }

    @Test("a person who came back has new tokens also on a server that starts then, and no old ones")
    func returned() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        let old = try await world.tokens(client, person).access
        try await world.disable(person.id)
        world.clock.advance(by: .seconds(10))
        _ = try await world.store.enable(person.id, at: world.clock.time)
        try await world.server.changes.catchUp()
        let new = try await world.tokens(client, person).access
        let later = try await world.anotherServer()
        await #expect(throws: TokenProblem.revoked) { try await later.accessTokens.claims(of: old) }
        _ = try await later.accessTokens.claims(of: new)
        // Heard twice, as a start may have it, it means the same.
        let liveness = Liveness()
        let changes = [
            Change(sequence: 1, kind: .userEnded, subject: "u", at: TestClock.noon),
            Change(sequence: 2, kind: .userChanged, subject: "u", at: TestClock.noon + .seconds(10)),
        ]
        for change in changes + changes { liveness.note(change) }
        func isLive(_ seconds: Int64) -> Bool {
            liveness.isLive(
                TokenOrigin(subject: "u", client: nil, grant: nil, tokenID: nil, issuedAt: TestClock.noon.seconds + seconds))
        }
        #expect([-1, 0, 9, 10, 11].map(isLive) == [false, false, false, true, true])
    }

    @Test("changes that end nothing end nothing", arguments: [Change.Kind.userChanged, .clientChanged, .keys, .unknown])
    func harmless(kind: Change.Kind) {
        let liveness = Liveness()
        let origin = TokenOrigin(
            subject: "s", client: ClientID("s"), grant: GrantID("s"), tokenID: "s", issuedAt: TestClock.noon.seconds)
        liveness.note(Change(sequence: 1, kind: kind, subject: "s", at: TestClock.noon))
        #expect(liveness.isLive(origin))
    }

    @Test("an older ending that is heard of later does not undo a newer one")
    func order() {
        let liveness = Liveness()
        let noon = TestClock.noon
        let origin = TokenOrigin(
            subject: "user_1", client: nil, grant: nil, tokenID: nil, issuedAt: (noon + .seconds(5)).seconds)
        liveness.note(Change(sequence: 2, kind: .userEnded, subject: "user_1", at: noon + .seconds(10)))
        liveness.note(Change(sequence: 1, kind: .userEnded, subject: "user_1", at: noon))
        #expect(!liveness.isLive(origin))
    }
}
