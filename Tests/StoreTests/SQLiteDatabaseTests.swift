// SQLite in a file: durable, grouped, and copied while it is written.

import Foundation
import GRDB
import Identity
import Keys
import OAuth
import SQLStore
import SQLiteStore
import Testing

@Suite("A SQLite database")
struct SQLiteDatabaseTests {
    private struct Deliberate: Error, Equatable {}

    @Test("what was written is there when the file is opened again")
    func reopen() async throws {
        try await TemporaryFolder.use { folder in
            let path = folder.path("usher.db")
            let first = try SQLiteDatabase(path: path)
            let store = try await SQLBackedStore(first)
            let home = try await Household(store)
            let (grant, refresh) = try await home.redeemed(store)
            try await store.record(home.samples.consent(home.user, home.client.id))
            try await store.revoke(accessToken: "t", at: noon)
            try first.close()
            let second = try SQLiteDatabase(path: path)
            let reopened = try await SQLBackedStore(second)
            #expect(try await reopened.account(home.user) == home.account)
            #expect(try await reopened.client(home.client.id) == home.client)
            #expect(try await reopened.grant(grant.id)?.refresh == refresh)
            #expect(try await reopened.connections(of: home.user).count == 1)
            #expect(try await reopened.changes(after: 0, limit: 10).map(\.subject).last == "t")
            try second.close()
        }
    }

    @Test("two servers on one file see what the other has written")
    func two() async throws {
        try await TemporaryFolder.use { folder in
            let path = folder.path("usher.db")
            let one = try await SQLBackedStore(SQLiteDatabase(path: path))
            let other = try await SQLBackedStore(SQLiteDatabase(path: path))
            let home = try await Household(one)
            let grant = try await home.grant(one)
            let outcomes = try await withThrowingTaskGroup(of: Grant?.self) { group in
                for store in [one, other] {
                    for _ in 0..<20 {
                        group.addTask { try await store.redeem(grant, at: noon, refresh: nil) }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { $0 != nil } == 1)
            #expect(try await other.grant(grant.id) == one.grant(grant.id))
            let before = try await other.latestChange()
            try await one.revoke(grant.id, at: noon)
            #expect(try await other.heard(after: before) == ["grant \(grant.id)"])
        }
    }

    @Test("a copy that is made while others write opens by itself, and is whole")
    func backup() async throws {
        try await TemporaryFolder.use { folder in
            let database = try SQLiteDatabase(path: folder.path("usher.db"))
            let store = try await SQLBackedStore(database)
            let home = try await Household(store)
            let copyPath = folder.path("copy.db")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        // Each round ends a grant and records it: a copy has both or neither.
                        for _ in 0..<25 {
                            let (grant, _) = try await home.redeemed(store)
                            try await store.revoke(grant.id, at: noon)
                        }
                    }
                }
                group.addTask { try database.backup(to: copyPath) }
                try await group.waitForAll()
            }
            try database.backup(to: folder.path("later.db"))
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(""))
            #expect(names.filter { $0.hasPrefix("copy.db") } == ["copy.db"])
            for (name, isComplete) in [("copy.db", false), ("later.db", true)] {
                let copy = try SQLiteDatabase(path: folder.path(name))
                let restored = try await SQLBackedStore(copy)
                #expect(try await restored.account(home.user) == home.account)
                let ended = try await copy.read { connection in
                    try connection.rows("SELECT COUNT(*) FROM grants WHERE revoked_at IS NOT NULL", [])[0][0]
                }
                let noted = try await restored.changes(after: 0, limit: 1000).filter { $0.kind == .grant }.count
                #expect(ended == .integer(Int64(noted)))
                if isComplete { #expect(noted == 100) }
                #expect(try await copy.read { try $0.rows("PRAGMA integrity_check", []) } == [[.text("ok")]])
                try copy.close()
            }
            try database.close()
        }
    }

    @Test("a body that throws leaves nothing, and its neighbours in the commit stay")
    func rollback() async throws {
        try await TemporaryFolder.use { folder in
            let database = try SQLiteDatabase(path: folder.path("usher.db"))
            try await database.write { _ = try $0.run("CREATE TABLE t (n BIGINT PRIMARY KEY, note TEXT)", []) }
            let failures = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<600 {
                    group.addTask {
                        do {
                            try await database.write { connection in
                                _ = try connection.run("INSERT INTO t (n) VALUES ($1)", [.integer(Int64(number))])
                                if number % 3 == 0 { throw Deliberate() }
                                _ = try connection.run("UPDATE t SET note = $1 WHERE n = $2", [.text("x"), .integer(Int64(number))])
                            }
                            return false
                        } catch { return error is Deliberate }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(failures == 200)
            let rows = try await database.read { try $0.rows("SELECT COUNT(*), COUNT(note), SUM(n % 3 = 0) FROM t", []) }
            #expect(rows == [[.integer(400), .integer(400), .integer(0)]])
            try database.close()
        }
    }

    @Test("an answer leaves only after its commit is on the disk")
    func durability() async throws {
        try await TemporaryFolder.use { folder in
            let path = folder.path("usher.db")
            let database = try SQLiteDatabase(path: path)
            // 2 is FULL: the log is synced at each commit.
            let settings = try await database.write { connection in
                [
                    try connection.rows("PRAGMA synchronous", []), try connection.rows("PRAGMA journal_mode", []),
                    try connection.rows("PRAGMA foreign_keys", []),
                ]
            }
            #expect(settings == [[[.integer(2)]], [[.text("wal")]], [[.integer(1)]]])
            // Another process that opens the file at this moment finds what was answered.
            let home = try await Household(SQLBackedStore(database))
            let other = try DatabaseQueue(path: path)
            #expect(try await other.read { try String.fetchOne($0, sql: "SELECT id FROM accounts") } == home.user.value)
            try other.close()
            try database.close()
        }
    }

    @Test("values of every kind come back as they were written")
    func values() async throws {
        let database = try SQLiteDatabase(inMemory: ())
        let values: [SQLValue] = [
            .null, .integer(0), .integer(.max), .integer(.min), .text(""), .text("é\u{1f600}'\"\\"), .bytes([]), .bytes([0, 255]),
        ]
        for value in values {
            let row = try await database.read { try $0.rows("SELECT $1", [value]).first }
            #expect(row == [value])
        }
    }

    @Test("a file that is no database is refused")
    func noDatabase() async throws {
        try await TemporaryFolder.use { folder in
            let path = folder.path("text.db")
            try Data(String(repeating: "This is not a database. ", count: 100).utf8).write(to: URL(fileURLWithPath: path))
            await #expect(throws: (any Error).self) { _ = try await SQLBackedStore(SQLiteDatabase(path: path)) }
        }
    }
}
