// A key that a person's device keeps for us, in the words of WebAuthn level 3 §4: a credential record.

import Keys

/// The name that an authenticator gave to a passkey.
public struct CredentialID: Hashable, Sendable {
    public let bytes: [UInt8]

    /// - Returns: `nil` unless there are 1 to 1,023 bytes (WebAuthn level 3 §7.1 step 25).
    public init?(_ bytes: [UInt8]) {
        guard (1...1023).contains(bytes.count) else { return nil }
        self.bytes = bytes
    }

    /// The same in letters, for forms and for scripts.
    public var text: String { Base64URL.encode(bytes) }

    public init?(text: String) {
        guard let bytes = Base64URL.decode(text) else { return nil }
        self.init(bytes)
    }
}

/// A passkey of one person.
public struct Passkey: Sendable, Equatable {
    public let id: CredentialID
    public let user: UserID
    /// What the authenticator knows the account by: random, the same for all passkeys of one account.
    public let userHandle: [UInt8]
    public let key: CredentialKey
    /// How often it had signed when it last did, or 0 where nobody counts.
    public var counter: UInt32
    /// Whether it may be copied to other devices of the person; never changes.
    public let isBackupEligible: Bool
    /// Whether it was copied when it was last used.
    public var isBackedUp: Bool
    /// How the authenticator is reached, as the browser said: hints for the next time.
    public let transports: [String]
    /// What the person calls it.
    public var name: String
    public let createdAt: Timestamp
    public var lastUsedAt: Timestamp?
    /// When a count last came that was not larger than the one before: there may be a copy of it.
    public var suspectedAt: Timestamp?

    public init(
        id: CredentialID, user: UserID, userHandle: [UInt8], key: CredentialKey, counter: UInt32, isBackupEligible: Bool,
        isBackedUp: Bool, transports: [String], name: String, createdAt: Timestamp, lastUsedAt: Timestamp? = nil,
        suspectedAt: Timestamp? = nil
    ) {
        self.id = id
        self.user = user
        self.userHandle = userHandle
        self.key = key
        self.counter = counter
        self.isBackupEligible = isBackupEligible
        self.isBackedUp = isBackedUp
        self.transports = transports
        self.name = name
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.suspectedAt = suspectedAt
    }
}
