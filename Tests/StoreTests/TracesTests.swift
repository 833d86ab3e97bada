// Connection attempts in a store: the contract that every database keeps.

import Keys
import SQLStore
import Synchronization
import TestKit
import Testing
import Trace

@Suite("Connection attempts in a store")
struct TracesTests {
    private let noon = TestClock.noon

    private func attempt(_ id: String, at time: Timestamp) -> Attempt {
        Attempt(id: AttemptID(id), startedAt: time, lastAt: time)
    }

    private func step(_ kind: Step.Kind, at time: Timestamp) -> Step {
        Step(
            at: time, kind: kind, outcome: .refused, request: [.init("client_id", "c")], status: 400, destination: "d",
            answer: [.init("scope", "s")], error: "e", description: "s", reason: .codeExpired, detail: "x")
    }

    private func batch(_ id: String, at time: Timestamp, _ kinds: [Step.Kind], links: [String] = []) -> Batch {
        var batch = Batch()
        batch.heads = [attempt(id, at: time)]
        batch.steps = kinds.map { TracedStep(attempt: AttemptID(id), step: step($0, at: time)) }
        batch.links = links.map { .init(link: Link($0), attempt: AttemptID(id)) }
        return batch
    }

    @Test("an attempt is read as it was written, and steps that come later are added", arguments: StoreKind.all)
    func roundTrip(kind: StoreKind) async throws {
        try await kind.use { store in
            try await store.record(batch("a", at: noon, [.authorization, .code], links: ["flow:f"]))
            var later = batch("a", at: noon + .seconds(5), [.token], links: ["flow:f", "grant:g"])
            later.heads[0].client = ClientID("c")
            later.heads[0].clientName = "Claude"
            later.heads[0].profile = "claude"
            later.heads[0].resource = "https://usher.test/notes"
            try await store.record(later)
            var bare = batch("a", at: noon + .seconds(3), [])
            bare.heads[0].client = nil
            try await store.record(bare)
            let read = try #require(try await store.attempt(AttemptID("a")))
            #expect(read.startedAt == noon && read.lastAt == noon + .seconds(5))
            #expect(read.client == ClientID("c") && read.clientName == "Claude" && read.profile == "claude")
            #expect(read.resource == "https://usher.test/notes")
            #expect(read.steps == [step(.authorization, at: noon), step(.code, at: noon), step(.token, at: noon + .seconds(5))])
            #expect(try await store.attempt(AttemptID("none")) == nil)
        }
    }

    @Test("strong links find an attempt whenever it was, weak ones only a recent one, and few", arguments: StoreKind.all)
    func links(kind: StoreKind) async throws {
        try await kind.use { store in
            try await store.record(batch("old", at: noon - .seconds(3600), [.code], links: ["grant:g", "place:p"]))
            for number in 0..<20 {
                try await store.record(batch("n\(number)", at: noon + .seconds(Int64(number)), [.challenge], links: ["place:p"]))
            }
            let strong = try await store.attempts(linkedBy: [Link("grant:g"), Link("grant:none")], orBy: [], since: noon)
            #expect(strong.map(\.attempt.id.value) == ["old"])
            #expect(strong.first?.links == [Link("grant:g"), Link("place:p")])
            let weak = try await store.attempts(linkedBy: [], orBy: [Link("place:p")], since: noon)
            #expect(weak.count == 8 && !weak.contains { $0.attempt.id.value == "old" })
            #expect(try await store.attempts(linkedBy: [], orBy: [], since: noon).isEmpty)
        }
    }

    @Test("an attempt that becomes part of another is found under both names", arguments: StoreKind.all)
    func merge(kind: StoreKind) async throws {
        try await kind.use { store in
            try await store.record(batch("a", at: noon, [.challenge], links: ["place:p"]))
            // One link leads to both: that must not keep them apart.
            try await store.record(batch("b", at: noon, [], links: ["place:p"]))
            var merging = batch("b", at: noon + .seconds(1), [.token], links: ["grant:g"])
            merging.merges = [.init(from: AttemptID("a"), into: AttemptID("b"))]
            merging.links.append(.init(link: .attempt(AttemptID("a")), attempt: AttemptID("b")))
            try await store.record(merging)
            #expect(try await store.attempt(AttemptID("a"))?.id == AttemptID("b"))
            #expect(try await store.attempt(AttemptID("b"))?.steps.map(\.kind) == [.challenge, .token])
            #expect(try await store.attempts(before: nil, limit: 10).count == 1)
        }
    }

    @Test("the newest come first, and steps are followed in the order of their writing", arguments: StoreKind.all)
    func order(kind: StoreKind) async throws {
        try await kind.use { store in
            #expect(try await store.latestStep() == 0)
            for number in 0..<5 { try await store.record(batch("n\(number)", at: noon + .seconds(Int64(number)), [.code])) }
            #expect(try await store.attempts(before: nil, limit: 2).map(\.id.value) == ["n4", "n3"])
            #expect(try await store.attempts(before: noon + .seconds(3), limit: 2).map(\.id.value) == ["n2", "n1"])
            let first = try await store.steps(after: 0, limit: 3)
            #expect(first.map(\.attempt.value) == ["n0", "n1", "n2"])
            let rest = try await store.steps(after: first[2].sequence, limit: 10)
            #expect(rest.map(\.attempt.value) == ["n3", "n4"])
            #expect(try await store.latestStep() == rest[1].sequence)
        }
    }

