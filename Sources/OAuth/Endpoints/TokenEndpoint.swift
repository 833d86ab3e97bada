// The token endpoint, RFC 6749 §3.2: one pipeline for every grant.
// Authenticate the client → may it use this grant → redeem → mint → reply.

import Keys

/// Exchanges codes and refresh tokens for access tokens.
public struct TokenEndpoint: Sendable {
    let authentication: ClientAuthentication
    let grants: [GrantType: any GrantHandler]
    let accessTokens: AccessTokenIssuer
    let idTokens: IDTokenIssuer
    let settings: Settings

    public func reply(to request: BackChannelRequest) async throws -> Reply {
        do {
            return try await tokens(for: request)
        } catch let error as OAuthError {
            return .refusal(error, usedBasic: request.usesBasic)
        }
    }

    private func tokens(for request: BackChannelRequest) async throws -> Reply {
        let name = try request.parameters.value("grant_type")
        let client = try await authentication.client(of: request)
        guard let name else { throw OAuthError(.invalidRequest, "The parameter grant_type is missing.", .grantTypeMissing) }
        guard let type = GrantType(rawValue: name), let grant = grants[type] else {
            throw OAuthError(.unsupportedGrantType, "This grant_type is not supported here.", .grantTypeUnsupported)
        }
        guard client.grantTypes.contains(type) else {
            throw OAuthError(.unauthorizedClient, "This client may not use this grant_type.", .grantTypeNotAllowed)
        }
        return try mint(await grant.redeem(request.parameters, for: client), for: client)
    }

    private func mint(_ redeemed: Redeemed, for client: Client) throws -> Reply {
        let accessToken = try accessTokens.issue(
            AccessTokenIssuer.Order(
                subject: redeemed.subject, client: client.id, scope: redeemed.scope, resource: redeemed.resource,
                authentication: redeemed.authentication, grant: redeemed.grant))
        var members: JSON.Members = [
            "access_token": .string(accessToken),
            "token_type": .string(client.tokenTypeSpelling),
            "expires_in": .integer(settings.lifetimes.accessToken.inSeconds),
            "refresh_token": redeemed.refreshToken.map { .string($0.text) },
            "scope": redeemed.scope.isEmpty ? nil : .string(redeemed.scope.text),
        ]
        if let user = redeemed.user, let authentication = redeemed.authentication,
            redeemed.scope.contains(IdentityScope.openID.rawValue)
        {
            members["id_token"] = .string(
                try idTokens.issue(
                    to: client, about: user, authentication, nonce: redeemed.nonce, accessToken: accessToken))
        }
        return .success(members, about: Matter(client: client.id, grant: redeemed.grant))
    }
}
