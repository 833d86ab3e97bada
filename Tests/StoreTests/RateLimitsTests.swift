// Counts that all servers share.

import Identity
import Keys
import OAuth
import Testing

@Suite("Counts within a window of time, in a store")
struct RateLimitsTests {
    private let key = Digest(of: "a")
    private let other = Digest(of: "b")
    private let minute = Duration.seconds(60)

    /// Counts one event and expects so many in a window that ends then.
    private func check(
        _ store: any ContractStore, _ key: Digest, at time: Timestamp, _ events: Int, until end: Timestamp
    ) async throws {
        let tally = try await store.count(key, at: time, window: minute)
        #expect(tally == Tally(events: events, endsAt: end))
    }

    @Test("events are counted until the window ends, and then anew", arguments: StoreKind.all)
    func window(kind: StoreKind) async throws {
        try await kind.use { store in
            let end = noon + minute
            try await check(store, key, at: noon, 1, until: end)
            try await check(store, key, at: end - .milliseconds(1), 2, until: end)
            try await check(store, other, at: noon, 1, until: end)
            try await check(store, key, at: end, 1, until: end + minute)
        }
    }

    @Test("a window that ends later than any clock can say has not begun", arguments: StoreKind.all)
    func clock(kind: StoreKind) async throws {
        try await kind.use { store in
            let ahead = noon + .clockDifference
            try await check(store, key, at: ahead, 1, until: ahead + minute)
            try await check(store, key, at: noon, 2, until: ahead + minute)
            let wrong = ahead + .milliseconds(1)
            _ = try await store.count(other, at: wrong, window: minute)
            try await check(store, other, at: noon, 1, until: noon + minute)
        }
    }

    @Test("of a hundred events at once each is told another number", arguments: StoreKind.all)
    func race(kind: StoreKind) async throws {
        try await kind.use { store in
            let (key, minute) = (key, minute)
            let told = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<100 { group.addTask { try await store.count(key, at: noon, window: minute).events } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(told.sorted() == Array(1...100))
        }
    }

    @Test("a count can be forgotten", arguments: StoreKind.all)
    func forget(kind: StoreKind) async throws {
        try await kind.use { store in
            _ = try await store.count(key, at: noon, window: minute)
            try await store.forget(key)
            try await store.forget(other)
            #expect(try await store.count(key, at: noon, window: minute).events == 1)
        }
    }

    @Test("what is over is swept, in bounded steps, when it is over by every clock", arguments: StoreKind.all)
    func sweep(kind: StoreKind) async throws {
        try await kind.use { store in
            for number in 0..<5 { _ = try await store.count(Digest(of: "\(number)"), at: noon, window: minute) }
            _ = try await store.count(key, at: noon + .seconds(1), window: minute)
            let end = noon + minute + .clockDifference
            #expect(try await store.sweep(at: end - .milliseconds(1), limit: 10) == 0)
            #expect(try await store.sweep(at: end, limit: 3) == 3)
            #expect(try await store.sweep(at: end, limit: 3) == 2)
            #expect(try await store.count(key, at: noon + .seconds(2), window: minute).events == 2)
        }
    }
}
