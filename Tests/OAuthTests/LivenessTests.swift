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
