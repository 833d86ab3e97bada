// The store over any SQL database. Each feature's verbs are in a file of their own beside this one.

import Identity
import Keys
import OAuth
import Synchronization

/// Everything Usher remembers, in one database.
public final class SQLBackedStore: Store, IdentityStore, FederationStore, VerificationTokenStore {
    let database: any SQLDatabase
    /// Where the next step of sweeping grants begins.
    let sweepCursor = Mutex("")

    /// Opens the store, bringing the schema to the newest version.
    ///
    /// - Throws: `StoreError.notOpen` for a database that is not to be served, unless for a reason that is `accepted`.
    public init(_ database: any SQLDatabase, accepting accepted: Set<Standing.State> = []) async throws {
        self.database = database
        try await Schema.migrate(database, accepting: accepted)
    }
}

extension SQLBackedStore {
    /// The first row of one statement that reads; `nil` if there is none.
    func first<Value>(
        _ statement: String, _ parameters: [SQLValue], _ body: (inout RowReader) throws -> Value
    ) async throws -> Value? {
        try await database.rows(statement, parameters).first(body)
    }

    /// The row that one statement has changed and returns; `nil` if it changed none.
    func changed<Value>(
        _ statement: String, _ parameters: [SQLValue], _ body: (inout RowReader) throws -> Value
    ) async throws -> Value? {
        try await database.change(statement, parameters).rows.first(body)
    }

    /// All rows of one statement that reads.
    func all<Value>(
        _ statement: String, _ parameters: [SQLValue], _ body: (inout RowReader) throws -> Value
    ) async throws -> [Value] {
        try await database.rows(statement, parameters).all(body)
    }
}

extension SQLConnection {
    /// The first row, read by `body`; `nil` if there is none.
    func first<Value>(
        _ statement: String, _ parameters: [SQLValue], _ body: (inout RowReader) throws -> Value
    ) throws -> Value? {
        try rows(statement, parameters).first(body)
    }

    /// All rows, each read by `body`.
    func all<Value>(
        _ statement: String, _ parameters: [SQLValue], _ body: (inout RowReader) throws -> Value
    ) throws -> [Value] {
        try rows(statement, parameters).all(body)
    }
}
