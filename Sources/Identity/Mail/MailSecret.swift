// What is mailed to a person so that they can prove to read their mail (OWASP ASVS 6.3, 6.4, 6.6): a link with a secret
// of 256 bits, and often a short code beside it, which works only in the browser that asked for it. Either works once.

import Keys

/// What a mailed secret opens. One for another purpose opens nothing.
public enum MailPurpose: String, Sendable, CaseIterable {
    /// An account is made once the address is known to be the person's.
    case signUp = "sign-up"
    case signIn = "sign-in"
    /// The address of an account that is there already.
    case verification
    case reset
    case invitation

    /// OWASP ASVS 6.6.3: short, except where a person is not waiting for it.
    public var lifetime: Duration { self == .invitation ? .seconds(7 * 86400) : .seconds(15 * 60) }
}

/// A mailed secret as it is stored: nothing in it opens anything.
public struct MailSecret: Sendable, Equatable {
    /// How often a code may be typed.
    public static let mostTries = 5

    /// The digest of the secret in the link.
    public let link: Digest
    public let purpose: MailPurpose
    public let email: EmailKey
    /// `nil` if the address has no account.
    public let user: UserID?
    /// A keyed digest of the code, the purpose and the browser; `nil` where only the link works.
    public let code: Digest?
    /// The digest of what the browser is known by; `nil` where only the link works.
    public let browser: Digest?
    /// What the person was about to do, sealed.
    public let sealed: [UInt8]?
    public let expiresAt: Timestamp

    public init(
        link: Digest, purpose: MailPurpose, email: EmailKey, user: UserID?, code: Digest?, browser: Digest?, sealed: [UInt8]?,
        expiresAt: Timestamp
    ) {
        self.link = link
        self.purpose = purpose
        self.email = email
        self.user = user
        self.code = code
        self.browser = browser
        self.sealed = sealed
        self.expiresAt = expiresAt
    }
}

/// A code as somebody typed it, in the browser that they typed it into.
public struct ShownMailCode: Sendable {
    public let code: Digest
    public let browser: Digest
    public let purpose: MailPurpose

    public init(code: Digest, browser: Digest, purpose: MailPurpose) {
        self.code = code
        self.browser = browser
        self.purpose = purpose
    }
}

/// What became of a code that was typed.
public enum CodeOutcome: Sendable, Equatable {
    /// It was right, and works no more.
    case spent(MailSecret)
    /// It was wrong; so many tries are left.
    case wrong(left: Int)
    /// This browser has no code that could be right: none was asked for, it is too late, or it was tried too often.
    case none
}
