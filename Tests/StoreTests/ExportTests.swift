// A database as lines, and a database of any kind from them.

import Foundation
import Identity
import Keys
import OAuth
import SQLStore
import SQLiteStore
import Testing
import TestKit

private let secret = rootSecret(7)

func rootSecret(_ byte: UInt8) -> RootSecret {
    guard let secret = RootSecret([UInt8](repeating: byte, count: 32)) else { preconditionFailure("32 bytes are enough") }
    return secret
}

extension Export {
    init(_ database: any SQLDatabase, into file: MemoryFile, includesTraces: Bool = false) {
        self.init(
            database, into: file, issuer: "https://usher.test", program: "test", secret: rootSecret(7), includesTraces: includesTraces)
    }
}

extension MemoryFile {
    func imported(
        into database: any SQLDatabase, asPicture: Bool = false, secret: RootSecret = rootSecret(7), at time: Timestamp = noon
    ) async throws -> [String: Int] {
        try await Import(
            CheckedExport(self), into: database, secret: secret, asPicture: asPicture, at: time, randomness: SystemRandomness()
        ).run()
    }
}

/// Moves a database into a file.
@discardableResult
func moved(_ database: any SQLDatabase, into file: MemoryFile = MemoryFile(), traces: Bool = true) async throws -> MemoryFile {
    _ = try await Export(database, into: file, includesTraces: traces).move(
        to: "moved.jsonl", at: noon, randomness: SystemRandomness())
    return file
}

@Suite("An export")
struct ExportTests {
    static let revocable = [
        "signing_keys", "sessions", "grants", "changes", "recovery_codes", "challenges", "mail_secrets", "mails", "upstream_tokens",
    ]
    static let traces = ["attempts", "attempt_links", "trace_steps", "trace_gaps"]

    @Test("every column of every table comes to a database of every kind", arguments: StoreKind.all, StoreKind.all)
    func roundTrip(from: StoreKind, to: StoreKind) async throws {
        let house = try await House()
        try await from.useDatabase { source in
            _ = try await SQLBackedStore(source)
            try await house.fill(source)
            let before = try await house.contents(source)
            for (table, columns) in house.tables {
                let rows = try #require(before[table])
                for (place, column) in columns.enumerated() {
                    #expect(rows.contains { $0[place] != .null }, "\(table).\(column.name)")
                }
            }
            let file = try await moved(source)
            try await to.useDatabase { target in
                let counts = try await file.imported(into: target)
                #expect(try await house.contents(target) == before)
                #expect(counts == before.mapValues(\.count))
                _ = try await SQLBackedStore(target)
            }
        }
    }

    @Test("every table of the schema is on the list of those that are copied")
    func tables() async throws {
        let database = try SQLiteDatabase(inMemory: ())
        _ = try await SQLBackedStore(database)
        let names = try await database.read {
            try $0.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", [])
        }.compactMap { row in if case .text(let name) = row[0] { name } else { nil } }
        #expect(Set(names).subtracting(["migrations", "counters", "standing"]) == Set(Table.all.map(\.name)))
    }

    @Test("a picture brings people, clients and consents, and nothing that could have been revoked since", arguments: StoreKind.all)
    func picture(kind: StoreKind) async throws {
        let house = try await House()
        try await kind.useDatabase { source in
            _ = try await SQLBackedStore(source)
            try await house.fill(source)
            let before = try await house.contents(source)
            let file = MemoryFile()
            let counts = try await Export(source, into: file).picture(at: noon)
            #expect(file.isFinished)
            #expect(counts["grants"] == 4 && counts["attempts"] == nil)
            try await kind.useDatabase { target in
                let imported = try await file.imported(into: target, secret: rootSecret(9), at: noon + .seconds(1_000_000))
                #expect(imported["accounts"] == 4 && imported["grants"] == nil)
                let after = try await house.contents(target)
                for (table, rows) in before {
                    let comes = !Self.revocable.contains(table) && !Self.traces.contains(table)
                    #expect(after[table] == (comes ? rows : []), "\(table)")
                }
            }
            // The source goes on.
            #expect(try await house.contents(source) == before)
            #expect(try await SQLBackedStore(source).standing() == nil)
        }
    }

