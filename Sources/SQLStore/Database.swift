// What a database must be able to do for Usher. SQL is written once, above this; a driver below is thin.
// A body runs on the driver's own thread and may block; it sees one connection and speaks plain statements.

/// A value in a column or a parameter.
public enum SQLValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
}

/// A row: its columns in the order of the statement.
public typealias SQLRow = [SQLValue]

/// One connection, inside a transaction or a read.
public protocol SQLConnection {
    /// Runs a statement and returns its rows.
    ///
    /// Parameters are `$1`, `$2` … and appear in the statement in that order for the first time, so that both
    /// databases bind them alike.
    func rows(_ statement: String, _ parameters: [SQLValue]) throws -> [SQLRow]
    /// Runs a statement and returns how many rows it changed.
    func run(_ statement: String, _ parameters: [SQLValue]) throws -> Int
}

/// A database.
public protocol SQLDatabase: Sendable {
    var dialect: SQLDialect { get }
    /// Reads, each statement seeing what was committed before it.
    func read<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result
    /// Runs `body` in a transaction and returns after its commit is durable; nothing of it stays if it throws.
    func write<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result
}

/// What the databases spell differently in a schema.
public struct SQLDialect: Sendable {
    /// The type of a column that numbers rows by itself, in the order of their insertion.
    public let sequence: String
    /// What follows the closing parenthesis of a table of narrow rows that live in its primary key.
    public let clustered: String

    public init(sequence: String, clustered: String) {
        self.sequence = sequence
        self.clustered = clustered
    }
}
