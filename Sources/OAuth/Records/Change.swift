// Something that running servers must feel soon: a revocation, or new truth about a person, a client or the keys.
// Changes are kept in the order in which they happened; a server reads those it has not seen.

import Keys

/// A change that other parts of a running server, or other servers, must hear of.
public struct Change: Sendable, Equatable {
    public enum Kind: String, Sendable {
        /// A grant was ended; its tokens are dead.
        case grant
        /// One access token was revoked (RFC 7009).
        case token
        /// A person was disabled or removed: tokens issued until then are dead.
        case userEnded = "user-ended"
        /// Something else about a person has changed.
        case userChanged = "user-changed"
        /// A client was removed: its tokens are dead.
        case clientEnded = "client-ended"
        /// Something else about a client has changed.
        case clientChanged = "client-changed"
        /// Signing keys were added or retired.
        case keys
        /// Something that a newer version, beside which this one still runs, knows of.
        case unknown
    }

    public let sequence: Int64
    public let kind: Kind
    public let subject: String
    public let at: Timestamp

    public init(sequence: Int64, kind: Kind, subject: String, at: Timestamp) {
        self.sequence = sequence
        self.kind = kind
        self.subject = subject
        self.at = at
    }
}
