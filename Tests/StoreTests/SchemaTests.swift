// The schema says no before the code does.

import Identity
import Keys
import OAuth
import SQLStore
import SQLiteStore
import Testing
import Trace

@Suite("The schema")
struct SchemaTests {
    private func count(_ table: String, in database: SQLiteDatabase) async throws -> SQLValue? {
        try await database.read { try $0.rows("SELECT COUNT(*) FROM \(table)", []).first?.first }
    }

    @Test("a store may be opened again and again, also by many at once")
    func again() async throws {
        let database = try SQLiteDatabase(inMemory: ())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<10 { group.addTask { _ = try await SQLBackedStore(database) } }
            try await group.waitForAll()
        }
        let versions = try await count("migrations", in: database)
        let store = try await SQLBackedStore(database)
        _ = try await Household(store)
        _ = try await SQLBackedStore(database)
        #expect(try await count("migrations", in: database) == versions)
        #expect(try await store.clients().count == 1)
    }

    @Test("a database of a newer version is refused, with a sentence that says what to do")
    func newer() async throws {
        let database = try SQLiteDatabase(inMemory: ())
        _ = try await SQLBackedStore(database)
        try await database.write { _ = try $0.run("INSERT INTO migrations (version) VALUES ($1)", [.integer(1000)]) }
        let error = await #expect(throws: StoreError.self) { _ = try await SQLBackedStore(database) }
        #expect(error?.description.contains("newer version") == true)
    }

    // A server of the version before may run on while this one is already used beside it.
    @Test("numbers go on where the version before stopped, and also beyond what it gives meanwhile")
    func numbers() async throws {
        let database = try SQLiteDatabase(inMemory: ())
        let store = try await SQLBackedStore(database)
        for _ in 0..<5 { try await store.revoke(accessToken: "before", at: noon) }
        try await store.record(steps(4))
        // As it was, and everything swept.
        for statement in [
            "DELETE FROM changes", "DELETE FROM attempts", "DROP TABLE counters", "DROP TABLE standing", "DROP TABLE limit_counts",
            "DROP TABLE passkeys", "DROP TABLE trace_gaps", "DROP TABLE upstream_tokens",
            "DROP TABLE authenticators", "DROP TABLE recovery_codes", "ALTER TABLE sessions DROP COLUMN methods",
            "ALTER TABLE grants DROP COLUMN acr", "ALTER TABLE grants DROP COLUMN amr",
            "DROP TABLE mail_secrets", "DROP TABLE mails", "DROP TABLE identities", "DROP TABLE challenges",
            "DELETE FROM migrations WHERE version >= 5",
        ] { try await database.write { _ = try $0.run(statement, []) } }
        let newer = try await SQLBackedStore(database)
        #expect(try await newer.latestChange() == 5)
        #expect(try await newer.latestStep() == 4)
        try await newer.revoke(accessToken: "a", at: noon)
        for subject in ["b", "c"] {
            try await database.write {
                _ = try $0.run("INSERT INTO changes (kind, subject, at) VALUES ('token', $1, 1)", [.text(subject)])
            }
        }
        try await newer.revoke(accessToken: "d", at: noon)
        #expect(try await newer.changes(after: 5, limit: 10).map(\.sequence) == [6, 7, 8, 9])
        #expect(try await newer.changes(after: 5, limit: 10).map(\.subject) == ["a", "b", "c", "d"])
        try await newer.record(steps(1))
        try await database.write {
            _ = try $0.run("INSERT INTO trace_steps (attempt_id, at, step) SELECT attempt_id, at, step FROM trace_steps", [])
        }
        try await newer.record(steps(1))
        #expect(try await newer.steps(after: 0, limit: 10).map(\.sequence) == [5, 6, 7])
    }

    private func steps(_ count: Int) -> Batch {
        var batch = Batch()
        batch.heads = [Attempt(id: AttemptID("a"), startedAt: noon, lastAt: noon)]
        batch.steps = (0..<count).map { _ in
            TracedStep(attempt: AttemptID("a"), step: Step(at: noon, kind: .code, outcome: .passed, status: 302))
        }
        return batch
    }

    @Test("nothing belongs to nobody, and nothing necessary is missing")
    func constraints() async throws {
        let database = try SQLiteDatabase(inMemory: ())
        _ = try await Household(SQLBackedStore(database))
        for statement in [
            "INSERT INTO sessions SELECT x'00', 's', 'user_none', 1, 1, 1, 1, 1, NULL, NULL",
            "INSERT INTO consents SELECT id, 'client_none', 'r', 'h', '', 1, NULL FROM accounts",
            "UPDATE accounts SET email_key = NULL", "UPDATE accounts SET is_admin = NULL", "UPDATE clients SET name = NULL",
            "UPDATE clients SET registration = NULL", "INSERT INTO changes (kind, subject) VALUES ('grant', 'x')",
            "INSERT INTO signing_keys (key_id, algorithm, created_at, signs_from) VALUES ('k', 'ES256', 1, 1)",
        ] {
            await #expect(throws: (any Error).self, "\(statement)") {
                try await database.write { _ = try $0.run(statement, []) }
            }
        }
    }
}
