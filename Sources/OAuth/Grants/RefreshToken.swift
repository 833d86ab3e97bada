// The refresh token grant, RFC 6749 §6, with rotation and reuse detection (OAuth 2.1 §4.3.1, RFC 9700 §4.14.2).
// For a short while the immediate predecessor may be repeated and gets the same successor, because answers get
// lost and processes share tokens. Any other spent token ends the whole grant.

import Keys

struct RefreshToken: GrantHandler {
    static let type = GrantType.refreshToken

    let store: any Store
    let people: any People
    let settings: Settings
    let now: Now
    let randomness: any Randomness
    let changed: @Sendable () async throws -> Void

    /// One answer, whatever is wrong with the token: who tries tokens learns nothing.
    private static func dead(_ reason: Reason) -> OAuthError {
        OAuthError(.invalidGrant, "The refresh token is unknown, has expired or was revoked.", reason)
    }

    func redeem(_ parameters: Parameters, for client: Client) async throws -> Redeemed {
        guard let text = try parameters.value("refresh_token") else {
            throw OAuthError(.invalidRequest, "The parameter refresh_token is missing.", .refreshMissing)
        }
        guard let presented = Secret(.refreshToken, reading: text), let handle = presented.handle else {
            throw Self.dead(.refreshUnknown)
        }
        // Where nothing is narrowed there is nothing to look at before.
        if parameters.values("scope").isEmpty, parameters.values("resource").isEmpty {
            let successor = Secret(.refreshToken, handle: handle, randomness)
            if let grant = try await rotate(presented, handle.grant, to: successor, for: client) {
                return redeemed(grant, scope: grant.scope, successor)
            }
        }
        guard let grant = try await store.grant(handle.grant) else { throw Self.dead(.refreshUnknown) }
        // RFC 6749 §6: bound to the client it was issued to.
        guard grant.client == client.id else { throw Self.dead(.refreshOfAnother) }
        guard isAlive(grant) else { throw Self.dead(grant.revokedAt == nil ? .refreshExpired : .grantRevoked) }
        guard try await people.person(grant.user) != nil else { throw Self.dead(.personGone) }
        let scope = try narrowed(parameters, grant)
        try ResourceIndicator(settings: settings).check(parameters, isWithin: grant)
        return redeemed(grant, scope: scope, try await successor(of: presented, handle, in: grant, for: client))
    }

    private func redeemed(_ grant: Grant, scope: Scope, _ successor: Secret) -> Redeemed {
        Redeemed(
            subject: grant.user.value, user: grant.user, scope: scope, resource: grant.resource,
            authentication: grant.authentication, nonce: nil, grant: grant.id, refreshToken: successor)
    }

    private func isAlive(_ grant: Grant) -> Bool {
        guard let refresh = grant.refresh, grant.revokedAt == nil else { return false }
        return now() < min(refresh.expiresAt, grant.expiresAt)
    }

    // RFC 6749 §6: less than was granted, never more.
    private func narrowed(_ parameters: Parameters, _ grant: Grant) throws(OAuthError) -> Scope {
        guard let text = try parameters.value("scope") else { return grant.scope }
        let scope = try Scope(reading: text)
        guard scope.isSubset(of: grant.scope) else {
            throw OAuthError(.invalidScope, "A refresh cannot ask for more scopes than were granted.", .scopeWidened)
        }
        return scope.isEmpty ? grant.scope : scope
    }

    private func successor(
        of presented: Secret, _ handle: Handle, in grant: Grant, for client: Client
    ) async throws -> Secret {
        guard let refresh = grant.refresh else { throw Self.dead(.refreshUnknown) }
        guard refresh.current.matches(presented.digest) else {
            return try await repeated(presented, refresh, grant.id)
        }
        let successor = Secret(.refreshToken, handle: handle, randomness)
        if try await rotate(presented, grant.id, to: successor, for: client) != nil { return successor }
        // Another request with the same token was faster, and this one is a repetition; or something has just ended.
        guard let later = try await store.grant(grant.id), later.revokedAt == nil, let refresh = later.refresh else {
            throw Self.dead(.grantRevoked)
        }
        guard !refresh.current.matches(presented.digest) else { throw Self.dead(.personGone) }
        return try await repeated(presented, refresh, grant.id)
    }

    private func rotate(
        _ presented: Secret, _ id: GrantID, to successor: Secret, for client: Client
    ) async throws -> Grant? {
        let now = now()
        let next = Grant.Refresh(
            current: successor.digest, previous: presented.digest, sealedSuccessor: try presented.seal(successor),
            rotatedAt: now, expiresAt: now + settings.lifetimes.refreshToken)
        return try await store.rotate(id, presented: presented.digest, by: client.id, to: next, at: now)
    }

    private func repeated(_ presented: Secret, _ refresh: Grant.Refresh, _ id: GrantID) async throws -> Secret {
        if let previous = refresh.previous, previous.matches(presented.digest), let rotatedAt = refresh.rotatedAt,
            now() <= rotatedAt + settings.lifetimes.refreshGrace, let sealed = refresh.sealedSuccessor,
            let successor = presented.open(sealed)
        {
            return successor
        }
        // Only holders of the grant's secrets know its handle, so this is one that was spent before (RFC 9700 §4.14.2).
        try await store.revoke(id, at: now())
        try await changed()
        throw Self.dead(.refreshReplayed)
    }
}
