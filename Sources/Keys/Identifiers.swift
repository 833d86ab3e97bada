// Names of things that more than one part of Usher speaks about.
// Each has its own type: two strings side by side are a bug in waiting.

/// A name with a type of its own, stored and sent as plain text.
public protocol Identifier: Hashable, Sendable, Codable, CustomStringConvertible {
    var value: String { get }
    init(_ value: String)
}

extension Identifier {
    public var description: String { value }
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

/// A person: the `sub` of every token that acts for them. Never reused, never an e-mail address.
public struct UserID: Identifier {
    public let value: String
    public init(_ value: String) { self.value = value }

    /// A fresh identifier: `user_` and 128 random bits, so that it can never equal a client's (RFC 9700 §4.15).
    public static func fresh(_ randomness: any Randomness) -> UserID {
        UserID("user_" + Base62.encode(randomness.bytes(16), width: 22))
    }
}

/// A client, in the words of RFC 6749 §2.2.
public struct ClientID: Identifier {
    public let value: String
    public init(_ value: String) { self.value = value }

    /// A fresh identifier, chosen by the server and never by the client (RFC 9700 §4.15).
    public static func fresh(_ randomness: any Randomness) -> ClientID {
        ClientID("client_" + Base62.encode(randomness.bytes(16), width: 22))
    }
}

/// One authorization that a person gave (or a client holds for itself): the family of all tokens from one code.
public struct GrantID: Identifier {
    public let value: String
    public init(_ value: String) { self.value = value }
}