    @Test("a picture is of one moment, whatever is written meanwhile", arguments: StoreKind.all)
    func oneMoment(kind: StoreKind) async throws {
        try await kind.useDatabase { database in
            let store = try await SQLBackedStore(database)
            let home = try await Household(store)
            let files = (0..<5).map { _ in MemoryFile() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        // Each round ends a grant and records it: a picture has both or neither.
                        for _ in 0..<25 {
                            let (grant, _) = try await home.redeemed(store)
                            try await store.revoke(grant.id, at: noon)
                        }
                    }
                }
                group.addTask { for file in files { _ = try await Export(database, into: file).picture(at: noon) } }
                try await group.waitForAll()
            }
            for file in files {
                let ended = file.lines.filter { $0.contains("\"revoked_at\"") && !$0.hasPrefix("{\"table\"") }.count
                #expect(file.lines.filter { $0.contains("\"kind\":\"grant\"") }.count == ended)
                _ = try CheckedExport(file)
            }
        }
    }

    @Test("more rows than fit into one step come, in their order", arguments: StoreKind.all, StoreKind.all)
    func many(from: StoreKind, to: StoreKind) async throws {
        try await from.useDatabase { source in
            let store = try await SQLBackedStore(source)
            for number in 0..<1260 { try await store.revoke(accessToken: "t\(number)", at: noon + .milliseconds(number)) }
            let file = try await moved(source)
            try await to.useDatabase { target in
                #expect(try await file.imported(into: target)["changes"] == 1260)
                let imported = try await SQLBackedStore(target)
                #expect(try await imported.changes(after: 0, limit: 2000).map(\.subject) == (0..<1260).map { "t\($0)" })
                // And numbers go on behind them.
                let last = try await imported.latestChange()
                try await imported.revoke(accessToken: "later", at: noon)
                #expect(try await imported.heard(after: last) == ["token later"])
            }
        }
    }
}

@Suite("A database that was moved")
struct MoveTests {
    @Test("takes nothing any more, and says where it went", arguments: StoreKind.all)
    func closed(kind: StoreKind) async throws {
        try await kind.useDatabase { database in
            let store = try await SQLBackedStore(database)
            let home = try await Household(store)
            let (grant, refresh) = try await home.redeemed(store)
            let open = try await home.grant(store)
            _ = try await store.begin(
                home.samples.session(of: home.user), proof: PasswordHash(stored: "hash-1"), rehash: nil, ending: nil)
            try await moved(database)
            let writes: [(String, () async throws -> Void)] = [
                ("revoke", { try await store.revoke(grant.id, at: noon) }),
                ("rotate", { _ = try await store.rotate(grant, presented: refresh.current, to: home.samples.refresh(), at: noon) }),
                ("redeem", { _ = try await store.redeem(open, at: noon, refresh: nil) }),
                ("disable", { _ = try await store.disable(home.user, at: noon) }),
                ("firstSeen", { _ = try await store.firstSeen(home.samples.digest(), until: noon) }),
                ("remove", { _ = try await store.remove(client: home.client.id, at: noon) }),
                ("end", { _ = try await store.endSessions(of: home.user, except: nil) }),
                ("add", { _ = try await store.add(home.samples.account("b@example.com"), beginning: nil, ending: nil) }),
            ]
            for (name, write) in writes {
                await #expect(throws: StoreUnavailable.self, "\(name)") { try await write() }
            }
            #expect(try await store.grant(grant.id)?.revokedAt == nil)
            #expect(try await store.standing()?.state == .moved)
            let error = await #expect(throws: StoreError.self) { _ = try await SQLBackedStore(database) }
            #expect(error?.description.contains("moved.jsonl") == true)
        }
    }

