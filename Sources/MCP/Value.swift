// JSON (RFC 8259) to be written: results, tools and errors. Unlike `Keys.JSON` it can hold whatever an API may say,
// `null` and fractions included; numbers are kept as they are spelled, so none is rounded.

import Keys

/// A JSON value of any kind.
public enum Value: Sendable, Equatable {
    case null
    case boolean(Bool)
    /// As it is spelled in JSON.
    case number(String)
    case string(String)
    case array([Value])
    case object([Member])
    /// Text that was read and goes out as it came.
    case verbatim([UInt8])

    public struct Member: Sendable, Equatable {
        public var name: String
        public var value: Value
        public init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }
    }

    /// An object of the members that are there.
    public static func members(_ pairs: KeyValuePairs<String, Value?>) -> Value {
        .object(pairs.compactMap { name, value in value.map { Member(name, $0) } })
    }

    public static func integer(_ number: Int) -> Value { .number(String(number)) }

    public static func strings(_ texts: some Sequence<String>) -> Value { .array(texts.map { .string($0) }) }

    /// Everything that a text holds, all levels of it.
    public init(_ text: JSONText) {
        switch text.kind {
        case .null: self = .null
        case .boolean: self = .boolean(text.boolean == true)
        case .number: self = .number(text.text)
        case .string: self = .string(text.string ?? "")
        case .array: self = .array(text.elements.map { Value($0) })
        case .object: self = .object(text.members.map { Member($0.name, Value($0.value)) })
        }
    }

    /// A member by its exact name.
    public subscript(name: String) -> Value? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    public var encoded: [UInt8] {
        var output: [UInt8] = []
        write(to: &output)
        return output
    }

    private func write(to output: inout [UInt8]) {
        switch self {
        case .null: output += "null".utf8
        case .boolean(let value): output += (value ? "true" : "false").utf8
        case .number(let text): output += text.utf8
        // Line breaks are escaped, so the text always fits one SSE `data` line.
        case .string(let text): JSON.write(text, to: &output)
        case .verbatim(let bytes): output += bytes
        case .array(let values):
            output.append(UInt8(ascii: "["))
            for (position, value) in values.enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                value.write(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            for (position, member) in members.enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                JSON.write(member.name, to: &output)
                output.append(UInt8(ascii: ":"))
                member.value.write(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(arrayLiteral elements: Value...) { self = .array(elements) }
}

extension Value: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, Value)...) { self = .object(elements.map { Member($0, $1) }) }
}
