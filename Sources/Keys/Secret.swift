// Secrets that Usher makes: a brand, a kind, a body of random letters and digits, and a checksum.
// The prefix lets scanners recognise a leaked one, the checksum refuses a mistyped one before
// any look-up, and the letters survive every form, header and double click.

/// What a secret opens.
public enum SecretKind: String, Sendable, CaseIterable {
    case authorizationCode = "usher_ac"
    case refreshToken = "usher_rt"
    case clientSecret = "usher_cs"
    case session = "usher_se"
    /// RFC 7592 §1.3: manages the registration of one client.
    case registrationToken = "usher_rg"
    /// Brings an answer that another site has given from server to server.
    case signInAnswer = "usher_sa"
    /// Proves that somebody reads their mail.
    case mailLink = "usher_ml"
}

/// A bearer secret of Usher's own making. Never printed: its description hides the body.
public struct Secret: Hashable, Sendable, CustomStringConvertible {
    public let kind: SecretKind
    /// What is sent over the wire.
    public let text: String

    /// A fresh secret with 256 random bits.
    public init(_ kind: SecretKind, _ randomness: any Randomness) {
        self.init(kind, body: Base62.encode(randomness.bytes(32), width: 43))
    }

    /// A fresh secret with 256 random bits that also carries a handle: 128 bits that find its record.
    public init(_ kind: SecretKind, handle: Handle, _ randomness: any Randomness) {
        self.init(kind, body: handle.text + Base62.encode(randomness.bytes(32), width: 43))
    }

    private init(_ kind: SecretKind, body: String) {
        self.kind = kind
        self.text = "\(kind.rawValue)_\(body)\(CRC32.base62(body.utf8))"
    }

    /// Reads a secret that somebody sent; `nil` if the prefix, the letters or the checksum are wrong.
    public init?(_ kind: SecretKind, reading text: String) {
        let body = text.utf8.dropFirst(kind.rawValue.utf8.count + 1)
        guard text.utf8.count <= 128, text.hasPrefix(kind.rawValue + "_"), body.count >= 49,
            body.allSatisfy(Base62.isDigit),
            body.suffix(6).elementsEqual(CRC32.base62(body.dropLast(6)).utf8)
        else { return nil }
        self.kind = kind
        self.text = text
    }

    /// What is stored.
    public var digest: Digest { Digest(of: text) }

    /// The handle inside, if the secret was made with one.
    public var handle: Handle? {
        let body = text.utf8.dropFirst(kind.rawValue.utf8.count + 1)
        guard body.count == 22 + 43 + 6 else { return nil }
        return Handle(String(decoding: body.prefix(22), as: UTF8.self))
    }

    public var description: String { "\(kind.rawValue)_…" }
}

/// 128 bits shared by all secrets of one grant, known only to those who hold one of them.
///
/// The grant's public identifier is a digest of the handle: whoever sees only the identifier (in an access token,
/// in a log) cannot speak in the grant's name, while whoever holds any of its secrets, even a spent one, can be
/// recognised as belonging to it.
public struct Handle: Hashable, Sendable, CustomStringConvertible {
    let text: String

    public init(_ randomness: any Randomness) { text = Base62.encode(randomness.bytes(16), width: 22) }
    init(_ text: String) { self.text = text }

    public var grant: GrantID {
        GrantID("grant_" + Base62.encode(Array(Digest(of: text).bytes.prefix(16)), width: 22))
    }

    public var description: String { "…" }
}
