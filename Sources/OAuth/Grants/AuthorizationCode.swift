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
        guard let code = Secret(.authorizationCode, reading: text), let handle = code.handle else {
            throw Self.unknown(.codeUnknown)
        }
        let refreshToken =
            client.grantTypes.contains(.refreshToken) ? Secret(.refreshToken, handle: handle, randomness) : nil
        let grant = try await spend(code, handle.grant, parameters, for: client, binding: refreshToken)
        guard try await people.person(grant.user) != nil else { throw Self.unknown(.personGone) }
        return Redeemed(
            subject: grant.user.value, user: grant.user, scope: grant.scope, resource: grant.resource,
            authentication: grant.authentication, nonce: grant.code.nonce, grant: grant.id, refreshToken: refreshToken)
    }

    private func spend(
        _ code: Secret, _ id: GrantID, _ parameters: Parameters, for client: Client, binding refreshToken: Secret?
    ) async throws -> Grant {
        let now = now()
        let refresh = refreshToken.map {
            Grant.Refresh(current: $0.digest, expiresAt: now + settings.lifetimes.refreshToken)
        }
        var shown = ShownCode(of: id, code: code.digest, by: client.id)
        // What most clients send is held against the code in the statement that spends it.
        if let redirectURI = try? parameters.value("redirect_uri"), let verifier = try? parameters.value("code_verifier"),
            let challenge = ProofKey.challenge(of: verifier)
        {
            (shown.redirectURI, shown.challenge) = (redirectURI, challenge)
            if let grant = try await store.redeem(shown, at: now, refresh: refresh) { return grant }
            (shown.redirectURI, shown.challenge) = (nil, nil)
        }
        guard let grant = try await store.grant(id), grant.code.digest.matches(code.digest) else {
            throw Self.unknown(.codeUnknown)
        }
        try check(grant, parameters, client)
        if let grant = try await store.redeem(shown, at: now, refresh: refresh) { return grant }
        throw try await refusal(of: id, at: now)
    }

    /// Why a code that fits could not be spent.
    private func refusal(of id: GrantID, at now: Timestamp) async throws -> OAuthError {
        guard let grant = try await store.grant(id) else { return Self.unknown(.codeUnknown) }
        guard grant.redeemedAt != nil else { return Self.unknown(grant.revokedAt == nil ? .codeExpired : .grantRevoked) }
        // RFC 6749 §4.1.2: a code that comes twice may be stolen, so all that came of it ends.
        try await store.revoke(id, at: now)
        try await changed()
        return Self.unknown(.codeReplayed)
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
}
