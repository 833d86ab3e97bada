// Token introspection, RFC 7662: a client asks whether a token is good.
// A client learns about its own tokens; a resource's own service client also about those issued for that resource.
// Everything else is inactive, without a reason (§4).

import Keys

public struct IntrospectionEndpoint: Sendable {
    let authentication: ClientAuthentication
    let check: AccessTokenCheck
    let store: any Store
    let people: any People
    let settings: Settings
    let now: Now

    private static let inactive = Reply.success(["active": false])

    public func reply(to request: BackChannelRequest) async throws -> Reply {
        do {
            // §2.1: only authenticated callers; a public client proves nothing.
            let caller = try await authentication.client(of: request)
            guard caller.isConfidential || request.usesAssertion else {
                throw OAuthError(.invalidClient, "Only a client with a secret or keys may introspect tokens.")
            }
            guard let token = try request.parameters.value("token") else {
                throw OAuthError(.invalidRequest, "The parameter token is missing.")
            }
            if let secret = Secret(.refreshToken, reading: token) { return try await refresh(secret, for: caller) }
            return await access(token, for: caller)
        } catch let error as OAuthError {
            return .refusal(error, usedBasic: request.usesBasic)
        }
    }

    private func access(_ token: String, for caller: Client) async -> Reply {
        guard let claims = try? await check.claims(of: token), mayKnow(claims, caller) else { return Self.inactive }
        let resource = claims.audience.first.flatMap { settings.resource(identifier: $0) }
        let scope = claims.scope.map { resource?.widened(Scope(stored: $0)).text ?? $0 }
        return .success(
            [
                "active": true, "token_type": "Bearer", "iss": .string(claims.issuer), "sub": .string(claims.subject),
                "aud": claims.audience.first.map { .string($0) }, "client_id": claims.clientID.map { .string($0.value) },
                "scope": scope.map { .string($0) }, "exp": .integer(claims.expiresAt),
                "iat": .integer(claims.issuedAt), "jti": claims.tokenID.map { .string($0) },
                // RFC 9470 §6.2.
                "auth_time": claims.authTime.map { .integer($0) }, "acr": claims.context.map { .string($0) },
                "amr": claims.methods.map { .array($0.map { .string($0) }) },
            ], about: Matter(client: claims.clientID, grant: claims.grant))
    }

    private func mayKnow(_ claims: Claims, _ caller: Client) -> Bool {
        if claims.clientID == caller.id { return true }
        guard let id = caller.resource, caller.isBackend(of: id), let resource = settings.resource(id) else { return false }
        return claims.audience.contains(resource.identifier)
    }

    private func refresh(_ secret: Secret, for caller: Client) async throws -> Reply {
        guard let id = secret.handle?.grant, let grant = try await store.grant(id), grant.client == caller.id,
            grant.revokedAt == nil, let refresh = grant.refresh, refresh.current.matches(secret.digest),
            now() < min(refresh.expiresAt, grant.expiresAt), try await people.person(grant.user) != nil
        else { return Self.inactive }
        return .success([
            "active": true, "token_type": "refresh_token", "iss": .string(settings.issuer),
            "sub": .string(grant.user.value), "client_id": .string(grant.client.value),
            "scope": grant.scope.isEmpty ? nil : .string(grant.scope.text),
            "exp": .integer(min(refresh.expiresAt, grant.expiresAt).seconds),
            "iat": .integer((refresh.rotatedAt ?? grant.redeemedAt ?? grant.createdAt).seconds),
        ])
    }
}
