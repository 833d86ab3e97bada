// What the gateway needs to know about tokens, and no more.
// Who checks a token and who signs an assertion is handed in: this target knows no OAuth, no SQL and no accounts.

import Keys

/// The one on whose behalf a call is made, as the token says.
public struct Caller: Sendable, Hashable {
    /// The person. `nil`: a client that acts for itself.
    public var user: UserID?
    public var email: String?
    public var client: ClientID
    public var scopes: [String]
    public var expiresAt: Timestamp
    /// The authorization that the token came from: what a revocation ends.
    public var grant: GrantID?
    /// The token's own name (`jti`), never the token.
    public var tokenID: String?

    public init(
        user: UserID?, email: String? = nil, client: ClientID, scopes: [String], expiresAt: Timestamp,
        grant: GrantID? = nil, tokenID: String? = nil
    ) {
        self.user = user
        self.email = email
        self.client = client
        self.scopes = scopes
        self.expiresAt = expiresAt
        self.grant = grant
        self.tokenID = tokenID
    }
}

/// Why a token does not open the door.
public enum TokenRefusal: Error, Sendable, Hashable {
    /// The token is not good here. The sentence is published: it names no secret. The rest is for the trace.
    case invalid(String, Reason? = nil, grant: GrantID? = nil)
    /// It cannot be decided just now; the caller may try again soon.
    case unavailable
}

/// Decides whose token this is, and whether it is still good.
public protocol TokenGate: Sendable {
    /// The caller behind `token`, if it was made for `resource` and is good now.
    func caller(presenting token: String, at resource: Route) async throws(TokenRefusal) -> Caller
    /// Whether the caller's token still holds. Cheap and in memory: long streams ask several times a second.
    func isLive(_ caller: Caller) -> Bool
}

/// Signs the short-lived JWT that lets an upstream check instead of trust.
public protocol AssertionSigner: Sendable {
    func assertion(for caller: Caller, audience: String) async throws -> String
}
