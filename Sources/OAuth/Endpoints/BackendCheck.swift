// Questions of a resource's own back end about a person who has called it. It proves itself as at the introspection endpoint (RFC 7662
// §2.1), and brings what the call came with: the access token, or the gateway's assertion. Without a call that is good now it learns
// nothing, so that a back end which was broken into can act for nobody who does not use it.

import Keys

public struct BackendCheck: Sendable {
    let authentication: ClientAuthentication
    let check: AccessTokenCheck
    let people: any People
    let settings: Settings
    let now: Now

    /// The person whom the parameter `subject_token` is about.
    ///
    /// - Throws: `OAuthError`, if the caller is not the resource's own back end, or the token is not good there at this moment.
    public func person(in request: BackChannelRequest, at id: ResourceID) async throws -> Person {
        let caller = try await authentication.client(of: request)
        guard caller.isConfidential || request.usesAssertion else {
            throw OAuthError(.invalidClient, "Only a client with a secret or keys may ask this.")
        }
        guard caller.isBackend(of: id), let resource = settings.resource(id) else {
            throw OAuthError(.unauthorizedClient, "Only the resource's own back end may ask this: a client of the profile service.")
        }
        guard let token = try request.parameters.value("subject_token") else {
            throw OAuthError(.invalidRequest, "The parameter subject_token is missing: send what the call came with.")
        }
        let claims: Claims
        do {
            claims = try await self.claims(of: token, for: resource)
        } catch {
            throw OAuthError(.invalidGrant, error.rawValue, error.reason)
        }
        guard claims.subject != claims.clientID?.value else {
            throw OAuthError(.invalidGrant, "The token is a client's own: there is no person behind it.")
        }
        guard let person = try await people.person(UserID(claims.subject)) else {
            throw OAuthError(.invalidGrant, TokenProblem.revoked.rawValue, .personGone)
        }
        return person
    }

    private func claims(of token: String, for resource: Resource) async throws(TokenProblem) -> Claims {
        let claims: Claims
        do {
            claims = try await check.claims(of: token)
        } catch {
            guard error == .wrongType else { throw error }
            claims = try await assertion(token)
        }
        // RFC 9068 §4.
        guard claims.audience.contains(resource.identifier) else { throw .wrongAudience }
        return claims
    }

    /// What the gateway has said about a call a moment ago, unless it has ended since.
    private func assertion(_ token: String) async throws(TokenProblem) -> Claims {
        let expectation = PublicKeys.Expectation(
            .assertion, issuer: settings.issuer, audiences: nil, leeway: .zero, issuerAhead: .clockDifference)
        let claims = try await check.keys.current.publicKeys.verify(token, expectation, at: now())
        guard check.isLive(TokenOrigin(claims)) else { throw .revoked }
        return claims
    }
}