    @Test("holds nothing back: every answer that was given before is in the file", arguments: StoreKind.all)
    func nothingLost(kind: StoreKind) async throws {
        try await kind.useDatabase { database in
            let store = try await SQLBackedStore(database)
            let home = try await Household(store)
            var grants: [Grant] = []
            for _ in 0..<200 { grants.append(try await home.redeemed(store).grant) }
            let file = MemoryFile()
            let answered = try await withThrowingTaskGroup(of: [GrantID].self) { group in
                for part in 0..<4 {
                    group.addTask { [grants] in
                        var done: [GrantID] = []
                        for grant in grants[(part * 50)..<(part * 50 + 50)] {
                            do {
                                try await store.revoke(grant.id, at: noon)
                                done.append(grant.id)
                            } catch is StoreUnavailable {
                                return done
                            }
                        }
                        return done
                    }
                }
                group.addTask {
                    try await moved(database, into: file)
                    return []
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            try await kind.useDatabase { target in
                _ = try await file.imported(into: target)
                let imported = try await SQLBackedStore(target)
                for grant in grants {
                    let isRevoked = try await imported.grant(grant.id)?.revokedAt != nil
                    #expect(isRevoked == answered.contains(grant.id))
                }
            }
        }
    }

    @Test("is open still if the file cannot be written", arguments: StoreKind.all)
    func fullDisk(kind: StoreKind) async throws {
        try await kind.useDatabase { database in
            let store = try await SQLBackedStore(database)
            let home = try await Household(store)
            let file = MemoryFile(room: 10)
            await #expect(throws: MemoryFile.Broken.self) { try await moved(database, into: file) }
            #expect(!file.isFinished)
            #expect(try await store.standing() == nil)
            let (grant, _) = try await home.redeemed(try await SQLBackedStore(database))
            try await store.revoke(grant.id, at: noon)
        }
    }

    @Test("can be written again, and is the same move", arguments: StoreKind.all)
    func again(kind: StoreKind) async throws {
        try await kind.useDatabase { database in
            _ = try await Household(SQLBackedStore(database))
            // The disk is full when only the end is missing: the database is closed, and there is no whole file.
            let first = MemoryFile()
            try await moved(database, into: first)
            let broken = MemoryFile(room: first.text.utf8.count - 10)
            await #expect(throws: MemoryFile.Broken.self) { try await moved(database, into: broken) }
            #expect(throws: ImportProblem.incomplete) { _ = try CheckedExport(broken) }
            let again = try await moved(database)
            #expect(try CheckedExport(again).head.move == CheckedExport(first).head.move)
            #expect(again.lines.dropFirst().dropLast() == first.lines.dropFirst().dropLast())
            await #expect(throws: (any Error).self) { _ = try await Export(database, into: MemoryFile()).picture(at: noon) }
        }
    }

    @Test("opens again with everything ended that could have been revoked elsewhere", arguments: StoreKind.all)
    func undo(kind: StoreKind) async throws {
        let house = try await House()
        try await kind.useDatabase { database in
            _ = try await SQLBackedStore(database)
            try await house.fill(database)
            let before = try await house.contents(database)
            try await moved(database)
            let store = try await SQLBackedStore(database, accepting: [.moved])
            try await store.endEverything(at: noon)
            let after = try await house.contents(database)
            for (table, rows) in before { #expect(after[table] == (ExportTests.revocable.contains(table) ? [] : rows), "\(table)") }
            let open = try await SQLBackedStore(database)
            #expect(try await open.standing() == nil)
            try await open.revoke(accessToken: "t", at: noon)
        }
    }

    @Test("ending everything makes the new keys heard of, and no server starts before it is done", arguments: StoreKind.all)
    func ending(kind: StoreKind) async throws {
        struct Interrupted: Error {}
        try await kind.useDatabase { database in
            let store = try await SQLBackedStore(database)
            let home = try await Household(store)
            let (grant, _) = try await home.redeemed(store)
            await #expect(throws: Interrupted.self) { try await store.endEverything(at: noon) { throw Interrupted() } }
            let error = await #expect(throws: StoreError.self) { _ = try await SQLBackedStore(database) }
            #expect(error?.description.contains("end-everything") == true)
            let again = try await SQLBackedStore(database, accepting: [.ending])
            let before = try await again.latestChange()
            let cabinet = KeyCabinet(store: again, secret: secret)
            try await again.endEverything(at: noon) { _ = try await cabinet.open(at: noon) }
            #expect(try await again.heard(after: before).allSatisfy { $0.hasPrefix("keys ") })
            #expect(try await again.heard(after: before).count == 2)
            #expect(try await SQLBackedStore(database).grant(grant.id) == nil)
            #expect(try await again.account(home.user) == home.account)
        }
    }
}
