// A sign-in that somebody has begun and that is finished somewhere else. It belongs to one browser, is good for one
// answer, and lives for minutes.

import Keys

/// What was asked of another site, and for whom.
public struct SignInChallenge: Sendable, Equatable {
    /// Who may answer, and how.
    public struct Purpose: Hashable, Sendable {
        public let value: String
        public init(stored value: String) { self.value = value }

        /// The operator's own site.
        public static let external = Purpose(stored: "external")
        /// A provider, by the name that the operator gave it.
        public static func upstream(_ name: String) -> Purpose { Purpose(stored: "upstream:" + name) }
        /// A person who has to prove that an account is theirs before another way in is added to it.
        public static let joining = Purpose(stored: "joining")
    }

    /// The digest of what the browser carries.
    public let id: Digest
    public let purpose: Purpose
    /// The digest of the cookie of the browser in which it began, and has to end.
    public let browser: Digest
    /// The authorization request that waits for it.
    public var ticket: String?
    /// The person who adds a way in, or whose account it is added to.
    public var user: UserID?
    /// What else belongs to it.
    public var detail: String?
    public let createdAt: Timestamp
    public var expiresAt: Timestamp
    /// What was answered from server to server; the browser has not come back yet.
    public var answer: String?

    public init(
        id: Digest, purpose: Purpose, browser: Digest, ticket: String? = nil, user: UserID? = nil, detail: String? = nil,
        createdAt: Timestamp, expiresAt: Timestamp, answer: String? = nil
    ) {
        self.id = id
        self.purpose = purpose
        self.browser = browser
        self.ticket = ticket
        self.user = user
        self.detail = detail
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.answer = answer
    }
}
