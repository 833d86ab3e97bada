// Access tokens: signed JWTs as RFC 9068 describes them.
// The gateway checks one by its signature alone; whether its grant still lives is known in memory (`Liveness`).

import Keys

struct AccessTokenIssuer {
    let settings: Settings
    let keys: CurrentKeys
    let now: Now
    let randomness: any Randomness
    let memory: CheckedTokens

    /// For whom and what a token is.
    struct Order {
        var subject: String
        var client: ClientID
        var scope: Scope
        var resource: String?
        var authentication: Grant.Authentication?
        var grant: GrantID?
    }

    func issue(_ order: Order) throws -> String {
        let now = now()
        // RFC 9068 §2.2.
        let claims = Claims(
            issuer: settings.issuer, subject: order.subject, audience: [order.resource ?? settings.issuer],
            clientID: order.client, scope: order.scope.isEmpty ? nil : order.scope.text,
            expiresAt: (now + settings.lifetimes.accessToken).seconds, issuedAt: now.seconds,
            tokenID: Base64URL.encode(randomness.bytes(16)), authTime: order.authentication?.time.seconds,
            context: order.authentication?.context, methods: order.authentication?.claimedMethods, grant: order.grant)
        let keysVersion = memory.keysVersion
        let token = try keys.current.sign(claims.members, as: .accessToken, at: now)
        // Its signature is right: it need not be checked when the token comes back.
        memory.remember(token, claims, checkedIn: keysVersion)
        return token
    }
}
