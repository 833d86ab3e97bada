// Why an answer from elsewhere is not accepted. The person reads one sentence for all of it; the operator's log has the reason.

/// A refusal, with a reason for the log that holds nothing of what was sent.
public struct ForeignRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        /// What came is not right.
        case wrong
        /// The person or the other site has declined.
        case declined
        /// The other site cannot be reached now.
        case unavailable
        /// The other site does not take this server for who it is: the two are not set up for each other.
        case unknown
    }

    public let kind: Kind
    public let reason: String
    /// The request that waits, where it is known to belong to this browser.
    public var ticket: String?

    public init(_ reason: String) { self.init(.wrong, reason) }

    public init(_ kind: Kind, _ reason: String, ticket: String? = nil) {
        self.kind = kind
        self.reason = reason
        self.ticket = ticket
    }

    public var description: String { reason }
}
