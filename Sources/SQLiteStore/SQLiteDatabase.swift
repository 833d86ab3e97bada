// SQLite through GRDB. Write-ahead log with synchronous=FULL: an answer leaves only after its commit is on the disk.
// Concurrent writes are grouped: whoever arrives while a commit is under way shares the next one.

import CoreMetrics
import GRDB
import Keys
import OAuth
import SQLStore
import Synchronization
import Telemetry

/// A SQLite database.
public final class SQLiteDatabase: SQLDatabase {
    public let dialect = SQLDialect(
        sequence: "INTEGER PRIMARY KEY AUTOINCREMENT", clustered: " WITHOUT ROWID",
        largestNumber: { "(SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = '\($0)')" },
        columns: "SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid", sealing: SQLiteSealing())

    private let writer: any DatabaseWriter
    /// Connections that only read; a database in memory has one connection for all.
    private let readers: [DatabaseQueue]
    private let nextReader = Atomic(0)
    /// Opens one more connection that only reads; `nil` in memory.
    private let openReader: (@Sendable () throws -> DatabaseQueue)?
    private let waiting = Mutex(Waiting())
    private let commitWrites = Recorder(label: MeterName.commitWrites.rawValue)

    private struct Waiting {
        var writes: [any PendingWrite] = []
        var isCommitting = false
    }

    /// More than event loops on the machines this is for, so that readers seldom meet.
    private static let readerCount = 4
    /// The most writes that share one commit: enough to make the disk's delay small, few enough to stay prompt.
    private static let mostWritesPerCommit = 256

    /// Opens or creates the file at `path`.
    public init(path: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { connection in
            try connection.execute(sql: "PRAGMA synchronous = FULL")
            // The log is copied back every 16 MiB: rarely enough that its two syncs do not count.
            try connection.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
        }
        writer = try DatabasePool(path: path, configuration: configuration)
        // Set again, because the pool turns it down to NORMAL when it switches the write-ahead log on.
        try writer.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        configuration.readonly = true
        let openReader = { @Sendable [configuration] in try DatabaseQueue(path: path, configuration: configuration) }
        readers = try (0..<Self.readerCount).map { _ in try openReader() }
        self.openReader = openReader
    }

