// ID tokens, OpenID Connect Core §2: what tells a client who signed in.

import Keys

struct IDTokenIssuer {
    let settings: Settings
    let keys: CurrentKeys
    let now: Now

    func issue(to client: Client, about user: UserID, authTime: Timestamp, nonce: String?, accessToken: String) throws
        -> String
    {
        let now = now()
        let claims: JSON.Members = [
            "iss": .string(settings.issuer),
            "sub": .string(user.value),
            "aud": .string(client.id.value),
            "iat": .integer(now.seconds),
            "exp": .integer((now + settings.lifetimes.idToken).seconds),
            "auth_time": .integer(authTime.seconds),
            "nonce": nonce.map { .string($0) },
            // §3.1.3.6: the left half of the access token's hash; SHA-256 belongs to both ES256 and RS256.
            "at_hash": .string(Base64URL.encode(Digest(of: accessToken).bytes.prefix(16))),
        ]
        return try keys.current.sign(claims, as: .idToken, with: client.idTokenAlgorithm, at: now)
    }
}
