// One GRDB connection as the store's SQL sees it. GRDB opens, prepares and keeps; values go in and come out by SQLite's own
// calls, which is several times cheaper than a generic encoding and decoding of each.

import GRDB
import GRDBSQLite
import SQLStore

struct GRDBConnection: SQLConnection {
    let database: GRDB.Database

    func answer(to statement: SQLStatement) throws -> SQLAnswer {
        let prepared = try prepare(statement.text, statement.parameters)
        let handle = prepared.sqliteStatement
        // What stands on a row holds on to what it reads from.
        defer { sqlite3_reset(handle) }
        let columns = 0..<sqlite3_column_count(handle)
        var rows: [SQLRow] = []
        while try step(prepared) { rows.append(columns.map { SQLValue(handle, $0) }) }
        return SQLAnswer(rows: rows, changed: database.changesCount)
    }

    func execute(_ statement: String) throws { _ = try run(statement, []) }

    /// Prepared once, and kept; what was bound before is replaced.
    private func prepare(_ statement: String, _ parameters: [SQLValue]) throws -> Statement {
        let prepared = try database.cachedStatement(sql: statement)
        guard sqlite3_bind_parameter_count(prepared.sqliteStatement) == parameters.count else {
            throw failure(SQLITE_MISUSE, in: statement)
        }
        for (index, parameter) in parameters.enumerated() {
            let status = parameter.bind(to: prepared.sqliteStatement, at: Int32(index + 1))
            guard status == SQLITE_OK else { throw failure(status, in: statement) }
        }
        return prepared
    }

    /// - Returns: whether there is a row.
    private func step(_ prepared: Statement) throws -> Bool {
        switch sqlite3_step(prepared.sqliteStatement) {
        case SQLITE_ROW: true
        case SQLITE_DONE: false
        case let status: throw failure(status, in: prepared.sql)
        }
    }

    private func failure(_ status: Int32, in statement: String) -> DatabaseError {
        let message = database.sqliteConnection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
        return DatabaseError(resultCode: ResultCode(rawValue: status), message: message, sql: statement)
    }
}

extension SQLValue {
    /// A column of the row that the statement stands on.
    fileprivate init(_ statement: SQLiteStatement, _ column: Int32) {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: self = .integer(sqlite3_column_int64(statement, column))
        case SQLITE_TEXT:
            self = .text(String(decoding: Self.bytes(sqlite3_column_text(statement, column), statement, column), as: UTF8.self))
        case SQLITE_BLOB: self = .bytes(Array(Self.bytes(sqlite3_column_blob(statement, column), statement, column)))
        case SQLITE_FLOAT: self = .integer(Int64(sqlite3_column_double(statement, column)))
        default: self = .null
        }
    }

    // SQLite gives the length only after the bytes have been asked for.
    private static func bytes(
        _ start: UnsafeRawPointer?, _ statement: SQLiteStatement, _ column: Int32
    ) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
    }

    /// SQLite takes a copy, since a statement may be read from for longer than its parameters live.
    fileprivate func bind(to statement: SQLiteStatement, at index: Int32) -> Int32 {
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch self {
        case .null: return sqlite3_bind_null(statement, index)
        case .integer(let number): return sqlite3_bind_int64(statement, index, number)
        case .text(var text):
            // Without an address it would be null.
            guard !text.isEmpty else { return sqlite3_bind_text(statement, index, "", 0, copied) }
            return text.withUTF8 { utf8 in
                utf8.withMemoryRebound(to: CChar.self) {
                    sqlite3_bind_text(statement, index, $0.baseAddress, Int32($0.count), copied)
                }
            }
        case .bytes(let bytes):
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
            return bytes.withUnsafeBytes { sqlite3_bind_blob(statement, index, $0.baseAddress, Int32($0.count), copied) }
        }
    }
}
