// What only PostgreSQL can do to a driver: connections that end, transactions that collide, statements that wait.
// These run where `scripts/with-postgres` has started a server.

import Foundation
import OAuth
import PostgresStore
import SQLStore
import Synchronization
import Testing

@Suite("PostgreSQL", .enabled(if: PostgresSchema.server != nil, "run through scripts/with-postgres"))
struct PostgresDatabaseTests {
    private func use(
        connections: Int = 4, report: @escaping @Sendable (String) -> Void = { _ in },
        _ body: (PostgresDatabase, PostgresSchema) async throws -> Void
    ) async throws {
        try await PostgresSchema.use { schema in
            let database = try PostgresDatabase(uri: schema.uri, connections: connections, report: report)
            defer { database.close() }
            _ = try await database.run("CREATE TABLE things (id BIGINT PRIMARY KEY, name TEXT, bytes BYTEA, count BIGINT NOT NULL)", [])
            try await body(database, schema)
        }
    }

    private func insert(_ id: Int64, _ database: PostgresDatabase) async throws {
        _ = try await database.run("INSERT INTO things (id, count) VALUES ($1, $2)", [.integer(id), .integer(0)])
    }

    @Test(
        "every kind of value comes back as it went",
        arguments: [
            [SQLValue.text(""), .bytes([])], [.text("Grüße, 世界"), .bytes([0, 255, 1])], [.null, .null],
        ])
    func values(pair: [SQLValue]) async throws {
        try await use { database, _ in
            for (id, number) in [Int64.min, -1, 0, 1, Int64.max].enumerated() {
                _ = try await database.run(
                    "INSERT INTO things (id, name, bytes, count) VALUES ($1, $2, $3, $4)", [.integer(Int64(id))] + pair + [.integer(number)]
                )
                let rows = try await database.rows("SELECT name, bytes, count, 1, TRUE FROM things WHERE id = $1", [.integer(Int64(id))])
                #expect(rows == [pair + [.integer(number), .integer(1), .integer(1)]])
            }
        }
    }

