// ID tokens, OpenID Connect Core §2: what tells a client who signed in.

import Keys

struct IDTokenIssuer {
    let settings: Settings
    let keys: CurrentKeys
    let now: Now

    func issue(
        to client: Client, about user: UserID, _ authentication: Grant.Authentication, nonce: String?, accessToken: String
    ) throws -> String {
        let now = now()
        let claims = Claims(
            issuer: settings.issuer, subject: user.value, audience: [client.id.value],
            expiresAt: (now + settings.lifetimes.idToken).seconds, issuedAt: now.seconds, authTime: authentication.time.seconds,
            context: authentication.context, methods: authentication.claimedMethods, nonce: nonce,
            // §3.1.3.6: the left half of the access token's hash; SHA-256 belongs to both ES256 and RS256.
            accessTokenHash: Base64URL.encode(Digest(of: accessToken).bytes.prefix(16)))
        return try keys.current.sign(claims.members, as: .idToken, with: client.idTokenAlgorithm, at: now)
    }
}

extension Grant.Authentication {
    /// `amr`, if anything is known of it.
    var claimedMethods: [String]? { methods.isEmpty ? nil : methods.names }
}