    /// A database in memory, for tests.
    public init(inMemory: Void = ()) throws {
        writer = try DatabaseQueue()
        readers = []
        openReader = nil
    }

    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        do { return try readHere(body) } catch { throw Self.forCaller(error) }
    }

    // A look-up by key takes a few microseconds and waits for nobody in write-ahead mode: cheaper on the caller's
    // own thread than a hop to another one.
    private func readHere<Result>(_ body: (any SQLConnection) throws -> Result) throws -> Result {
        guard !readers.isEmpty else { return try writer.unsafeRead { try body(GRDBConnection(database: $0)) } }
        let turn = nextReader.wrappingAdd(1, ordering: .relaxed).newValue
        return try readers[Int(UInt(bitPattern: turn) % UInt(readers.count))].unsafeRead {
            try body(GRDBConnection(database: $0))
        }
    }

    // On a connection of its own, so that nobody waits for its turn behind it.
    public func snapshot<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        let reader = try openReader?()
        defer { try? reader?.close() }
        let source: any DatabaseReader = reader ?? writer
        return try await withCheckedThrowingContinuation { continuation in
            source.asyncRead { opened in
                let result = Swift.Result { try body(GRDBConnection(database: opened.get())) }
                continuation.resume(with: result.mapError { Self.forCaller($0) })
            }
        }
    }

    public func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await write(isOneStatement: false, body)
    }

    public func change(_ statement: String, _ parameters: [SQLValue]) async throws -> SQLAnswer {
        try await write(isOneStatement: true) { try $0.answer(to: SQLStatement(statement, parameters)) }
    }

    private func write<Result: Sendable>(
        isOneStatement: Bool, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            enqueue(Write(isOneStatement: isOneStatement, body: body, continuation: continuation))
        }
    }

    private func enqueue(_ write: any PendingWrite) {
        let mustCommit = waiting.withLock { waiting in
            waiting.writes.append(write)
            defer { waiting.isCommitting = true }
            return !waiting.isCommitting
        }
        if mustCommit { writer.asyncWriteWithoutTransaction { self.commitAll($0) } }
    }

    private func commitAll(_ database: GRDB.Database) {
        while let batch = nextBatch() { commit(batch, database) }
    }

    private func nextBatch() -> [any PendingWrite]? {
        let batch: [any PendingWrite]? = waiting.withLock { waiting in
            guard !waiting.writes.isEmpty else {
                waiting.isCommitting = false
                return nil
            }
            let batch = Array(waiting.writes.prefix(Self.mostWritesPerCommit))
            waiting.writes.removeFirst(batch.count)
            return batch
        }
        if let batch { commitWrites.record(batch.count) }
        return batch
    }

    private func commit(_ batch: [any PendingWrite], _ database: GRDB.Database) {
        let connection = GRDBConnection(database: database)
        do {
            if batch.count == 1 {
                try commit(batch[0], connection)
            } else {
                try connection.execute("BEGIN IMMEDIATE")
                for write in batch { try run(write, connection) }
                try connection.execute("COMMIT")
            }
        } catch {
            if database.isInsideTransaction { try? connection.execute("ROLLBACK") }
            for write in batch { write.fail(with: Self.forCaller(error)) }
            return
        }
        for write in batch { write.finish() }
    }

    private func commit(_ write: any PendingWrite, _ connection: GRDBConnection) throws {
        // One statement is a transaction by itself.
        guard !write.isOneStatement else { return _ = write.run(connection) }
        try connection.execute("BEGIN IMMEDIATE")
        let isDone = write.run(connection)
        // Where there is no room, SQLite may have rolled back by itself.
        if isDone || connection.database.isInsideTransaction { try connection.execute(isDone ? "COMMIT" : "ROLLBACK") }
    }

    // Each write is all or nothing by itself; one that fails takes no other with it.
    private func run(_ write: any PendingWrite, _ connection: GRDBConnection) throws {
        // What a single statement did before it failed is undone by SQLite.
        if !write.isOneStatement { try connection.execute("SAVEPOINT one") }
        if !write.run(connection) {
            // Where there is no room, SQLite may have rolled back by itself, and everybody's writes with it.
            guard connection.database.isInsideTransaction else {
                throw StoreUnavailable("SQLite gave up a commit of several writes")
            }
            if !write.isOneStatement { try connection.execute("ROLLBACK TO one") }
        }
        if !write.isOneStatement { try connection.execute("RELEASE one") }
    }

    /// Copies the database, as it stands at one moment, into a new file; writers need not wait.
    public func backup(to path: String) throws {
        let copy = try DatabaseQueue(path: path)
        try writer.backup(to: copy)
        // The copy is one file, without a log beside it.
        try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        try copy.close()
    }

    /// What the caller is told: come back later, where there is no room, the disk fails, or another program holds on.
    static func forCaller(_ error: any Error) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        switch error.resultCode {
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_CANTOPEN, .SQLITE_NOMEM:
            return StoreUnavailable("SQLite: \(error.message ?? "no reason given") (\(error.extendedResultCode.rawValue))")
        // The only triggers there are refuse everything, in a database that was moved.
        case .SQLITE_CONSTRAINT where error.extendedResultCode == .SQLITE_CONSTRAINT_TRIGGER:
            return StoreUnavailable(error.message ?? "the database takes nothing")
        default: return error
        }
    }

    /// Reads are over before anybody could count them: busy is who commits.
    public var load: SQLLoad {
        let (waiting, isCommitting) = waiting.withLock { ($0.writes.count, $0.isCommitting) }
        return SQLLoad(waiting: waiting, open: readers.count + 1, busy: isCommitting ? 1 : 0)
    }

    public func close() throws {
        for reader in readers { try reader.close() }
        try writer.close()
    }
}

/// A write that waits for a commit.
private protocol PendingWrite: Sendable {
    /// Whether it is a single statement, which is all or nothing without our help.
    var isOneStatement: Bool { get }
    /// Runs the body.
    ///
    /// - Returns: whether it is done; what it threw is told by `finish`.
    func run(_ connection: any SQLConnection) -> Bool
    /// Hands over the outcome; called once, after the commit.
    func finish()
    /// Hands over an error in place of the outcome, because the commit failed.
    func fail(with error: any Error)
}

private final class Write<Value: Sendable>: PendingWrite {
    let isOneStatement: Bool
    private let body: @Sendable (any SQLConnection) throws -> Value
    private let continuation: CheckedContinuation<Value, any Error>
    private let outcome = Mutex<Result<Value, any Error>?>(nil)

    init(
        isOneStatement: Bool, body: @escaping @Sendable (any SQLConnection) throws -> Value,
        continuation: CheckedContinuation<Value, any Error>
    ) {
        self.isOneStatement = isOneStatement
        self.body = body
        self.continuation = continuation
    }

    func run(_ connection: any SQLConnection) -> Bool {
        let result = Result { try body(connection) }
        outcome.withLock { $0 = result }
        return (try? result.get()) != nil
    }

    func finish() {
        guard let result = outcome.withLock({ $0 }) else { return }
        continuation.resume(with: result.mapError(SQLiteDatabase.forCaller))
    }

    func fail(with error: any Error) { continuation.resume(throwing: error) }
}
