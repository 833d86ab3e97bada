// `private_key_jwt`: RFC 7523 §2.2 and §3, OpenID Connect Core §9. The client signs, for this server and for once,
// that it is itself. Whatever is wrong, the answer is `invalid_client`; once the signature is right, it says what.

import Keys

/// Checks assertions in place of secrets.
struct ClientAssertion: Sendable {
    /// RFC 7523 §2.2.
    static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    let keys: ClientKeyCache
    let store: any ReplayStore
    let settings: Settings
    let now: Now

    /// How far clocks may differ.
    private static let leeway: Duration = .seconds(60)
    /// How far ahead `exp` may lie.
    private static let longest: Duration = .seconds(300)

    /// Whether the client has signed the assertion; counts it as used.
    ///
    /// - Throws: `invalid_client` for an assertion that is signed and wrong, `temporarily_unavailable` without keys.
    func proves(_ assertion: String, _ client: Client) async throws -> Bool {
        guard client.authenticationMethods.contains(.privateKeyJWT), let signers = client.keys else { return false }
        let claims: AssertionClaims
        do {
            claims = try await keys.claims(of: assertion, signedWith: signers)
        } catch let problem as FetchProblem {
            let isTemporary = problem.kind == .unreachable
            throw OAuthError(
                isTemporary ? .temporarilyUnavailable : .invalidClient, problem.sentence, .keysUnavailable, detail: problem.detail,
                retryAfter: isTemporary ? .seconds(30) : nil)
        } catch is TokenProblem {
            return false
        }
        try checkNames(claims, client.id)
        try checkTimes(claims)
        try await useOnce(claims, client.id)
        return true
    }

    private func checkNames(_ claims: AssertionClaims, _ client: ClientID) throws(OAuthError) {
        // RFC 7523 §3 and OpenID Connect Core §9: both are the client.
        guard claims.issuer.utf8.elementsEqual(client.value.utf8), claims.subject.utf8.elementsEqual(client.value.utf8) else {
            throw Self.refusal("iss and sub must both be the client_id.")
        }
        // CLIENTS.md R8: the issuer, or the token endpoint as older libraries have it; nobody else besides.
        let names = [settings.issuer, settings.issuer + Endpoint.token.path]
        guard !claims.audience.isEmpty, claims.audience.allSatisfy({ names.contains($0) }) else {
            throw Self.refusal("aud must be this server's issuer, and nothing else.")
        }
    }

    private func checkTimes(_ claims: AssertionClaims) throws(OAuthError) {
        let now = now()
        guard (now - Self.leeway).seconds < claims.expiresAt else { throw Self.refusal("It has expired.") }
        guard claims.expiresAt <= (now + Self.longest + Self.leeway).seconds else {
            throw Self.refusal("exp must be at most five minutes ahead.")
        }
        let latest = (now + Self.leeway).seconds
        guard claims.issuedAt ?? latest <= latest, claims.notBefore ?? latest <= latest else {
            throw Self.refusal("It is not valid yet: check the clocks.")
        }
    }

    // RFC 7523 §3 (7): used once, for as long as it could be used.
    private func useOnce(_ claims: AssertionClaims, _ client: ClientID) async throws {
        guard let tokenID = claims.tokenID, (1...512).contains(tokenID.utf8.count) else {
            throw Self.refusal("jti is missing, or longer than 512 bytes.")
        }
        let mark = Digest(of: "\(client.value)\u{0}\(tokenID)")
        let until = Timestamp(seconds: claims.expiresAt) + Self.leeway
        guard try await store.firstSeen(mark, until: until) else {
            throw Self.refusal("It was used before; make a new one, with a jti of its own, for each request.")
        }
    }

    private static func refusal(_ reason: String) -> OAuthError {
        OAuthError(.invalidClient, "The client_assertion is not right. \(reason)", .assertionWrong, detail: reason)
    }
}
