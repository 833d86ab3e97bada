// A database with something in every column of every table, by the schema itself: what a new migration adds is in it.

import Foundation
import Keys
import SQLStore
import SQLiteStore
import Synchronization
import TestKit

/// Rows for every table, and what a database holds of them.
struct House {
    struct Column {
        let name, type: String
        let isOptional: Bool
    }

    /// By table, in the order in which they may be written.
    let tables: [(name: String, columns: [Column])]

    /// Reads the schema, which is the same on every database.
    init() async throws {
        let database = try SQLiteDatabase(inMemory: ())
        _ = try await SQLBackedStore(database)
        tables = try await database.read { connection in
            try Table.all.map { table in
                let columns = try connection.rows(
                    "SELECT name, type, \"notnull\", pk FROM pragma_table_info($1)", [.text(table.name)]
                ).map { row in
                    guard case .text(let name) = row[0], case .text(let type) = row[1] else { throw UnexpectedJSON() }
                    return Column(name: name, type: type.uppercased(), isOptional: row[2] == .integer(0) && row[3] == .integer(0))
                }
                return (table.name, columns)
            }
        }
    }

    /// Puts several rows into every table: all columns filled, and once only those that must be.
    func fill(_ database: any SQLDatabase) async throws {
        for (table, columns) in tables {
            let rows = (0..<4).map { number in columns.map { Self.value($0, table, number) } }
            try await database.write { connection in
                for row in rows {
                    let list = columns.map(\.name).joined(separator: ", ")
                    let places = (1...columns.count).map { "$\($0)" }.joined(separator: ", ")
                    _ = try connection.run("INSERT INTO \(table) (\(list)) VALUES (\(places))", row)
                }
            }
        }
    }

    private static func value(_ column: Column, _ table: String, _ number: Int) -> SQLValue {
        if column.isOptional, number == 3 { return .null }
        switch (column.name, column.type) {
        case ("sequence", _): return .integer(Int64(number) + 1)
        case ("user_id", _): return .text("accounts.id.\(number) é\"\\\n\u{1}😀")
        case ("client_id", _) where table != "attempts": return .text("clients.id.\(number) é\"\\\n\u{1}😀")
        case ("issuer", _) where table == "upstream_tokens", ("subject", _) where table == "upstream_tokens":
            return .text("identities.\(column.name).\(number) é\"\\\n\u{1}😀")
        case ("attempt_id", _): return .text("attempts.id.\(number) é\"\\\n\u{1}😀")
        case (_, "TEXT"): return .text("\(table).\(column.name).\(number) é\"\\\n\u{1}😀")
        case (_, "BYTEA"): return .bytes([0, 255, UInt8(number)] + Array(column.name.utf8))
        default: return .integer(number == 2 ? .max : number == 1 ? .min : Int64(column.name.utf8.count * 10 + number))
        }
    }

    /// Everything in a database, each table in an order of its own.
    func contents(_ database: any SQLDatabase) async throws -> [String: [SQLRow]] {
        var contents: [String: [SQLRow]] = [:]
        for (table, columns) in tables {
            let list = columns.map(\.name).joined(separator: ", ")
            contents[table] = try await database.read { try $0.rows("SELECT \(list) FROM \(table)", []) }
                .sorted { "\($0)" < "\($1)" }
        }
        return contents
    }
}

/// A file that is only remembered.
final class MemoryFile: ExportSink, ExportSource {
    private struct State {
        var bytes: [UInt8] = []
        var isFinished = false
        var claim: String?
        var timesOpened = 0
    }

    struct Broken: Error, Equatable {}

    private let state = Mutex(State())
    /// Fails the write that would make the file longer than this.
    let room: Int
    /// Called before each line of the second reading.
    let beforeLine: @Sendable (Int) throws -> Void

    init(_ text: String = "", room: Int = .max, beforeLine: @escaping @Sendable (Int) throws -> Void = { _ in }) {
        self.room = room
        self.beforeLine = beforeLine
        state.withLock { $0.bytes = Array(text.utf8) }
    }

    var text: String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }
    var lines: [String] { text.split(separator: "\n").map(String.init) }
    var isFinished: Bool { state.withLock(\.isFinished) }

    func restart() throws { state.withLock { $0.bytes = [] } }

    func write(_ bytes: [UInt8]) throws {
        try state.withLock { state in
            guard state.bytes.count + bytes.count <= room else { throw Broken() }
            state.bytes += bytes
        }
    }

    func finish() throws { state.withLock { $0.isFinished = true } }

    func open() throws -> any ExportReader {
        let times = state.withLock { state in
            state.timesOpened += 1
            return state.timesOpened
        }
        let hook: @Sendable (Int) throws -> Void = times > 1 ? beforeLine : { @Sendable _ in }
        return Reader(lines, before: hook)
    }

    func claim(for name: String) throws -> String {
        state.withLock { state in
            state.claim = state.claim ?? name
            return state.claim ?? name
        }
    }

    private final class Reader: ExportReader {
        private let lines: [String]
        private let before: @Sendable (Int) throws -> Void
        private var position = 0

        init(_ lines: [String], before: @escaping @Sendable (Int) throws -> Void) {
            self.lines = lines
            self.before = before
        }

        func next() throws -> [UInt8]? {
            guard position < lines.count else { return nil }
            defer { position += 1 }
            try before(position)
            return Array(lines[position].utf8)
        }
    }
}
