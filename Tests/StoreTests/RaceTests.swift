// What a verb promises holds however many callers there are at once.

import Identity
import Keys
import OAuth
import Testing
import Trace

@Suite("Races in a store")
struct RaceTests {
    private let callers = 100

    /// Rounds enough to meet a rare mistake, fewer where each waits for a disk.
    private func rounds(_ kind: StoreKind) -> Int { kind.isQuick ? 500 : 25 }

    @Test("of a hundred redemptions of one code exactly one is the first", arguments: StoreKind.all)
    func redeem(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            for _ in 0..<rounds(kind) {
                let grant = try await home.grant(store)
                let refreshes = (0..<callers).map { _ in home.samples.refresh() }
                let outcomes = try await withThrowingTaskGroup(of: (Int, Grant?).self) { group in
                    for (number, refresh) in refreshes.enumerated() {
                        group.addTask {
                            (number, try await store.redeem(grant, at: noon, refresh: refresh))
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                let first = outcomes.filter { $0.1 != nil }
                #expect(first.count == 1)
                // The refresh token that is kept is the one of the caller who was told so.
                #expect(try await store.grant(grant.id)?.refresh == first.first.map { refreshes[$0.0] })
            }
        }
    }

    @Test("of a hundred who show the same thing exactly one is the first", arguments: StoreKind.all)
    func firstSeen(kind: StoreKind) async throws {
        try await kind.use { store in
            for round in 0..<rounds(kind) {
                let mark = Digest(of: "\(round)")
                let firsts = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for _ in 0..<callers { group.addTask { try await store.firstSeen(mark, until: noon + .seconds(60)) } }
                    return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                }
                #expect(firsts == 1)
            }
        }
    }

    @Test("of a hundred rotations of one refresh token exactly one succeeds", arguments: StoreKind.all)
    func rotate(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let (grant, first) = try await home.redeemed(store)
            var current = first
            for _ in 0..<rounds(kind) {
                let presented = current.current
                let next = (0..<callers).map { _ in home.samples.refresh(after: presented, at: noon) }
                let winners = try await withThrowingTaskGroup(of: Int?.self) { group in
                    for (number, refresh) in next.enumerated() {
                        group.addTask {
                            try await store.rotate(grant, presented: presented, to: refresh, at: noon).map { _ in number }
                        }
                    }
                    return try await group.reduce(into: [Int]()) { $0 += $1.map { [$0] } ?? [] }
                }
                #expect(winners.count == 1)
                current = next[try #require(winners.first)]
                #expect(try await store.grant(grant.id)?.refresh == current)
            }
        }
    }

    @Test("a redemption and a revocation at once: the code is spent or dead, and the grant has ended", arguments: StoreKind.all)
    func redeemAndRevoke(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            for _ in 0..<rounds(kind) {
                let grant = try await home.grant(store)
                async let redemption = store.redeem(grant, at: noon, refresh: nil)
                async let revocation: Void = store.revoke(grant.id, at: noon)
                let (redeemed, _) = try await (redemption, revocation)
                let ended = try #require(await store.grant(grant.id))
                #expect(ended.revokedAt == noon)
                #expect((ended.redeemedAt != nil) == (redeemed != nil))
            }
        }
    }

