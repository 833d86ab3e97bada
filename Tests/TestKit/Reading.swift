// Reading answers as a client would, but stricter: a `null` or a fraction anywhere in a document is an error.

import FoundationEssentials
import Keys
import OAuth

/// JSON that is not as Usher writes it, or not what a test expects.
public struct UnexpectedJSON: Error {
    public init() {}
}

extension JSON {
    /// Reads a document; members are in the order of their names.
    ///
    /// - Throws: for `null` and for fractions, which no document of Usher may hold.
    public init(reading bytes: [UInt8]) throws {
        self = try JSONDecoder().decode(Strict.self, from: Data(bytes)).value
    }

    private struct Strict: Decodable {
        let value: JSON

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let boolean = try? container.decode(Bool.self) {
                value = .boolean(boolean)
            } else if let number = try? container.decode(Int64.self) {
                value = .integer(number)
            } else if let text = try? container.decode(String.self) {
                value = .string(text)
            } else if let list = try? container.decode([Strict].self) {
                value = .array(list.map(\.value))
            } else {
                var members: JSON.Members = [:]
                let object = try container.decode([String: Strict].self)
                for (name, member) in object.sorted(by: { $0.key < $1.key }) { members[name] = member.value }
                value = .object(members)
            }
        }
    }

    public subscript(name: String) -> JSON? { members?[name] }

    public var members: JSON.Members? { if case .object(let members) = self { members } else { nil } }
    public var text: String? { if case .string(let text) = self { text } else { nil } }
    public var integer: Int64? { if case .integer(let number) = self { number } else { nil } }
    public var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
    public var list: [JSON]? { if case .array(let list) = self { list } else { nil } }
    /// The texts of an array of texts.
    public var texts: [String]? { list?.compactMap(\.text) }
    /// The names of an object's members, in order.
    public var names: [String] { members?.list.map(\.name) ?? [] }
}

extension Reply {
    /// What stands in the body.
    public var document: JSON {
        get throws {
            switch body {
            case .json(let json): try JSON(reading: json.encoded)
            case .encoded(let bytes): try JSON(reading: bytes)
            case .none: throw UnexpectedJSON()
            }
        }
    }

    /// A member of the body; `nil` if there is none.
    public subscript(name: String) -> JSON? { try? document[name] }

    /// The `error` in the body.
    public var error: String? { self["error"]?.text }

    public func header(_ name: String) -> String? { headers.first { $0.name.rawValue == name }?.value }
}

/// A JWT taken apart, and nothing checked.
public struct OpenedJWT: Sendable {
    public let header: JSON
    public let claims: JSON

    /// - Throws: if it is not three parts of which two are JSON.
    public init(_ token: String?) throws {
        let parts = token?.split(separator: ".", omittingEmptySubsequences: false) ?? []
        guard parts.count == 3, let header = Base64URL.decode(parts[0]), let claims = Base64URL.decode(parts[1]) else {
            throw UnexpectedJSON()
        }
        self.header = try JSON(reading: header)
        self.claims = try JSON(reading: claims)
    }

    public subscript(claim: String) -> JSON? { claims[claim] }
}
