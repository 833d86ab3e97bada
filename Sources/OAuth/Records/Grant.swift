// A grant: one authorization, from the code that it is born as to the refresh token that keeps it alive.
// One record holds both, so that redeeming the code and binding the refresh token are one conditional statement.

import Keys

/// One authorization of a client by a person.
public struct Grant: Sendable, Equatable {
    public let id: GrantID
    public let client: ClientID
    public let user: UserID
    public let scope: Scope
    /// The resource's identifier; `nil` if only the person's identity was asked for.
    public let resource: String?
    /// When and how the person proved who they are.
    public let authentication: Authentication
    public let createdAt: Timestamp
    /// When the grant ends, however often it is refreshed.
    public let expiresAt: Timestamp
    public let code: Code
    public var redeemedAt: Timestamp?
    public var refresh: Refresh?
    public var revokedAt: Timestamp?

    /// A person's proof of who they are, as it was when the code was born (OpenID Connect Core §2).
    public struct Authentication: Sendable, Equatable {
        /// `auth_time`.
        public var time: Timestamp
        /// `acr`; `nil` for grants from before it was kept.
        public var context: String?
        /// `amr`.
        public var methods: AuthenticationMethods

        public init(time: Timestamp, context: String?, methods: AuthenticationMethods) {
            self.time = time
            self.context = context
            self.methods = methods
        }
    }

    /// What the code is tied to (RFC 6749 §4.1.2).
    public struct Code: Sendable, Equatable {
        public var digest: Digest
        public var expiresAt: Timestamp
        public var redirectURI: String
        /// Whether the request named the redirect URI; then the token request must repeat it (RFC 6749 §4.1.3).
        public var redirectURIWasSent: Bool
        /// The S256 challenge (RFC 7636 §4.2).
        public var challenge: String?
        public var nonce: String?

        public init(
            digest: Digest, expiresAt: Timestamp, redirectURI: String, redirectURIWasSent: Bool, challenge: String?,
            nonce: String?
        ) {
            self.digest = digest
            self.expiresAt = expiresAt
            self.redirectURI = redirectURI
            self.redirectURIWasSent = redirectURIWasSent
            self.challenge = challenge
            self.nonce = nonce
        }
    }

    /// The refresh tokens of the grant: the one that is valid, and the one it replaced.
    public struct Refresh: Sendable, Equatable {
        public var current: Digest
        /// The immediate predecessor, repeatable for a short while.
        public var previous: Digest?
        /// The current token, readable only with the predecessor.
        public var sealedSuccessor: [UInt8]?
        public var rotatedAt: Timestamp?
        /// When it ends if it is not used.
        public var expiresAt: Timestamp

        public init(
            current: Digest, previous: Digest? = nil, sealedSuccessor: [UInt8]? = nil, rotatedAt: Timestamp? = nil,
            expiresAt: Timestamp
        ) {
            self.current = current
            self.previous = previous
            self.sealedSuccessor = sealedSuccessor
            self.rotatedAt = rotatedAt
            self.expiresAt = expiresAt
        }
    }

    public init(
        id: GrantID, client: ClientID, user: UserID, scope: Scope, resource: String?,
        authentication: Authentication, createdAt: Timestamp, expiresAt: Timestamp, code: Code, redeemedAt: Timestamp? = nil,
        refresh: Refresh? = nil, revokedAt: Timestamp? = nil
    ) {
        self.id = id
        self.client = client
        self.user = user
        self.scope = scope
        self.resource = resource
        self.authentication = authentication
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.code = code
        self.redeemedAt = redeemedAt
        self.refresh = refresh
        self.revokedAt = revokedAt
    }
}
