// JSON as strangers send it, RFC 8259, read strictly: no member twice (two readers could take different ones for
// true, RFC 8259 §4), bounded depth, whole UTF-8. Its size is bounded by whoever received it.

import Keys

/// A JSON value that was received.
enum ReceivedJSON: Sendable, Equatable {
    case null
    case boolean(Bool)
    /// A number as it was written.
    case number(String)
    case string(String)
    case array([ReceivedJSON])
    case object([Member])

    struct Member: Sendable, Equatable {
        let name: String
        let value: ReceivedJSON
    }

    /// What is not JSON as it has to be.
    struct Malformed: Error {}

    static let deepest = 16

    init(reading bytes: [UInt8]) throws(Malformed) {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw Malformed() }
        var reader = JSONReader(bytes)
        self = try reader.document()
    }

    /// A member of an object; `null` counts as absent (RFC 7592 §2.2).
    subscript(name: String) -> ReceivedJSON? {
        guard case .object(let members) = self, let value = members.first(where: { $0.name == name })?.value,
            value != .null
        else { return nil }
        return value
    }

    /// The same as JSON to send; what Usher does not write is left out.
    var json: JSON? {
        switch self {
        case .null, .number: nil
        case .boolean(let value): .boolean(value)
        case .string(let text): .string(text)
        case .array(let values): .array(values.compactMap(\.json))
        case .object(let members):
            .object(
                members.reduce(into: [:]) { result, member in
                    if let value = member.value.json { result[member.name] = value }
                })
        }
    }

    var text: String? { if case .string(let text) = self { text } else { nil } }
    var list: [ReceivedJSON]? { if case .array(let list) = self { list } else { nil } }
}

/// Reads one document from front to back.
private struct JSONReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(ReceivedJSON.Malformed) -> ReceivedJSON {
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw ReceivedJSON.Malformed() }
        return value
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { position += 1 }
    }

    /// Goes past `byte` if it comes next.
    private mutating func passes(_ byte: Character) -> Bool {
        skipSpace()
        guard let ascii = byte.asciiValue, next == ascii else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(ReceivedJSON.Malformed) -> ReceivedJSON {
        guard depth < ReceivedJSON.deepest else { throw ReceivedJSON.Malformed() }
        if passes("{") { return try object(depth) }
        if passes("[") { return try array(depth) }
        if passes("\"") { return .string(try string()) }
        for (word, value) in [("true", ReceivedJSON.boolean(true)), ("false", .boolean(false)), ("null", .null)] {
            guard bytes[position...].starts(with: word.utf8) else { continue }
            position += word.utf8.count
            return value
        }
        return .number(try number())
    }

    private mutating func object(_ depth: Int) throws(ReceivedJSON.Malformed) -> ReceivedJSON {
        var members: [ReceivedJSON.Member] = []
        var names: Set<String> = []
        if passes("}") { return .object([]) }
        repeat {
            guard passes("\"") else { throw ReceivedJSON.Malformed() }
            let name = try string()
            guard names.insert(name).inserted, passes(":") else { throw ReceivedJSON.Malformed() }
            members.append(ReceivedJSON.Member(name: name, value: try value(depth: depth + 1)))
        } while passes(",")
        guard passes("}") else { throw ReceivedJSON.Malformed() }
        return .object(members)
    }

    private mutating func array(_ depth: Int) throws(ReceivedJSON.Malformed) -> ReceivedJSON {
        var values: [ReceivedJSON] = []
        if passes("]") { return .array([]) }
        repeat { values.append(try value(depth: depth + 1)) } while passes(",")
        guard passes("]") else { throw ReceivedJSON.Malformed() }
        return .array(values)
    }

    // RFC 8259 §6.
    private mutating func number() throws(ReceivedJSON.Malformed) -> String {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        let isZero = next == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, !isZero || whole == 1 else { throw ReceivedJSON.Malformed() }
        if next == UInt8(ascii: ".") {
            position += 1
            guard digits() > 0 else { throw ReceivedJSON.Malformed() }
        }
        if let sign = next, sign | 0x20 == UInt8(ascii: "e") {
            position += 1
            if let sign = next, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            guard digits() > 0 else { throw ReceivedJSON.Malformed() }
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() -> Int {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
        return position - start
    }

    /// The rest of a string whose opening quote is behind.
    private mutating func string() throws(ReceivedJSON.Malformed) -> String {
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text.append(contentsOf: String(try escape()).utf8)
            case 0..<0x20: throw ReceivedJSON.Malformed()
            default: text.append(byte)
            }
        }
        throw ReceivedJSON.Malformed()
    }

    private mutating func escape() throws(ReceivedJSON.Malformed) -> Unicode.Scalar {
        guard let byte = next else { throw ReceivedJSON.Malformed() }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw ReceivedJSON.Malformed()
        }
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        // RFC 8259 §8.2: half of a surrogate pair means nothing.
        guard (0xd800..<0xdc00).contains(first), bytes[position...].starts(with: "\\u".utf8) else {
            throw ReceivedJSON.Malformed()
        }
        position += 2
        let second = try hexadecimal()
        guard (0xdc00..<0xe000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
        else { throw ReceivedJSON.Malformed() }
        return scalar
    }

    private mutating func hexadecimal() throws(ReceivedJSON.Malformed) -> UInt32 {
        guard position + 4 <= bytes.count else { throw ReceivedJSON.Malformed() }
        let digits = bytes[position..<position + 4]
        position += 4
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw ReceivedJSON.Malformed() }
        return value
    }
}