    @Test("of statements that travel together the first that fails says why, and the connection goes on")
    func together() async throws {
        try await use { database, _ in
            let insertion = "INSERT INTO things (id, count) VALUES ($1, 0)"
            let statements =
                (0..<500).map { SQLStatement(insertion, [.integer($0)]) }
                + [SQLStatement("SELECT 1 / count FROM things", []), SQLStatement("SELECT nothing", [])]
            let refused = await #expect(throws: (any Error).self) {
                try await database.write { _ = try $0.answers(to: statements) }
            }
            #expect("\(try #require(refused))".contains("division by zero"))
            await #expect(throws: (any Error).self) { try await database.read { _ = try $0.answers(to: statements.suffix(2)) } }
            #expect(try await database.rows("SELECT COUNT(*) FROM things", []) == [[.integer(0)]])
            let changed = try await database.write { connection in
                try connection.answers(to: statements.dropLast(2)).map(\.changed)
                    + [connection.run("UPDATE things SET count = 1", [])]
            }
            #expect(changed == Array(repeating: 1, count: 500) + [500])
        }
    }

    @Test("of many statements at once, one that fails takes no other with it")
    func oneFails() async throws {
        try await use { database, _ in
            try await insert(50, database)
            let outcomes = await withTaskGroup(of: (Int64, Bool).self, returning: [Int64: Bool].self) { group in
                for id in Int64(0)..<200 {
                    group.addTask { (id, (try? await insert(id, database)) != nil) }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            #expect(outcomes.filter { !$0.value }.map(\.key) == [50])
            #expect(try await database.rows("SELECT COUNT(*) FROM things", []) == [[.integer(200)]])
        }
    }

    @Test("a transaction that throws leaves nothing, and its connection goes on")
    func throwing() async throws {
        struct Mine: Error {}
        try await use { database, _ in
            for round in Int64(0)..<10 {
                await #expect(throws: Mine.self) {
                    try await database.write { connection in
                        _ = try connection.run("INSERT INTO things (id, count) VALUES ($1, 0)", [.integer(round)])
                        throw Mine()
                    }
                }
                await #expect(throws: (any Error).self) {
                    try await database.write { try $0.run("INSERT INTO nowhere VALUES ($1)", [.integer(round)]) }
                }
            }
            let left = try await database.rows("SELECT id FROM things", [])
            #expect(left.isEmpty)
        }
    }

    @Test("connections that the server has closed are made anew, and the log says so once")
    func closedByServer() async throws {
        let reports = Mutex<[String]>([])
        try await use(report: { text in reports.withLock { $0.append(text) } }) { database, schema in
            for round in Int64(0)..<20 {
                try await insert(round, database)
                #expect(try await database.rows("SELECT id FROM things WHERE id = $1", [.integer(round)]).count == 1)
                try await endConnections(schema)
            }
        }
        #expect(reports.withLock { $0 }.isEmpty)
    }

    /// Returns when they are gone.
    private func endConnections(_ schema: PostgresSchema) async throws {
        let other = try PostgresDatabase(uri: PostgresSchema.server ?? "", connections: 4)
        defer { other.close() }
        let name = [SQLValue.text(schema.name)]
        _ = try await other.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", name)
        while try await !other.rows("SELECT 1 FROM pg_stat_activity WHERE application_name = $1", name).isEmpty { await Task.yield() }
    }

    @Test("a transaction whose connection is lost before its commit is run again")
    func lostWithin() async throws {
        try await use { database, schema in
            let attempts = Mutex(0)
            try await database.write { connection in
                let attempt = attempts.withLock { attempts in
                    attempts += 1
                    return attempts
                }
                _ = try connection.run("INSERT INTO things (id, count) VALUES (1, $1)", [.integer(Int64(attempt))])
                if attempt == 1 { _ = try connection.rows("SELECT pg_terminate_backend(pg_backend_pid())", []) }
            }
            #expect(attempts.withLock { $0 } == 2)
            #expect(try await database.rows("SELECT count FROM things", []) == [[.integer(2)]])
        }
    }

    @Test("transactions that collide are run again until each has happened")
    func collisions() async throws {
        try await use(connections: 8) { database, _ in
            try await insert(1, database)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        try await database.write { connection in
                            _ = try connection.run("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", [])
                            guard case .integer(let count)? = try connection.rows("SELECT count FROM things WHERE id = 1", []).first?.first
                            else { return }
                            _ = try connection.run("UPDATE things SET count = $1 WHERE id = 1", [.integer(count + 1)])
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.rows("SELECT count FROM things", []) == [[.integer(40)]])
        }
    }

    @Test("two transactions that wait for each other both happen")
    func deadlock() async throws {
        try await use { database, _ in
            for id in Int64(1)...2 { try await insert(id, database) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for turn in 0..<2 {
                    group.addTask {
                        try await database.write { connection in
                            for id in turn.isMultiple(of: 2) ? [1, 2] : [2, 1] {
                                _ = try connection.run("UPDATE things SET count = count + 1 WHERE id = $1", [.integer(Int64(id))])
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.rows("SELECT SUM(count)::BIGINT FROM things", []) == [[.integer(4)]])
        }
    }

    @Test("whoever waits for a lock hears in time that it is not to be had")
    func lockHeld() async throws {
        try await use { database, schema in
            try await insert(1, database)
            let holder = try PostgresDatabase(uri: schema.uri, connections: 4)
            defer { holder.close() }
            try await holder.maintain { connection in
                _ = try connection.run("UPDATE things SET count = 1 WHERE id = 1", [])
                let done = DispatchSemaphore(value: 0)
                let error = Mutex<(any Error)?>(nil)
                Task.detached {
                    do { _ = try await database.run("UPDATE things SET count = 2 WHERE id = 1", []) } catch let failure {
                        error.withLock { $0 = failure }
                    }
                    done.signal()
                }
                done.wait()
                #expect(error.withLock { $0 } is StoreUnavailable)
            }
            #expect(try await database.rows("SELECT count FROM things", []) == [[.integer(1)]])
        }
    }

    @Test("an announcement is heard by others after the commit")
    func announcement() async throws {
        try await use { database, schema in
            let other = try PostgresDatabase(uri: schema.uri, connections: 4)
            defer { other.close() }
            let (calls, caller) = AsyncStream.makeStream(of: Void.self)
            other.listen { caller.yield() }
            var iterator = calls.makeAsyncIterator()
            // The first call says that it listens.
            await iterator.next()
            try await database.write { try $0.announce() }
            await iterator.next()
        }
    }

    @Test("a URL that cannot be read is refused without its password")
    func unreadable() {
        let error = #expect(throws: PostgresRefusal.self) {
            _ = try PostgresDatabase(uri: "postgres://ada:hunter2@[::1/db")
        }
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test("a server that is not there is refused at once, with the reason")
    func unreachable() {
        let error = #expect(throws: PostgresRefusal.self) { _ = try PostgresDatabase(uri: "postgres://ada:hunter2@127.0.0.1:9/db") }
        #expect(error?.description.contains("127.0.0.1") == true)
        #expect(error?.description.contains("hunter2") == false)
    }
}
