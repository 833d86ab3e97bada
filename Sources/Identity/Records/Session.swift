// A browser in which a person has signed in (OWASP ASVS 7). The cookie holds a secret, storage only its digest.

import Keys

/// Names a session where people can see it; opens nothing.
public struct SessionID: Identifier {
    public let value: String
    public init(_ value: String) { self.value = value }

    /// A fresh identifier with 128 random bits, unrelated to the session's secret.
    public static func fresh(_ randomness: any Randomness) -> SessionID {
        SessionID("session_" + Base64URL.encode(randomness.bytes(16)))
    }
}

/// One signed-in browser.
public struct Session: Sendable, Equatable {
    public let id: SessionID
    /// The digest of the secret in the browser's cookie.
    public let secret: Digest
    public let user: UserID
    public let createdAt: Timestamp
    /// When the person last proved who they are: the `auth_time` of OpenID Connect Core §2.
    public let authenticatedAt: Timestamp
    public var lastUsedAt: Timestamp
    /// The end if it is not used until then; never after `absoluteExpiresAt`.
    public var expiresAt: Timestamp
    /// The end, used or not.
    public let absoluteExpiresAt: Timestamp
    public let device: Device
    /// How the person proved who they are.
    public let methods: AuthenticationMethods

    public init(
        id: SessionID, secret: Digest, user: UserID, createdAt: Timestamp, authenticatedAt: Timestamp,
        lastUsedAt: Timestamp, expiresAt: Timestamp, absoluteExpiresAt: Timestamp, device: Device,
        methods: AuthenticationMethods
    ) {
        self.id = id
        self.secret = secret
        self.user = user
        self.createdAt = createdAt
        self.authenticatedAt = authenticatedAt
        self.lastUsedAt = lastUsedAt
        self.expiresAt = expiresAt
        self.absoluteExpiresAt = absoluteExpiresAt
        self.device = device
        self.methods = methods
    }

    public func isExpired(at now: Timestamp) -> Bool { now >= expiresAt || now >= absoluteExpiresAt }
}

/// Where a request came from, as far as the person will recognise it.
public struct Device: Sendable, Equatable {
    /// The network address, without a port.
    public let address: String?
    public let userAgent: String?

    /// Takes what the request said, cleaned and cut to 256 characters (64 for the address).
    public init(address: String?, userAgent: String?) {
        self.address = Self.cut(address, to: 64)
        self.userAgent = Self.cut(userAgent, to: 256)
    }

    /// A device read back from storage.
    public init(storedAddress address: String?, userAgent: String?) {
        self.address = address
        self.userAgent = userAgent
    }

    private static func cut(_ text: String?, to length: Int) -> String? {
        guard let text else { return nil }
        let clean = String(String.UnicodeScalarView(text.unicodeScalars.prefix(length * 4))).cleaned
        return clean.isEmpty ? nil : String(String.UnicodeScalarView(clean.unicodeScalars.prefix(length)))
    }
}

/// A session and its person, found by one look-up.
public struct SignedIn: Sendable, Equatable {
    public var session: Session
    public let account: Account

    public init(session: Session, account: Account) {
        self.session = session
        self.account = account
    }
}
