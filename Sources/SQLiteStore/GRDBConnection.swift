// One GRDB connection as the store's SQL sees it. Statements are prepared once and kept; columns are read straight
// from SQLite, which is several times cheaper than a generic decoding of each.

import Foundation
import GRDB
import GRDBSQLite
import SQLStore

struct GRDBConnection: SQLConnection {
    let database: GRDB.Database

    func rows(_ statement: String, _ parameters: [SQLValue]) throws -> [SQLRow] {
        let prepared = try prepare(statement, parameters)
        let width = Int32(prepared.columnCount)
        let handle = prepared.sqliteStatement
        let cursor = try Row.fetchCursor(prepared)
        var rows: [SQLRow] = []
        while try cursor.next() != nil {
            var row = SQLRow()
            row.reserveCapacity(Int(width))
            for column in 0..<width { row.append(SQLValue(handle, column)) }
            rows.append(row)
        }
        return rows
    }

    func run(_ statement: String, _ parameters: [SQLValue]) throws -> Int {
        try prepare(statement, parameters).execute()
        return database.changesCount
    }

    func execute(_ statement: String) throws {
        try database.cachedStatement(sql: statement).execute()
    }

    private func prepare(_ statement: String, _ parameters: [SQLValue]) throws -> Statement {
        let prepared = try database.cachedStatement(sql: statement)
        var values: [(any DatabaseValueConvertible)?] = []
        values.reserveCapacity(parameters.count)
        for parameter in parameters { values.append(parameter.databaseValue) }
        prepared.setUncheckedArguments(StatementArguments(values))
        return prepared
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

    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .bytes(let bytes): Data(bytes).databaseValue
        }
    }
}
