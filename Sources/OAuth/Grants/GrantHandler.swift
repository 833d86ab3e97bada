// What a grant adds to the token endpoint. The pipeline around it authenticates the client, checks that it may
// use the grant, and mints the answer; a grant cannot bypass any of that.

import Keys

/// What a grant has found out: for whom tokens are, and what they may do.
struct Redeemed {
    var subject: String
    /// The person, or `nil` if a client acts for itself.
    var user: UserID?
    var scope: Scope
    var resource: String?
    /// The person's proof; `nil` if a client acts for itself.
    var authentication: Grant.Authentication?
    var nonce: String?
    var grant: GrantID?
    var refreshToken: Secret?
}

/// One value of `grant_type` (RFC 6749 §4).
protocol GrantHandler: Sendable {
    static var type: GrantType { get }
    func redeem(_ parameters: Parameters, for client: Client) async throws -> Redeemed
}