    @Test("a grant that begins while its client is swept lives on, or never was", arguments: StoreKind.all)
    func sweepAndBegin(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            for _ in 0..<rounds(kind) {
                let client = Client(
                    id: .fresh(home.samples.randomness), registration: .dynamic, name: "A", profile: "dynamic", secret: nil,
                    authenticationMethods: [.none], grantTypes: [.authorizationCode], redirectURIs: [], createdAt: noon)
                #expect(try await store.register(client))
                let grant = home.samples.grant(of: client.id, home.user)
                async let begun = (try? await store.begin(grant, notingClient: true)) != nil
                async let swept = store.sweepUnusedClients(before: noon + .seconds(1), limit: 10, at: noon)
                let (lives, count) = try await (begun, swept)
                #expect(lives == (count == 0))
                #expect(try await (store.grant(grant.id) != nil) == lives)
                #expect(try await (store.client(client.id) != nil) == lives)
            }
        }
    }

    @Test("agreements given at once are united", arguments: StoreKind.all)
    func consents(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let names = (0..<callers).map { "scope:\($0)" }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for name in names {
                    group.addTask { try await store.record(home.samples.consent(home.user, home.client.id, name)) }
                }
                try await group.waitForAll()
            }
            #expect(try await store.connections(of: home.user).map(\.scope) == [Scope(names)])
        }
    }

    @Test("of a hundred accounts with one address exactly one is added", arguments: StoreKind.all)
    func accounts(kind: StoreKind) async throws {
        try await kind.use { store in
            let samples = Samples()
            let accounts = try (0..<callers).map { _ in try samples.account("ada@example.com") }
            let added = try await withThrowingTaskGroup(of: Bool.self) { group in
                for account in accounts {
                    group.addTask { try await store.add(account, beginning: nil, ending: nil) == .added }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(added == 1)
            #expect(try await store.accounts(after: nil, limit: 10).count == 1)
        }
    }

    @Test("a password change and a sign-in with the old one at once leave no session of the old one", arguments: StoreKind.all)
    func password(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            for round in 0..<rounds(kind) {
                let (old, new) = (PasswordHash(stored: "hash-\(round + 1)"), PasswordHash(stored: "hash-\(round + 2)"))
                let (kept, late) = (home.samples.session(of: home.user), home.samples.session(of: home.user))
                async let change = store.changePassword(of: home.user, from: old, to: new, beginning: kept)
                async let signIn = store.begin(late, proof: old, rehash: nil, ending: nil)
                let (changed, _) = try await (change, signIn)
                #expect(changed)
                #expect(try await store.sessions(of: home.user, at: noon).map(\.id) == [kept.id])
            }
        }
    }

    /// What a follower reads, some rows at a time, while `work` is done by many at once.
    private func followed<Row: Sendable>(
        while work: [@Sendable () async throws -> Void], numbered number: @escaping @Sendable (Row) -> Int64,
        reading read: @escaping @Sendable (_ last: Int64) async throws -> [Row]
    ) async throws -> [Row] {
        let follower = Task {
            var rows: [Row] = []
            while !Task.isCancelled {
                rows += try await read(rows.last.map(number) ?? 0)
                await Task.yield()
            }
            return rows
        }
        defer { follower.cancel() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for one in work { group.addTask { try await one() } }
            try await group.waitForAll()
        }
        follower.cancel()
        var rows = try await follower.value
        while case let rest = try await read(rows.last.map(number) ?? 0), !rest.isEmpty { rows += rest }
        return rows
    }

    @Test("whoever follows while many write misses nothing, and hears each thing once", arguments: StoreKind.all)
    func follow(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let (writers, each) = (20, rounds(kind))
            let begun = try await store.latestChange()
            let work = (0..<writers).map { writer in
                { @Sendable in
                    for number in 0..<each {
                        try await store.revoke(accessToken: "\(writer)-\(number)", at: noon)
                        guard number % 5 == 0 else { continue }
                        // Longer transactions, which have something to tell at their end.
                        let client = home.samples.client()
                        _ = try await store.register(client)
                        for _ in 0..<3 {
                            try await store.begin(home.samples.grant(of: client.id, home.user), notingClient: true)
                        }
                        try await store.disconnect(user: home.user, client: client.id, at: noon)
                    }
                }
            }
            let heard = try await followed(while: work, numbered: \Change.sequence) {
                try await store.changes(after: max($0, begun), limit: 50)
            }
            let tokens = heard.filter { $0.kind == .token }.map(\.subject)
            #expect(Set(tokens) == Set((0..<writers).flatMap { writer in (0..<each).map { "\(writer)-\($0)" } }))
            #expect(heard.count { $0.kind == .grant } == 3 * writers * (each / 5))
            // One after the other, without a gap: so each was heard once, and none can come later in between.
            #expect(heard.map(\.sequence) == heard.indices.map { begun + 1 + Int64($0) })
        }
    }

    @Test("whoever follows connection attempts while many write misses no step", arguments: StoreKind.all)
    func followSteps(kind: StoreKind) async throws {
        try await kind.use { store in
            let (writers, each) = (10, rounds(kind))
            let work = (0..<writers).map { writer in
                { @Sendable in
                    let id = AttemptID("\(writer)")
                    for number in 0..<each {
                        var batch = Batch()
                        batch.heads = [Attempt(id: id, startedAt: noon, lastAt: noon)]
                        batch.steps = (0..<3).map {
                            TracedStep(
                                attempt: id,
                                step: Step(at: noon, kind: .code, outcome: .passed, status: 302, detail: "\(number) \($0)"))
                        }
                        try await store.record(batch)
                    }
                }
            }
            let heard = try await followed(while: work, numbered: \TracedStep.sequence) {
                try await store.steps(after: $0, limit: 50)
            }
            #expect(heard.map(\.sequence) == Array(1...Int64(writers * each * 3)))
            #expect(try await store.latestStep() == heard.last?.sequence)
        }
    }

    @Test("changes made at once are all recorded, each with a number of its own", arguments: StoreKind.all)
    func changes(kind: StoreKind) async throws {
        try await kind.use { store in
            let callers = kind.isQuick ? 500 : 200
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<callers { group.addTask { try await store.revoke(accessToken: "t\(number)", at: noon) } }
                try await group.waitForAll()
            }
            let changes = try await store.changes(after: 0, limit: 1000)
            #expect(Set(changes.map(\.subject)).count == callers)
            #expect(Set(changes.map(\.sequence)).count == callers)
        }
    }

    @Test("a write that fails takes none with it that shares its commit", arguments: StoreKind.all)
    func failing(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let good = (0..<300).map { _ in home.samples.grant(of: home.client.id, home.user) }
            let bad = (0..<300).map { _ in home.samples.grant(of: ClientID("client_none"), home.user) }
            let failures = await withTaskGroup(of: Bool.self) { group in
                for grant in zip(good, bad).flatMap({ [$0, $1] }) {
                    group.addTask { (try? await store.begin(grant)) == nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(failures == bad.count)
            for grant in good { #expect(try await store.grant(grant.id) != nil) }
            for grant in bad { #expect(try await store.grant(grant.id) == nil) }
        }
    }

    @Test("what was written is read at once, by whoever wrote it", arguments: StoreKind.all)
    func readYourWrites(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let seen = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        let grant = home.samples.grant(of: home.client.id, home.user)
                        try await store.begin(grant)
                        return try await store.grant(grant.id) == grant
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(seen == 200)
        }
    }
}
