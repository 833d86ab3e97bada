// A JSON answer as a strict client reads it (RFC 8259): it tells a whole number from a fraction and sees a null,
// the two things that clients of OAuth servers stumble over most.

import Foundation

enum JSONAnswer: Sendable, Equatable {
    case string(String)
    case integer(String)
    case fraction(String)
    case boolean(Bool)
    case null
    case array([JSONAnswer])
    case object([String: JSONAnswer])

    /// Reads a whole document, or nothing if it is not JSON.
    init?(_ bytes: [UInt8]) {
        guard let value = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) else { return nil }
        self.init(any: value)
    }

    private init?(any value: Any) {
        switch value {
        case let text as String: self = .string(text)
        case let number as NSNumber:
            switch String(cString: number.objCType) {
            case "c", "B": self = .boolean(number.boolValue)
            case "d", "f": self = .fraction(number.stringValue)
            default: self = .integer(number.stringValue)
            }
        case is NSNull: self = .null
        case let values as [Any]: self = .array(values.compactMap(JSONAnswer.init(any:)))
        case let members as [String: Any]: self = .object(members.compactMapValues(JSONAnswer.init(any:)))
        default: return nil
        }
    }

    subscript(name: String) -> JSONAnswer? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The strings of an array; nothing if this is no array or holds something else.
    var texts: [String]? {
        guard case .array(let values) = self else { return nil }
        let texts = values.compactMap(\.text)
        return texts.count == values.count ? texts : nil
    }

    /// Whether there is a null anywhere inside.
    var hasNull: Bool {
        switch self {
        case .null: true
        case .array(let values): values.contains(where: \.hasNull)
        case .object(let members): members.values.contains(where: \.hasNull)
        default: false
        }
    }
}
