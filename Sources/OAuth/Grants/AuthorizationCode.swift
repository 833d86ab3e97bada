// The authorization code grant, RFC 6749 §4.1.3: the one-time code is the only link to the person who signed in.
// A failed redemption (wrong client, redirect URI or verifier) spends nothing and mints nothing; a second
// redemption by the rightful client ends the whole grant (RFC 6749 §4.1.2).

import Keys

struct AuthorizationCode: GrantHandler {
    static let type = GrantType.authorizationCode

    let store: any Store
    let people: any People
    let settings: Settings
    let now: Now
    let randomness: any Randomness
    let changed: @Sendable () async throws -> Void

    /// One answer, whatever is wrong with the code: who tries codes learns nothing.
    private static func unknown(_ reason: Reason) -> OAuthError {
        OAuthError(.invalidGrant, "The code is unknown, has expired or was used before.", reason)
    }

    func redeem(_ parameters: Parameters, for client: Client) async throws -> Redeemed {
        guard let text = try parameters.value("code") else {
            throw OAuthError(.invalidRequest, "The parameter code is missing.", .codeMissing)
        }
        guard let code = Secret(.authorizationCode, reading: text), let handle = code.handle,
            let grant = try await store.grant(handle.grant), grant.code.digest.matches(code.digest)
        else { throw Self.unknown(.codeUnknown) }
        try check(grant, parameters, client)
        return try await spend(code, handle, of: grant, for: client)
    }

    private func check(_ grant: Grant, _ parameters: Parameters, _ client: Client) throws(OAuthError) {
        // RFC 6749 §4.1.3: the code was issued to this client.
        guard grant.client == client.id else { throw Self.unknown(.codeOfAnother) }
        // RFC 6749 §4.1.3; OAuth 2.1 leaves redirect_uri out of the token request where PKCE protects it.
        let sent = try parameters.value("redirect_uri")
        if let sent, !sent.utf8.elementsEqual(grant.code.redirectURI.utf8) {
            throw OAuthError(
                .invalidGrant, "The redirect_uri is not the one that the code was issued for.", .redirectURIDiffers,
                detail: grant.code.redirectURI)
        }
        if sent == nil, grant.code.redirectURIWasSent, grant.code.challenge == nil {
            throw OAuthError(
                .invalidGrant, "The redirect_uri of the authorization request must be repeated.", .redirectURINotRepeated,
                detail: grant.code.redirectURI)
        }
        try ProofKey.verify(parameters.value("code_verifier"), against: grant.code.challenge)
    }

    private func spend(_ code: Secret, _ handle: Handle, of grant: Grant, for client: Client) async throws -> Redeemed {
        let now = now()
        let refreshToken =
            client.grantTypes.contains(.refreshToken) ? Secret(.refreshToken, handle: handle, randomness) : nil
        let refresh = refreshToken.map {
            Grant.Refresh(current: $0.digest, expiresAt: now + settings.lifetimes.refreshToken)
        }
        switch try await store.redeem(grant.id, code: code.digest, at: now, refresh: refresh) {
        case .first: break
        case .replayed:
            // RFC 6749 §4.1.2: a code that comes twice may be stolen, so all that came of it ends.
            try await store.revoke(grant.id, at: now)
            try await changed()
            throw Self.unknown(.codeReplayed)
        case .unknown: throw Self.unknown(grant.revokedAt == nil ? .codeExpired : .grantRevoked)
        }
        guard try await people.person(grant.user) != nil else { throw Self.unknown(.personGone) }
        return Redeemed(
            subject: grant.user.value, user: grant.user, scope: grant.scope, resource: grant.resource,
            authTime: grant.authTime, nonce: grant.code.nonce, grant: grant.id, refreshToken: refreshToken)
    }
}
