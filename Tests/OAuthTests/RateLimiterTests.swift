// OAuth 2.1 §2.4.1; REQUIREMENTS D-12, T-19: limits that all servers share.

import Keys
import OAuth
import SQLStore
import SQLiteStore
import TestKit
import Testing

@Suite("The limit on how often something may happen")
struct RateLimiterTests {
    private let start = TestClock.noon

    private func store() async throws -> SQLBackedStore { try await SQLBackedStore(SQLiteDatabase(inMemory: ())) }

    /// The limiters of some servers over one store.
    private func limiters(
        _ servers: Int = 1, _ count: Int, within window: Duration = .seconds(60), mostKeys: Int = 10_000
    ) async throws -> [RateLimiter] {
        let store = try await store()
        return (0..<servers).map { _ in
            RateLimiter("test", Allowance(count, within: window), store: store, mostKeys: mostKeys)
        }
    }

    @Test("so many events are allowed within the window, and then the rest of it must pass")
    func window() async throws {
        let limiter = try await limiters(1, 3)[0]
        for _ in 0..<3 {
            #expect(limiter.wait(for: "a", at: start) == nil)
            #expect(try await limiter.count("a", at: start) == nil)
        }
        #expect(limiter.wait(for: "a", at: start) == .seconds(60))
        #expect(try await limiter.count("a", at: start) == .seconds(60))
        #expect(limiter.wait(for: "a", at: start + .seconds(59)) == .seconds(1))
        #expect(limiter.wait(for: "b", at: start) == nil)
        #expect(limiter.wait(for: "a", at: start + .seconds(60)) == nil)
    }

    @Test("a new window counts from nothing")
    func anew() async throws {
        let limiter = try await limiters(1, 2)[0]
        try await limiter.count("a", at: start)
        try await limiter.count("a", at: start + .seconds(59))
        #expect(limiter.wait(for: "a", at: start + .seconds(59)) != nil)
        try await limiter.count("a", at: start + .seconds(60))
        #expect(limiter.wait(for: "a", at: start + .seconds(60)) == nil)
    }

    @Test("what is cleared is forgotten")
    func clear() async throws {
        let limiter = try await limiters(1, 1)[0]
        try await limiter.count("a", at: start)
        try await limiter.clear("a")
        #expect(limiter.wait(for: "a", at: start) == nil)
        #expect(try await limiter.count("a", at: start) == nil)
    }

    @Test("strangers' keys push out those that are over, never fill the memory, and are known again at their next event")
    func bounded() async throws {
        let limiter = try await limiters(1, 1, mostKeys: 3)[0]
        try await limiter.count("old", at: start)
        for key in ["a", "b", "c"] { try await limiter.count(key, at: start + .seconds(60)) }
        #expect(limiter.wait(for: "a", at: start + .seconds(60)) != nil)
        #expect(limiter.wait(for: "c", at: start + .seconds(60)) != nil)
        try await limiter.count("d", at: start + .seconds(60))
        #expect(limiter.wait(for: "d", at: start + .seconds(60)) != nil)
        #expect(limiter.wait(for: "a", at: start + .seconds(60)) == nil)
        #expect(try await limiter.count("a", at: start + .seconds(60)) != nil)
        #expect(limiter.wait(for: "a", at: start + .seconds(60)) != nil)
    }

    // MARK: Several servers

    @Test("servers count together; one that has heard of nothing lets one event through, and is told then")
    func together() async throws {
        let servers = try await limiters(3, 4)
        for number in 0..<4 { #expect(try await servers[number % 2].count("a", at: start) == nil) }
        // The fourth was counted by the second server; the first has heard of three, the third of none.
        #expect(servers.map { $0.wait(for: "a", at: start) } == [nil, .seconds(60), nil])
        for server in servers { #expect(try await server.count("a", at: start) == .seconds(60)) }
        #expect(servers.map { $0.wait(for: "a", at: start) } == [.seconds(60), .seconds(60), .seconds(60)])
        #expect(try await servers[2].count("b", at: start) == nil)
    }

    @Test("of many events at once on many servers exactly as many are within the limit as are allowed")
    func race() async throws {
        let servers = try await limiters(5, 20)
        let start = start
        let within = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask { try await servers[number % servers.count].count("a", at: start) == nil }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(within == 20)
    }

    @Test("clocks that differ by minutes neither end a window early nor make anybody wait longer than one")
    func clocks() async throws {
        let servers = try await limiters(2, 2, within: .seconds(3600))
        let (slow, fast) = (start, start + .seconds(300))
        #expect(try await servers[0].count("a", at: fast) == nil)
        #expect(try await servers[1].count("a", at: slow) == nil)
        #expect(servers[1].wait(for: "a", at: slow) == .seconds(3600))
        #expect(try await servers[0].count("a", at: fast) == .seconds(3600))
        // Set back by an hour, nobody waits two.
        #expect(servers[0].wait(for: "a", at: fast - .seconds(3600)) == nil)
    }

    @Test("a window that a clock far ahead has begun is not waited for")
    func wrongClock() async throws {
        let servers = try await limiters(2, 1)
        try await servers[0].count("a", at: start + .seconds(30 * 86400))
        #expect(try await servers[1].count("a", at: start) == nil)
        #expect(servers[1].wait(for: "a", at: start) == .seconds(60))
    }

    @Test("limits of different things do not count together")
    func names() async throws {
        let store = try await store()
        let allowance = Allowance(1, within: .seconds(60))
        try await RateLimiter("one", allowance, store: store).count("a", at: start)
        #expect(try await RateLimiter("other", allowance, store: store).count("a", at: start) == nil)
        #expect(try await RateLimiter("one", allowance, store: store).count("a", at: start) == .seconds(60))
    }

    private struct Unreachable: LimitStore {
        func count(_ key: Digest, at time: Timestamp, window: Duration) async throws -> Tally { throw StoreUnavailable("away") }
        func forget(_ key: Digest) async throws { throw StoreUnavailable("away") }
    }

    @Test("checking asks no database, and neither does clearing what is not known; counting fails without one")
    func unreachable() async throws {
        let limiter = RateLimiter("test", Allowance(1, within: .seconds(60)), store: Unreachable())
        #expect(limiter.wait(for: "a", at: start) == nil)
        try await limiter.clear("a")
        await #expect(throws: StoreUnavailable.self) { try await limiter.count("a", at: start) }
        #expect(limiter.wait(for: "a", at: start) == nil)
    }
}
