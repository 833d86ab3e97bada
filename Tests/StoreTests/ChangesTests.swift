// The list of changes, and the sweeping of what has expired.

import Identity
import Keys
import OAuth
import Testing

@Suite("Changes and sweeping in a store")
struct ChangesTests {
    @Test("changes are numbered in their order and read in steps", arguments: StoreKind.all)
    func order(kind: StoreKind) async throws {
        try await kind.use { store in
            #expect(try await store.latestChange() == 0)
            #expect(try await store.changes(after: 0, limit: 10).isEmpty)
            for number in 0..<5 { try await store.revoke(accessToken: "t\(number)", at: noon + .seconds(number)) }
            let first = try await store.changes(after: 0, limit: 3)
            #expect(first.map(\.subject) == ["t0", "t1", "t2"])
            #expect(first.map(\.at) == (0..<3).map { noon + .seconds($0) })
            let rest = try await store.changes(after: try #require(first.last).sequence, limit: 3)
            #expect(rest.map(\.subject) == ["t3", "t4"])
            #expect(try await store.latestChange() == rest.last?.sequence)
            #expect(zip(first + rest, (first + rest).dropFirst()).allSatisfy { $0.sequence < $1.sequence })
        }
    }

    @Test("a server that starts reads only what has ended tokens", arguments: StoreKind.all)
    func endings(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let (grant, _) = try await home.redeemed(store)
            try await store.revoke(grant.id, at: noon)
            try await store.revoke(accessToken: "t", at: noon + .seconds(1))
            _ = try await store.disable(home.user, at: noon + .seconds(2))
            _ = try await store.enable(home.user, at: noon + .seconds(3))
            _ = try await store.remove(client: home.client.id, at: noon + .seconds(4))
            #expect(try await Set(store.endings(since: noon).map(\.kind)) == [.grant, .token, .userEnded, .clientEnded])
            #expect(try await Set(store.endings(since: noon + .seconds(2)).map(\.kind)) == [.userEnded, .clientEnded])
            #expect(try await store.endings(since: noon + .seconds(5)).isEmpty)
        }
    }

    /// Sweeps in steps until a whole round has deleted nothing.
    private func sweepAll(_ store: any ContractStore, before time: Timestamp, limit: Int) async throws -> Int {
        var (total, idle) = (0, 0)
        while idle < 20 {
            let deleted = try await store.sweep(before: time, limit: limit)
            #expect(deleted <= 2 * limit)
            total += deleted
            idle = deleted == 0 ? idle + 1 : 0
        }
        return total
    }

    @Test("what has ended is swept in bounded steps, and what may still matter is not", arguments: StoreKind.all)
    func sweep(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let day: Int64 = 86400
            let (alive, _) = try await home.redeemed(store)
            let (revoked, _) = try await home.redeemed(store)
            try await store.revoke(revoked.id, at: noon)
            let once = try await home.grant(store)
            _ = try await store.redeem(once, at: noon, refresh: nil)
            var unused: [Grant] = []
            for _ in 0..<25 { unused.append(try await home.grant(store)) }

            // Before the codes' minute is over nothing goes.
            #expect(try await sweepAll(store, before: noon + .seconds(59), limit: 4) == 0)
            // Then the unused codes do; a spent one is remembered, so that a replay is known for what it is.
            #expect(try await sweepAll(store, before: noon + .seconds(61), limit: 4) == 25)
            for grant in unused { #expect(try await store.grant(grant.id) == nil) }
            for grant in [alive, revoked, once] { #expect(try await store.grant(grant.id) != nil) }
            #expect(try await store.grant(once.id)?.redeemedAt == noon)

            // Two days later what ended is gone, with the changes of that time; the living grant stays.
            _ = try await sweepAll(store, before: noon + .seconds(2 * day + 1), limit: 4)
            for grant in [revoked, once] { #expect(try await store.grant(grant.id) == nil) }
            #expect(try await store.grant(alive.id) != nil)
            #expect(try await store.changes(after: 0, limit: 10).isEmpty)

            // And at last the grant that nobody refreshed.
            _ = try await sweepAll(store, before: noon + .seconds(30 * day), limit: 4)
            #expect(try await store.grant(alive.id) != nil)
            _ = try await sweepAll(store, before: noon + .seconds(30 * day + 1), limit: 4)
            #expect(try await store.grant(alive.id) == nil)
            #expect(try await store.client(home.client.id) != nil)
            #expect(try await store.account(home.user) != nil)
        }
    }

    @Test("numbers are not given again after a sweep", arguments: StoreKind.all)
    func sequence(kind: StoreKind) async throws {
        try await kind.use { store in
            for number in 0..<3 { try await store.revoke(accessToken: "t\(number)", at: noon) }
            let last = try await store.latestChange()
            _ = try await sweepAll(store, before: noon + .seconds(3 * 86400), limit: 10)
            #expect(try await store.changes(after: 0, limit: 10).isEmpty)
            try await store.revoke(accessToken: "later", at: noon)
            #expect(try await store.changes(after: last, limit: 10).map(\.subject) == ["later"])
        }
    }

    @Test("consents are never swept", arguments: StoreKind.all)
    func consents(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            try await store.record(home.samples.consent(home.user, home.client.id))
            _ = try await sweepAll(store, before: noon + .seconds(1000 * 86400), limit: 10)
            #expect(try await store.connections(of: home.user).count == 1)
        }
    }
}
