// How a server hears of what others have changed.

import Identity
import Keys
import OAuth
import Synchronization
import TestKit
import Testing

@Suite("Following changes")
struct ChangeFollowerTests {
    /// Collects what a listener hears.
    private final class Heard: Sendable {
        private let list = Mutex<[Change]>([])
        var changes: [Change] { list.withLock { $0 } }
        func note(_ change: Change) { list.withLock { $0.append(change) } }
    }

    @Test("each change is heard once, in order, whoever made it and however often the server looks")
    func once() async throws {
        let world = try await EngineWorld()
        let heard = Heard()
        await world.server.changes.listen { heard.note($0) }
        let (client, person) = (try await world.client(.web), try await world.person())
        try await world.store.revoke(accessToken: "t1", at: world.clock.time)
        _ = try await world.store.disable(person.id, at: world.clock.time)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<10 { group.addTask { try await world.server.changes.catchUp() } }
            try await group.waitForAll()
        }
        try await world.server.changes.catchUp()
        #expect(heard.changes.map(\.kind) == [.clientChanged, .token, .userEnded])
        #expect(heard.changes.map(\.subject) == [client.id.value, "t1", person.id.value])
    }

    @Test("what happened before the start is not heard again")
    func start() async throws {
        let world = try await EngineWorld()
        _ = try await world.client(.web)
        try await world.store.revoke(accessToken: "before", at: world.clock.time)
        let later = try await world.anotherServer()
        let heard = Heard()
        await later.changes.listen { heard.note($0) }
        try await later.changes.catchUp()
        #expect(heard.changes.isEmpty)
        try await world.store.revoke(accessToken: "after", at: world.clock.time)
        try await later.changes.catchUp()
        #expect(heard.changes.map(\.subject) == ["after"])
    }

    @Test("more changes than are read at once are all heard")
    func many() async throws {
        let world = try await EngineWorld()
        let heard = Heard()
        await world.server.changes.listen { heard.note($0) }
        for number in 0..<1001 { try await world.store.revoke(accessToken: "t\(number)", at: world.clock.time) }
        try await world.server.changes.catchUp()
        #expect(heard.changes.map(\.subject) == (0..<1001).map { "t\($0)" })
    }

    // V-03: what this server ends itself is over before it answers.
    @Test("a revocation on one server is felt on another when it looks")
    func two() async throws {
        let world = try await EngineWorld()
        let (client, other) = (try await world.client(.plugin), try await world.anotherServer())
        let tokens = try await world.tokens(client, world.person())
        _ = try await other.accessTokens.claims(of: tokens.access)
        #expect(try await world.revoke(tokens.refresh, as: client).status == 200)
        await #expect(throws: TokenProblem.revoked) { try await world.server.accessTokens.claims(of: tokens.access) }
        try await other.changes.catchUp()
        await #expect(throws: TokenProblem.revoked) { try await other.accessTokens.claims(of: tokens.access) }
    }
}
