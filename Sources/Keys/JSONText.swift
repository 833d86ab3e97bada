// JSON (RFC 8259) as it arrived, checked once and then read one level at a time. What nobody asks for is never built,
// and every value keeps its own bytes: numbers, spelling and order can be passed on exactly as they came.

/// A piece of JSON text that is known to be well-formed.
public struct JSONText: Sendable {
    /// How deep values may be nested, and how many members an object may have.
    public static let deepest = 64
    public static let mostMembers = 10_000

    /// The text, without white space around it. Its indices are those of the whole that it was read from.
    public let bytes: ArraySlice<UInt8>

    /// Checks a whole text, down to the last value in it.
    ///
    /// - Parameter deepest: how deep values may be nested.
    public init(reading text: [UInt8], deepest: Int = Self.deepest) throws(JSONProblem) {
        bytes = text[try Self.scan(text, deepest) { (scanner) throws(JSONProblem) in try scanner.value(depth: 0) }]
    }

    /// Checks a whole text, which must be an object, and returns its members in order: cheaper than `init` and `members`
    /// where all of them are of interest.
    public static func members(reading text: [UInt8]) throws(JSONProblem) -> [Member] {
        try scan(text, deepest) { (scanner) throws(JSONProblem) in
            var members: [Member] = []
            try scanner.members(depth: 0) { name, range in members.append(Member(name: name, value: JSONText(checked: text[range]))) }
            return members
        }
    }

    private static func scan<Result>(
        _ text: [UInt8], _ deepest: Int, _ body: (inout JSONScanner) throws(JSONProblem) -> Result
    ) throws(JSONProblem) -> Result {
        guard !text.starts(with: [0xEF, 0xBB, 0xBF]) else { throw .byteOrderMark }
        guard String(validating: text, as: UTF8.self) != nil else { throw .notUTF8 }
        var scanner = JSONScanner(text[...], deepest: deepest)
        scanner.skipSpace()
        let result = try body(&scanner)
        scanner.skipSpace()
        guard scanner.isAtEnd else { throw scanner.problem }
        return result
    }

    private init(checked bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    /// What a value is.
    public enum Kind: Sendable, Equatable { case null, boolean, number, string, array, object }

    public var kind: Kind {
        switch bytes.first {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
        case UInt8(ascii: "n"): .null
        default: .number
        }
    }

    /// A member of an object.
    public struct Member: Sendable {
        public let name: String
        public let value: JSONText
    }

    /// The members of an object, in order; none of anything else.
    public var members: [Member] {
        guard kind == .object else { return [] }
        var members: [Member] = []
        var scanner = JSONScanner(bytes, deepest: Self.deepest)
        // The text has been checked, so this cannot fail.
        try? scanner.members(depth: 0) { name, range in members.append(Member(name: name, value: JSONText(checked: bytes[range]))) }
        return members
    }

    /// The elements of an array, in order; none of anything else.
    public var elements: [JSONText] {
        guard kind == .array else { return [] }
        var elements: [JSONText] = []
        var scanner = JSONScanner(bytes, deepest: Self.deepest)
        try? scanner.elements(depth: 0) { range in elements.append(JSONText(checked: bytes[range])) }
        return elements
    }

    /// A member by its exact name.
    public subscript(name: String) -> JSONText? { members[name] }

    /// The characters of a string.
    public var string: String? {
        guard kind == .string else { return nil }
        var scanner = JSONScanner(bytes, deepest: Self.deepest)
        return try? scanner.string()
    }

    public var boolean: Bool? { kind == .boolean ? bytes.first == UInt8(ascii: "t") : nil }

    /// The text as it stands.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension [JSONText.Member] {
    /// A member by its exact name.
    public subscript(name: String) -> JSONText? {
        first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }
}
