// Userinfo, OpenID Connect Core §5.3: who the person behind an access token is.

import Keys

public struct UserInfoEndpoint: Sendable {
    let check: AccessTokenCheck
    let people: any People

    /// - Parameter authorizations: every `Authorization` header of the request.
    public func reply(authorizations: [String]) async throws -> Reply {
        guard let authorization = authorizations.first else { return .challenge(nil) }
        // RFC 6750 §3.1: more than one way to send a token is a malformed request.
        guard authorizations.count == 1 else {
            return .challenge(OAuthError(.invalidRequest, "Send one Authorization header.", .tokenTwice))
        }
        guard let token = BearerToken.read(authorization) else { return .challenge(nil) }
        do {
            return try await claims(for: check.claims(of: token))
        } catch let problem as TokenProblem {
            return .challenge(OAuthError(.invalidToken, problem.rawValue, problem.reason))
        }
    }

    private func claims(for token: Claims) async throws -> Reply {
        let scope = Scope(token.scopes)
        guard scope.contains(IdentityScope.openID.rawValue) else {
            return .challenge(
                OAuthError(.insufficientScope, "The token was not granted the scope openid.", .scopeInsufficient),
                scope: IdentityScope.openID.rawValue)
        }
        guard let person = try await people.person(UserID(token.subject)) else {
            return .challenge(OAuthError(.invalidToken, TokenProblem.revoked.rawValue, .personGone))
        }
        var members: JSON.Members = ["sub": .string(person.id.value)]
        if scope.contains(IdentityScope.profile.rawValue) { members["name"] = person.name.map { .string($0) } }
        if let email = person.email, scope.contains(IdentityScope.email.rawValue) {
            members["email"] = .string(email)
            members["email_verified"] = .boolean(person.emailVerified)
        }
        return .success(members, about: Matter(client: token.clientID, grant: token.grant))
    }
}

/// The `Authorization: Bearer` header, RFC 6750 §2.1.
enum BearerToken {
    /// The token; `nil` if the header is of another scheme. An empty token is read as empty and refused later.
    static func read(_ header: String) -> String? {
        guard header.utf8.count >= 6, header.prefix(6).lowercased() == "bearer" else { return nil }
        let rest = header.dropFirst(6)
        guard rest.isEmpty || rest.first == " " else { return nil }
        return String(rest.drop { $0 == " " })
    }
}
