// What an answer was about, beside the answer: for the trace of a connection attempt, and never sent.

import Keys

/// Whom and what an answer concerned.
public struct Matter: Sendable, Equatable {
    public var client: ClientID?
    public var grant: GrantID?
    public var refusal: OAuthError?

    public init(client: ClientID? = nil, grant: GrantID? = nil, refusal: OAuthError? = nil) {
        self.client = client
        self.grant = grant
        self.refusal = refusal
    }

    /// It is no part of the answer: two answers that are sent alike are alike.
    public static func == (left: Matter, right: Matter) -> Bool { true }
}
