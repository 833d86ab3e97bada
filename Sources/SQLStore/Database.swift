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

/// A statement and its values.
public struct SQLStatement: Sendable {
    public let text: String
    public let parameters: [SQLValue]

    /// - Parameters:
    ///   - text: parameters are `$1`, `$2` … and appear in that order for the first time, so that both databases bind them
    ///     alike. It is kept prepared: there must be few different ones.
    public init(_ text: String, _ parameters: [SQLValue]) {
        self.text = text
        self.parameters = parameters
    }
}

/// What a statement came to.
public struct SQLAnswer: Sendable {
    public var rows: [SQLRow]
    /// How many rows were changed, by a statement that changes any.
    public var changed: Int

    public init(rows: [SQLRow] = [], changed: Int = 0) {
        self.rows = rows
        self.changed = changed
    }
}

/// One connection, inside a transaction or a read.
public protocol SQLConnection {
    func answer(to statement: SQLStatement) throws -> SQLAnswer
    /// Runs statements one after the other; where a round trip costs something, all of them travel in one.
    func answers(to statements: [SQLStatement]) throws -> [SQLAnswer]
    /// Wakes whoever listens on other servers, once this transaction has been committed.
    func announce() throws
}

extension SQLConnection {
    /// Runs a statement and returns its rows.
    public func rows(_ statement: String, _ parameters: [SQLValue]) throws -> [SQLRow] {
        try answer(to: SQLStatement(statement, parameters)).rows
    }

    /// Runs a statement and returns how many rows it changed.
    public func run(_ statement: String, _ parameters: [SQLValue]) throws -> Int {
        try answer(to: SQLStatement(statement, parameters)).changed
    }

    public func answers(to statements: [SQLStatement]) throws -> [SQLAnswer] { try statements.map { try answer(to: $0) } }

    // Where others share the machine alone, looking twice a second is soon enough.
    public func announce() throws {}
}

/// A database.
///
/// Every call throws `StoreUnavailable` if the database does not answer; of a write nobody then knows whether it stayed.
public protocol SQLDatabase: Sendable {
    var dialect: SQLDialect { get }
    /// Reads, each statement seeing what was committed before it.
    func read<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result
    /// Runs `body` in a transaction and returns after its commit is durable; nothing of it stays if it throws.
    ///
    /// A body may run more than once: where transactions collide, the whole of it is tried again.
    func write<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result
    /// Like `write`, for what may take as long as it takes: migrations and great copies.
    func maintain<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result
    /// The rows of one statement that only reads: cheaper than `read` where a round trip costs something.
    func rows(_ statement: String, _ parameters: [SQLValue]) async throws -> [SQLRow]
    /// One statement that is a transaction by itself; durable when it returns.
    func change(_ statement: String, _ parameters: [SQLValue]) async throws -> SQLAnswer
    /// Reads, every statement seeing the same moment, however long it takes; nobody waits for it.
    ///
    /// A body may run more than once, as that of `write`.
    func snapshot<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result
    /// Has `handler` called soon after another server has announced something. A database that cannot tell never calls it.
    func listen(_ handler: @escaping @Sendable () -> Void)
    /// How much it has to do at this moment, for the operator's numbers.
    var load: SQLLoad { get }
    /// Ends the connections; what is under way is finished first.
    func close() throws
}

/// What a database has to do at one moment.
public struct SQLLoad: Sendable, Equatable {
    /// Operations that wait for a connection or a commit.
    public var waiting: Int
    /// Connections that are open, and how many of them are at work.
    public var open: Int
    public var busy: Int

    public init(waiting: Int, open: Int, busy: Int) {
        self.waiting = waiting
        self.open = open
        self.busy = busy
    }
}

extension SQLDatabase {
    public func rows(_ statement: String, _ parameters: [SQLValue]) async throws -> [SQLRow] {
        try await read { try $0.rows(statement, parameters) }
    }

    /// The same as `change`, for how many rows it changed alone.
    public func run(_ statement: String, _ parameters: [SQLValue]) async throws -> Int {
        try await change(statement, parameters).changed
    }

    public func maintain<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await write(body)
    }

    public func change(_ statement: String, _ parameters: [SQLValue]) async throws -> SQLAnswer {
        try await write { try $0.answer(to: SQLStatement(statement, parameters)) }
    }

    public func listen(_ handler: @escaping @Sendable () -> Void) {}

    public var load: SQLLoad { SQLLoad(waiting: 0, open: 0, busy: 0) }
}

/// What the databases spell differently in a schema.
public struct SQLDialect: Sendable {
    /// The type of a column that numbers rows by itself, in the order of their insertion.
    public let sequence: String
    /// What follows the closing parenthesis of a table of narrow rows that live in its primary key.
    public let clustered: String
    /// The type of a text column that is compared and ordered byte by byte, whatever the language of the database.
    public let key: String
    /// The largest number that a table of numbered rows has ever given, as an expression: its last rows may be gone.
    public let largestNumber: @Sendable (_ table: String) -> String
    /// A statement that makes other servers wait until this transaction is over, where a transaction alone does not.
    public let migrationLock: String?
    /// A statement that tells the columns of the table `$1` in their order: name, type, and place in the primary key or 0.
    public let columns: String
    /// How tables are made to refuse every write.
    public let sealing: any Sealing

    public init(
        sequence: String, clustered: String, key: String = "TEXT", migrationLock: String? = nil,
        largestNumber: @escaping @Sendable (_ table: String) -> String = { "(SELECT COALESCE(MAX(sequence), 0) FROM \($0))" },
        columns: String, sealing: any Sealing
    ) {
        self.sequence = sequence
        self.clustered = clustered
        self.key = key
        self.migrationLock = migrationLock
        self.largestNumber = largestNumber
        self.columns = columns
        self.sealing = sealing
    }
}

/// How a database is made to refuse every write to some tables, whoever writes, and how that is undone.
public protocol Sealing: Sendable {
    /// From the first statement on nobody else writes; once the transaction is over nobody does at all.
    func sealing(_ tables: [String]) -> [String]
    func unsealing(_ tables: [String]) -> [String]
}
