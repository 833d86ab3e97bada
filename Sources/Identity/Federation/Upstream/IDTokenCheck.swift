// OpenID Connect Core §3.1.3.7, after the signature. `at_hash` is not looked at: the access token came in the same answer of the
// same endpoint, over TLS.

import Keys

/// What an ID token must say.
struct IDTokenCheck {
    let issuer: String
    let clientID: String
    let nonce: String
    let now: Timestamp

    /// How far clocks may differ, and how old a token may be.
    private static let leeway: Duration = .seconds(60)
    private static let oldest: Duration = .seconds(600)

    func check(_ claims: ForeignClaims) throws(ForeignRefusal) {
        // (2) Byte for byte.
        guard claims.string("iss") == issuer else { throw ForeignRefusal("iss of the ID token is not \(issuer)") }
        // (3) For us; (4), (5) and if for others too, then it must have been issued to us.
        guard claims.audience.contains(clientID) else { throw ForeignRefusal("the ID token is for another client") }
        guard claims.text["azp"] == nil ? claims.audience.count == 1 : claims.string("azp") == clientID else {
            throw ForeignRefusal("the ID token was issued to another client")
        }
        // (9), (10)
        guard let expiresAt = claims.time("exp"), let issuedAt = claims.time("iat") else {
            throw ForeignRefusal("exp and iat of the ID token are missing, or no numbers")
        }
        guard now - Self.leeway < expiresAt else { throw ForeignRefusal("the ID token has expired") }
        guard issuedAt <= now + Self.leeway, now - issuedAt <= Self.oldest else {
            throw ForeignRefusal("the ID token is of another time: check the clocks")
        }
        // (11) It answers this request, and no other.
        guard let sent = claims.string("nonce"), constantTimeEqual(sent.utf8, nonce.utf8) else {
            throw ForeignRefusal("nonce of the ID token is missing, or of another sign-in")
        }
    }
}
