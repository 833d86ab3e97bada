// What an answer was about, beside the answer: for the trace of a connection attempt, and never sent.

import Keys

/// Whom and what an answer concerned.
public struct Matter: Sendable, Equatable {
    public var client: ClientID?
    public var grant: GrantID?
    public var refusal: OAuthError?
    /// Whether the client has no way to prove itself; `nil` where that was not looked at.
    public var isPublic: Bool?

    public init(client: ClientID? = nil, grant: GrantID? = nil, refusal: OAuthError? = nil, isPublic: Bool? = nil) {
        self.isPublic = isPublic
        self.client = client
        self.grant = grant
        self.refusal = refusal
    }

    /// It is no part of the answer: two answers that are sent alike are alike.
    public static func == (left: Matter, right: Matter) -> Bool { true }
}
