// Scope, RFC 6749 §3.3: a list of names without order or repetition.
// Reading is lenient where it can only cost the developer a day (commas, repetitions), strict about characters.

/// A set of scope names, kept in the order in which they were first named.
public struct Scope: Sendable, Equatable {
    public private(set) var names: [String]

    public static let none = Scope([])

    public init(_ names: some Sequence<String>) {
        self.names = []
        for name in names where !self.names.contains(name) { self.names.append(name) }
    }

    /// Reads a `scope` parameter; names may be separated by spaces or commas.
    ///
    /// - Throws: `invalid_scope` for a character that no scope name may have.
    public init(reading text: String) throws(OAuthError) {
        let names = text.split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init)
        guard names.allSatisfy(Self.isName) else {
            throw OAuthError(.invalidScope, "A scope name has a character that is not allowed.")
        }
        self.init(names)
    }

    /// Reads what `text` wrote.
    public init(stored text: String) { self.init(text.split(separator: " ").map(String.init)) }

    /// RFC 6749 §3.3: %x21 / %x23-5B / %x5D-7E.
    public static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != 0x22 && $0 != 0x5c }
    }

    /// The names separated by spaces: how they travel.
    public var text: String { names.joined(separator: " ") }
    public var isEmpty: Bool { names.isEmpty }

    public func contains(_ name: String) -> Bool { names.contains(name) }
    public func isSubset(of other: Scope) -> Bool { names.allSatisfy(other.contains) }
    public func intersection(_ other: Scope) -> Scope { Scope(names.filter(other.contains)) }
    public func union(_ other: Scope) -> Scope { Scope(names + other.names) }

    public static func == (left: Scope, right: Scope) -> Bool { Set(left.names) == Set(right.names) }
}

/// The scopes that Usher itself gives a meaning (OpenID Connect Core §5.4, §11).
public enum IdentityScope: String, Sendable, CaseIterable {
    case openID = "openid"
    case profile
    case email
    case offlineAccess = "offline_access"

    static let all = Scope(allCases.map(\.rawValue))

    /// What the consent page says about it; `nil` for what says nothing by itself.
    public var sentence: String? {
        switch self {
        case .openID: "Know who you are"
        case .profile: "See your name"
        case .email: "See your e-mail address"
        case .offlineAccess: "Stay connected until you disconnect it"
        }
    }
}
