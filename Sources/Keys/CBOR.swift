// CBOR (RFC 8949) as authenticators write it (CTAP2 §8): whole numbers, bytes, text, lists and maps of known length.
// Read once, from strangers: what authenticators have no use for is refused, and nothing is made room for before it is there.
// A length may be spelled longer than it need be, as some password managers do: nothing here is compared by its spelling.

/// A value that was read from CBOR.
public enum CBOR: Sendable, Equatable {
    case integer(Int64)
    case bytes([UInt8])
    case text(String)
    case list([CBOR])
    case map([Entry])
    case boolean(Bool)
    case null

    /// One entry of a map.
    public struct Entry: Sendable, Equatable {
        public let key: CBOR
        public let value: CBOR
    }

    /// How deep values may be nested (CTAP2 §8), and how many a list or a map may have.
    public static let deepest = 4
    public static let mostElements = 64

    /// What is wrong with bytes that should be CBOR.
    public enum Problem: Error, Sendable, Equatable {
        case truncated
        /// More bytes than the one value.
        case trailing
        case tooDeep
        case tooManyElements
        /// Two entries of one map have the same key, so that readers would differ.
        case repeatedKey
        /// A tag, a fraction, an unknown length, text that is not UTF-8, or a number that is too large.
        case unsupported
    }

    /// Reads bytes that are one value and nothing else.
    public init(reading bytes: [UInt8]) throws(Problem) {
        var rest = bytes[...]
        self = try Self.next(in: &rest)
        guard rest.isEmpty else { throw .trailing }
    }

    /// Takes the next value off the front of `bytes`.
    public static func next(in bytes: inout ArraySlice<UInt8>) throws(Problem) -> CBOR {
        var reader = CBORReader(rest: bytes)
        let value = try reader.value(depth: 0)
        bytes = reader.rest
        return value
    }

    /// What a map has under a name.
    public subscript(name: String) -> CBOR? { self[.text(name)] }
    /// What a map has under a number.
    public subscript(label: Int64) -> CBOR? { self[.integer(label)] }

    private subscript(key: CBOR) -> CBOR? {
        guard case .map(let entries) = self else { return nil }
        return entries.first { $0.key == key }?.value
    }
}

private struct CBORReader {
    var rest: ArraySlice<UInt8>

    mutating func value(depth: Int) throws(CBOR.Problem) -> CBOR {
        guard let first = rest.popFirst() else { throw .truncated }
        let (kind, detail) = (first >> 5, first & 0x1f)
        if kind == 7 { return try simple(detail) }
        let argument = try argument(detail)
        switch kind {
        case 0: return .integer(try signed(argument))
        case 1: return .integer(-1 - (try signed(argument)))
        case 2: return .bytes(Array(try take(argument)))
        case 3:
            guard let text = String(validating: try take(argument), as: UTF8.self) else { throw .unsupported }
            return .text(text)
        case 4: return .list(try list(argument, depth))
        case 5: return .map(try map(argument, depth))
        default: throw .unsupported
        }
    }

    /// RFC 8949 §3: the number that follows the first byte. Lengths that are not told beforehand are not taken.
    private mutating func argument(_ detail: UInt8) throws(CBOR.Problem) -> UInt64 {
        guard detail >= 24 else { return UInt64(detail) }
        guard detail <= 27 else { throw .unsupported }
        return try take(1 << UInt64(detail - 24)).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func take(_ count: UInt64) throws(CBOR.Problem) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw .truncated }
        defer { rest = rest.dropFirst(Int(count)) }
        return rest.prefix(Int(count))
    }

    private func signed(_ number: UInt64) throws(CBOR.Problem) -> Int64 {
        guard let number = Int64(exactly: number) else { throw .unsupported }
        return number
    }

    private func check(_ count: UInt64, _ depth: Int) throws(CBOR.Problem) {
        guard depth < CBOR.deepest else { throw .tooDeep }
        guard count <= CBOR.mostElements else { throw .tooManyElements }
    }

    private mutating func list(_ count: UInt64, _ depth: Int) throws(CBOR.Problem) -> [CBOR] {
        try check(count, depth)
        var elements: [CBOR] = []
        for _ in 0..<count { elements.append(try value(depth: depth + 1)) }
        return elements
    }

    private mutating func map(_ count: UInt64, _ depth: Int) throws(CBOR.Problem) -> [CBOR.Entry] {
        try check(count, depth)
        var entries: [CBOR.Entry] = []
        for _ in 0..<count {
            let key = try value(depth: depth + 1)
            switch key {
            case .integer, .text: break
            default: throw .unsupported
            }
            // RFC 8949 §5.6.
            guard !entries.contains(where: { $0.key == key }) else { throw .repeatedKey }
            entries.append(CBOR.Entry(key: key, value: try value(depth: depth + 1)))
        }
        return entries
    }

    private func simple(_ detail: UInt8) throws(CBOR.Problem) -> CBOR {
        switch detail {
        case 20: .boolean(false)
        case 21: .boolean(true)
        case 22: .null
        default: throw .unsupported
        }
    }
}
