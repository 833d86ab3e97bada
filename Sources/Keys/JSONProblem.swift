// Why a text is not taken as JSON. Stricter than RFC 8259 where two readers could take one text for two things:
// names that stand twice (§4), half of a surrogate pair (§8.2), bytes that are not UTF-8 (§8.1).

/// What is wrong with a text that should be JSON.
public enum JSONProblem: Error, Sendable, Equatable {
    case notUTF8
    /// RFC 8259 §8.1: a byte order mark.
    case byteOrderMark
    /// Not JSON from this byte on.
    case malformed(at: Int)
    /// RFC 8259 §4: readers differ in which of the two counts.
    case repeatedName(String)
    case halfSurrogate
    case tooDeep
    case tooManyMembers

    /// A sentence that may be published.
    public var sentence: String {
        switch self {
        case .notUTF8: "The body is not UTF-8."
        case .byteOrderMark: "The body begins with a byte order mark; send JSON without one."
        case .malformed(let position): "The body is not JSON from byte \(position) on."
        case .repeatedName(let name): "The body says \"\(name)\" twice in one object."
        case .halfSurrogate: "The body holds half of a surrogate pair."
        case .tooDeep: "The body is nested more than \(JSONText.deepest) levels deep."
        case .tooManyMembers: "The body has an object of more than \(JSONText.mostMembers) members."
        }
    }
}
