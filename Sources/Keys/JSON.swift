// JSON as Usher writes it: RFC 8259 without null and without fractions.
// Clients reject documents for a stray null or a float where an integer is due, so the type
// cannot express either: what is absent is left out.

/// A JSON value that can be neither `null` nor a fraction.
public enum JSON: Sendable, Equatable {
    case string(String)
    case integer(Int64)
    case boolean(Bool)
    case array([JSON])
    case object(Members)

    /// The members of an object, in the order in which they are written.
    public struct Members: Sendable, Equatable, ExpressibleByDictionaryLiteral {
        public private(set) var list: [(name: String, value: JSON)]

        public init(dictionaryLiteral elements: (String, JSON?)...) {
            list = elements.compactMap { name, value in value.map { (name, $0) } }
        }

        /// Reads a member, or sets one; setting `nil` leaves it out.
        public subscript(name: String) -> JSON? {
            get { list.first { $0.name == name }?.value }
            set {
                list.removeAll { $0.name == name }
                if let newValue { list.append((name, newValue)) }
            }
        }

        public static func == (left: Members, right: Members) -> Bool {
            left.list.count == right.list.count && zip(left.list, right.list).allSatisfy { $0 == $1 }
        }
    }

    /// An array of strings, or nothing if there are none: members with zero elements are omitted (RFC 8414 §3.2).
    public static func strings(_ values: some Sequence<String>) -> JSON? {
        let values = values.map { JSON.string($0) }
        return values.isEmpty ? nil : .array(values)
    }

    public var encoded: [UInt8] {
        var output = [UInt8]()
        output.reserveCapacity(256)
        write(to: &output)
        return output
    }

    private func write(to output: inout [UInt8]) {
        switch self {
        case .string(let text): Self.write(text, to: &output)
        case .integer(let number): output.append(contentsOf: String(number).utf8)
        case .boolean(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .array(let values):
            output.append(UInt8(ascii: "["))
            for (position, value) in values.enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                value.write(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            for (position, member) in members.list.enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                Self.write(member.name, to: &output)
                output.append(UInt8(ascii: ":"))
                member.value.write(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    /// Writes a string: the quote, the backslash and control characters must be escaped (RFC 8259 §7), line breaks with them.
    public static func write(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        defer { output.append(UInt8(ascii: "\"")) }
        // Few texts have anything to escape.
        guard text.utf8.contains(where: mustBeEscaped) else { return output.append(contentsOf: text.utf8) }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0..<0x20:
                output.append(contentsOf: "\\u00".utf8)
                output.append(hexDigit(byte >> 4))
                output.append(hexDigit(byte & 15))
            default: output.append(byte)
            }
        }
    }

    private static func mustBeEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
}