    @Test("what is old or too much is swept, with its steps and links", arguments: StoreKind.all)
    func sweep(kind: StoreKind) async throws {
        try await kind.use { store in
            for number in 0..<10 {
                try await store.record(batch("n\(number)", at: noon + .seconds(Int64(number)), [.code], links: ["flow:\(number)"]))
            }
            #expect(try await store.sweepTraces(before: noon + .seconds(2), most: 100, limit: 1) == 1)
            #expect(try await store.sweepTraces(before: noon + .seconds(2), most: 100, limit: 100) == 1)
            #expect(try await store.sweepTraces(before: noon, most: 3, limit: 100) == 5)
            #expect(try await store.attempts(before: nil, limit: 100).map(\.id.value) == ["n9", "n8", "n7"])
            #expect(try await store.steps(after: 0, limit: 100).count == 3)
            #expect(try await store.attempts(linkedBy: [Link("flow:0")], orBy: [], since: noon).isEmpty)
        }
    }

    @Test("hundreds of attempts are looked up in two round trips and written in three", arguments: StoreKind.all)
    func together(kind: StoreKind) async throws {
        try await kind.useDatabase { database in
            let counting = CountingDatabase(database)
            let store = try await SQLBackedStore(counting)
            var all = Batch()
            for number in 0..<123 {
                let one = batch("a\(number)", at: noon, [.authorization, .code], links: ["flow:\(number)", "place:\(number / 3)"])
                all.heads += one.heads
                all.steps += one.steps
                all.links += one.links
            }
            // The head of each attempt and its links; the numbers of the steps; the steps.
            #expect(try await counting.trips { try await store.record(all) } == 3)
            let (strong, weak) = ((0..<123).map { Link("flow:\($0)") }, (0..<41).map { Link("place:\($0)") })
            var found: [LinkedAttempt] = []
            #expect(try await counting.trips { found = try await store.attempts(linkedBy: strong, orBy: weak, since: noon) } == 2)
            #expect(Set(found.map(\.attempt.id)) == Set(all.heads.map(\.id)) && found.count == 123)
            for linked in found {
                #expect(linked.links.count == 2 && linked.attempt.steps.map(\.kind) == [.authorization, .code])
            }
        }
    }

    @Test("what could not be recorded is noted at everything that was under way", arguments: StoreKind.all)
    func gaps(kind: StoreKind) async throws {
        try await kind.use { store in
            try await store.record(batch("old", at: noon - .seconds(3600), [.code]))
            try await store.record(batch("open", at: noon, [.code]))
            var full = batch("new", at: noon + .seconds(1), [.code])
            (full.gaps, full.gapsAt, full.gapsSince) = (3, noon + .seconds(1), noon - .seconds(60))
            try await store.record(full)
            var more = Batch()
            (more.gaps, more.gapsAt, more.gapsSince) = (4, noon + .seconds(30), noon - .seconds(31))
            try await store.record(more)
            try await store.record(batch("later", at: noon + .seconds(120), [.code]))
            #expect(try await store.attempts(before: nil, limit: 9).map(\.gaps) == [0, 7, 7, 0])
            #expect(try await store.attempt(AttemptID("open"))?.gaps == 7)
            _ = try await store.sweepTraces(before: noon + .seconds(60), most: 100, limit: 100)
            #expect(try await store.attempts(before: nil, limit: 9).map(\.gaps) == [0])
        }
    }
}

/// Counts how often a database is asked while its callers wait.
private final class CountingDatabase: SQLDatabase {
    private let base: any SQLDatabase
    private let count = Atomic(0)

    init(_ base: any SQLDatabase) { self.base = base }

    func trips(_ body: () async throws -> Void) async throws -> Int {
        let before = count.load(ordering: .relaxed)
        try await body()
        return count.load(ordering: .relaxed) - before
    }

    private struct Counted: SQLConnection {
        let base: any SQLConnection
        let database: CountingDatabase

        func answer(to statement: SQLStatement) throws -> SQLAnswer { try answers(to: [statement])[0] }
        func answers(to statements: [SQLStatement]) throws -> [SQLAnswer] {
            database.count.wrappingAdd(1, ordering: .relaxed)
            return try base.answers(to: statements)
        }
    }

    var dialect: SQLDialect { base.dialect }
    func read<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result {
        try await base.read { try body(Counted(base: $0, database: self)) }
    }
    func write<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result {
        try await base.write { try body(Counted(base: $0, database: self)) }
    }
    func snapshot<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result {
        try await base.snapshot(body)
    }
    func close() throws { try base.close() }
}
