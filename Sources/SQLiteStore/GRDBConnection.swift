// One GRDB connection as the store's SQL sees it. Statements are prepared once and kept.

import Foundation
import GRDB
import SQLStore

struct GRDBConnection: SQLConnection {
    let database: GRDB.Database

    func rows(_ statement: String, _ parameters: [SQLValue]) throws -> [SQLRow] {
        let prepared = try prepare(statement, parameters)
        let width = prepared.columnCount
        var rows: [SQLRow] = []
        let cursor = try Row.fetchCursor(prepared)
        while let row = try cursor.next() {
            rows.append((0..<width).map { SQLValue(row[$0] as DatabaseValue) })
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
        prepared.setUncheckedArguments(StatementArguments(parameters.map(\.databaseValue)))
        return prepared
    }
}

extension SQLValue {
    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(number)
        case .string(let text): self = .text(text)
        case .blob(let data): self = .bytes([UInt8](data))
        // No column of the schema holds fractions.
        case .double(let number): self = .integer(Int64(number))
        }
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
