// Between Swift values and columns. Reading is strict: a column of another type than written is our own fault.

import Keys

/// A stored row does not read as what was written.
struct UnreadableRow: Error {
    let column: Int
}

extension SQLValue {
    static func text(_ value: String?) -> SQLValue { value.map { .text($0) } ?? .null }
    static func time(_ value: Timestamp?) -> SQLValue { value.map { .integer($0.milliseconds) } ?? .null }
    static func digest(_ value: Digest?) -> SQLValue { value.map { .bytes($0.bytes) } ?? .null }
    static func bytes(_ value: [UInt8]?) -> SQLValue { value.map { .bytes($0) } ?? .null }
    static func name(_ value: some Identifier) -> SQLValue { .text(value.value) }
    static func flag(_ value: Bool) -> SQLValue { .integer(value ? 1 : 0) }
}

extension [SQLRow] {
    /// The first row, read by `body`; `nil` if there is none.
    func first<Value>(_ body: (inout RowReader) throws -> Value) rethrows -> Value? {
        try prefix(1).all(body).first
    }
}

extension Sequence<SQLRow> {
    /// All rows, each read by `body`.
    func all<Value>(_ body: (inout RowReader) throws -> Value) rethrows -> [Value] {
        try map { row in
            var reader = RowReader(row)
            return try body(&reader)
        }
    }
}

/// Reads the columns of a row one after the other.
struct RowReader {
    private let row: SQLRow
    private var column = 0

    init(_ row: SQLRow) { self.row = row }

    private mutating func next() -> SQLValue {
        defer { column += 1 }
        return row[column]
    }

    mutating func optionalText() throws -> String? {
        switch next() {
        case .text(let value): value
        case .null: nil
        default: throw UnreadableRow(column: column - 1)
        }
    }
    mutating func optionalInteger() throws -> Int64? {
        switch next() {
        case .integer(let value): value
        case .null: nil
        default: throw UnreadableRow(column: column - 1)
        }
    }
    mutating func optionalBytes() throws -> [UInt8]? {
        switch next() {
        case .bytes(let value): value
        case .null: nil
        default: throw UnreadableRow(column: column - 1)
        }
    }

    mutating func text() throws -> String { try present(optionalText()) }
    mutating func integer() throws -> Int64 { try present(optionalInteger()) }
    mutating func bytes() throws -> [UInt8] { try present(optionalBytes()) }
    mutating func flag() throws -> Bool { try integer() != 0 }
    mutating func time() throws -> Timestamp { Timestamp(milliseconds: try integer()) }
    mutating func optionalTime() throws -> Timestamp? { try optionalInteger().map { Timestamp(milliseconds: $0) } }
    mutating func digest() throws -> Digest { try present(optionalDigest()) }
    mutating func optionalDigest() throws -> Digest? {
        try optionalBytes().map { try present(Digest(stored: $0)) }
    }
    mutating func name<Name: Identifier>(_ type: Name.Type = Name.self) throws -> Name { Name(try text()) }

    private func present<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw UnreadableRow(column: column - 1) }
        return value
    }
}
