// JSON as strangers send it, RFC 8259, read as strictly as `JSONText` reads it and less deep: documents about clients
// are flat. Its size is bounded by whoever received it.

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
        guard let text = try? JSONText(reading: bytes, deepest: Self.deepest) else { throw Malformed() }
        self.init(text)
    }

    private init(_ text: JSONText) {
        switch text.kind {
        case .null: self = .null
        case .boolean: self = .boolean(text.boolean ?? false)
        case .number: self = .number(text.text)
        case .string: self = .string(text.string ?? "")
        case .array: self = .array(text.elements.map(ReceivedJSON.init))
        case .object: self = .object(text.members.map { Member(name: $0.name, value: ReceivedJSON($0.value)) })
        }
    }

    /// A member of an object; `null` counts as absent (RFC 7592 §2.2).
    subscript(name: String) -> ReceivedJSON? {
        guard case .object(let members) = self, let value = members.first(where: { $0.name.utf8.elementsEqual(name.utf8) })?.value,
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
