// How the gateway learns who is calling: the engine's check of the token, and who the person is.
// No database round trip in the common case; a revocation is felt by the next call.

import Gateway
import Keys
import OAuth
import Web

struct GateKeeper: TokenGate {
    let server: AuthorizationServer
    let directory: Directory
    let uses: Uses

    func caller(presenting token: String, at route: Route) async throws(TokenRefusal) -> Caller {
        let claims: Claims
        do {
            claims = try await server.accessTokens.claims(of: token)
        } catch {
            throw .invalid(error.rawValue, error.reason)
        }
        // RFC 9068 §4: a token is for the resources that it names, and for no other.
        guard claims.audience.contains(route.identifier), let client = claims.clientID else {
            throw .invalid(TokenProblem.wrongAudience.rawValue, .tokenForAnother, grant: claims.grant)
        }
        let person = try await person(claims, client)
        let scope = Scope(claims.scopes)
        if let person { uses.note(Use(user: person.id, client: client, at: server.now())) }
        return Caller(
            user: person?.id, email: person?.email, client: client,
            scopes: (server.settings.resource(identifier: route.identifier)?.widened(scope) ?? scope).names,
            expiresAt: Timestamp(seconds: claims.expiresAt), grant: claims.grant, tokenID: claims.tokenID)
    }

    /// The person; `nil` for a client that acts for itself, whose `sub` is its own name.
    private func person(_ claims: Claims, _ client: ClientID) async throws(TokenRefusal) -> Person? {
        guard claims.subject != client.value else { return nil }
        let person: Person?
        do {
            person = try await directory.person(UserID(claims.subject))
        } catch {
            throw .unavailable
        }
        guard let person else { throw .invalid(TokenProblem.revoked.rawValue, .personGone, grant: claims.grant) }
        return person
    }

    func isLive(_ caller: Caller) -> Bool {
        server.accessTokens.isLive(
            TokenOrigin(
                subject: caller.user?.value ?? caller.client.value, client: caller.client, grant: caller.grant,
                tokenID: caller.tokenID,
                issuedAt: (caller.expiresAt - server.settings.lifetimes.accessToken).seconds))
    }
}

/// Signs what the gateway tells an upstream.
struct Assertions: AssertionSigner {
    let server: AuthorizationServer

    static let lifetime: Duration = .seconds(60)

    func assertion(for caller: Caller, audience: String) async throws -> String {
        let now = server.now()
        let claims = Claims(
            issuer: server.settings.issuer, subject: caller.user?.value ?? caller.client.value, audience: [audience],
            clientID: caller.client, scope: caller.scopes.joined(separator: " "),
            expiresAt: (now + Self.lifetime).seconds, issuedAt: now.seconds, email: caller.email,
            // So that what it says ends with the authorization, where it comes back to this server.
            grant: caller.grant)
        return try server.keys.current.sign(claims.members, as: .assertion, at: now)
    }
}
