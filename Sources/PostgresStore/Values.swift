// Values on the wire, in PostgreSQL's binary format: integers are eight bytes in network order, text and bytes are themselves.

import CPostgres
import SQLStore

/// The type numbers of PostgreSQL's catalogue (pg_type.dat).
private enum TypeNumber {
    static let boolean: Oid = 16
    static let bytes: Oid = 17
    static let integers: [Oid] = [20, 21, 23]
    static let integer: Oid = 20
    static let text: Oid = 25
}

extension SQLValue {
    /// The type to prepare a statement with; a null leaves it to the server.
    var typeNumber: Oid {
        switch self {
        case .null: 0
        case .integer: TypeNumber.integer
        case .text: TypeNumber.text
        case .bytes: TypeNumber.bytes
        }
    }

    /// A column of a row of a result in binary format.
    init(_ result: OpaquePointer, row: Int32, column: Int32) {
        guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else {
            self = .null
            return
        }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, column)))
        let type = PQftype(result, column)
        if TypeNumber.integers.contains(type) {
            self = .integer(Self.integer(bytes))
        } else if type == TypeNumber.bytes {
            self = .bytes(Array(bytes))
        } else if type == TypeNumber.boolean {
            self = .integer(bytes.first == 1 ? 1 : 0)
        } else {
            self = .text(String(decoding: bytes, as: UTF8.self))
        }
    }

    // Two, four or eight bytes; the first one carries the sign.
    private static func integer(_ bytes: UnsafeRawBufferPointer) -> Int64 {
        var value: Int64 = (bytes.first ?? 0) & 0x80 == 0 ? 0 : -1
        for byte in bytes { value = value << 8 | Int64(byte) }
        return value
    }

    fileprivate var length: Int {
        switch self {
        case .null: 0
        case .integer: 8
        case .text(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        }
    }

    fileprivate func append(to buffer: inout [UInt8]) {
        switch self {
        case .null: break
        case .integer(let number): withUnsafeBytes(of: number.bigEndian) { buffer.append(contentsOf: $0) }
        case .text(let text): buffer.append(contentsOf: text.utf8)
        case .bytes(let bytes): buffer.append(contentsOf: bytes)
        }
    }
}

/// Calls `body` with the parameters as libpq takes them: where each begins, how long it is, and that it is binary.
func withParameters<Result>(
    _ values: [SQLValue],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Result
) -> Result {
    // One byte more, so that there is an address even if all are empty.
    var buffer = [UInt8]()
    buffer.reserveCapacity(values.reduce(1) { $0 + $1.length })
    for value in values { value.append(to: &buffer) }
    buffer.append(0)
    let lengths = values.map { Int32($0.length) }
    let formats = [Int32](repeating: 1, count: values.count)
    return buffer.withUnsafeBytes { bytes in
        var next = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        var places: [UnsafePointer<CChar>?] = []
        places.reserveCapacity(values.count)
        for (value, length) in zip(values, lengths) {
            places.append(value == .null ? nil : next)
            next = next?.advanced(by: Int(length))
        }
        return places.withUnsafeBufferPointer { places in
            lengths.withUnsafeBufferPointer { lengths in
                formats.withUnsafeBufferPointer { formats in
                    body(places.baseAddress, lengths.baseAddress, formats.baseAddress)
                }
            }
        }
    }
}

extension SQLAnswer {
    /// Adds what a result holds.
    mutating func add(_ result: OpaquePointer) {
        changed = PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
        let (height, width) = (PQntuples(result), PQnfields(result))
        rows.reserveCapacity(Int(height))
        for row in 0..<height {
            var values = SQLRow()
            values.reserveCapacity(Int(width))
            for column in 0..<width { values.append(SQLValue(result, row: row, column: column)) }
            rows.append(values)
        }
    }
}
