// Token revocation, RFC 7009. Revoking a refresh token ends its grant, with every token that came of it;
// revoking an access token ends that token alone. What is unknown, or another client's, is answered alike.

import Keys

public struct RevocationEndpoint: Sendable {
    let authentication: ClientAuthentication
    let check: AccessTokenCheck
    let store: any Store
    let now: Now
    let changed: @Sendable () async throws -> Void

    public func reply(to request: BackChannelRequest) async throws -> Reply {
        do {
            let client = try await authentication.client(of: request)
            guard let token = try request.parameters.value("token") else {
                throw OAuthError(.invalidRequest, "The parameter token is missing.")
            }
            // §2.1: the hint only orders the search, and here the token itself says what it is.
            try await revoke(token, of: client)
            // §2.2: 200 also for what is not known.
            return Reply(status: 200, headers: Reply.noStore, body: .none)
        } catch let error as OAuthError {
            return .refusal(error, usedBasic: request.usesBasic)
        }
    }

    private func revoke(_ token: String, of client: Client) async throws {
        for kind in [SecretKind.refreshToken, .authorizationCode] {
            guard let secret = Secret(kind, reading: token) else { continue }
            guard let id = secret.handle?.grant, let grant = try await store.grant(id), grant.client == client.id
            else { return }
            try await store.revoke(id, at: now())
            try await changed()
            return
        }
        guard let claims = try? await check.claims(of: token), claims.clientID == client.id,
            let tokenID = claims.tokenID
        else { return }
        try await store.revoke(accessToken: tokenID, at: now())
        try await changed()
    }
}
