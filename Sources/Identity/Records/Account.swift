// A person as Usher knows them.

import Keys

/// A person's account.
public struct Account: Sendable, Equatable {
    /// The `sub` of every token that acts for this person.
    public let id: UserID
    public var email: EmailAddress
    /// What the person wants to be called.
    public var name: String?
    /// `nil` while no password has been set: then none is right.
    public var passwordHash: PasswordHash?
    public var isAdmin: Bool
    public let createdAt: Timestamp
    /// Since when the person may not sign in and nobody may act for them.
    public var disabledAt: Timestamp?
    public var lastSignedInAt: Timestamp?
    /// Whether mail is known to reach the address.
    public var isEmailVerified: Bool

    public init(
        id: UserID, email: EmailAddress, name: String? = nil, passwordHash: PasswordHash?, isAdmin: Bool = false,
        createdAt: Timestamp, disabledAt: Timestamp? = nil, lastSignedInAt: Timestamp? = nil,
        isEmailVerified: Bool = false
    ) {
        self.id = id
        self.email = email
        self.name = name
        self.passwordHash = passwordHash
        self.isAdmin = isAdmin
        self.createdAt = createdAt
        self.disabledAt = disabledAt
        self.lastSignedInAt = lastSignedInAt
        self.isEmailVerified = isEmailVerified
    }

    public var isDisabled: Bool { disabledAt != nil }

    /// What the person recognises the account by on a page.
    public var shownName: String { email.isAbsent ? name ?? id.value : email.text }
}

/// An Argon2id hash in PHC form: parameters, salt and result in one line of text; or, until its owner has signed in once, one
/// that another system made. Never printed.
public struct PasswordHash: Hashable, Sendable, CustomStringConvertible {
    /// What is stored.
    public let text: String

    public init(stored text: String) { self.text = text }

    public var description: String { "PasswordHash(…)" }
}
