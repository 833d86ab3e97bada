// The authorization endpoint, RFC 6749 §3.1 and OpenID Connect Core §3.1.2: the only place where a code is born,
// and only for a person who is signed in and has agreed.

import Keys

/// What has to happen next.
public enum AuthorizationOutcome: Sendable {
    /// Show this; there is no address that may be redirected to.
    case page(PageError)
    /// Send this to the client.
    case respond(AuthorizationResponse)
    /// Let the person choose whether to go where this leads: it is an error for a client that nobody vouches for, and
    /// nobody has signed in.
    case leave(AuthorizationResponse)
    /// The person must sign in (again) first.
    case signIn(SignInQuestion)
    /// The person must be asked.
    case consent(ConsentQuestion)
}

/// Why and for whom the person must sign in.
public struct SignInQuestion: Sendable {
    public let clientName: String
    public let loginHint: String?
    /// What the proof must be good for, if the client asked for more than any sign-in; the preferred one first.
    public let contexts: [AuthenticationContext]
}

/// What the person is asked.
public struct ConsentQuestion: Sendable {
    public let client: Client
    public let destination: Destination
    public let resource: Resource?
    public let scope: Scope
}

/// What the person answered.
public enum Decision: String, Sendable {
    case allow, deny
}

/// Turns an authorization request into a code, a question, or a refusal.
public struct AuthorizationEndpoint: Sendable {
    let clients: any ClientLookup
    let store: any Store
    let settings: Settings
    let keys: CurrentKeys
    let now: Now
    let randomness: any Randomness

    /// - Parameters:
    ///   - parameters: the request as the client sent it.
    ///   - person: who is signed in, if anybody.
    ///   - begunAt: when the request first came; whoever signed in since then has signed in for it.
    ///   - address: where it came from, for limits.
    public func outcome(
        of parameters: Parameters, person: AuthenticatedPerson?, begunAt: Timestamp, from address: String = ""
    ) async throws -> AuthorizationOutcome {
        try await answering(parameters, person, address) { request in
            guard let person = try await fresh(person, for: request, begunAt: begunAt) else {
                return try needsPerson(request)
            }
            let before = try await consent(to: request, person)
            if let before, covers(before, request), !request.prompts.contains(.consent) {
                return .respond(try await code(for: request, person))
            }
            guard !request.prompts.contains(.none) else {
                throw OAuthError(.consentRequired, "The person has not agreed to this yet.", .consentRequired)
            }
            return .consent(question(widened(request, by: before)))
        }
    }

    /// Records what the person decided, and answers the client.
    public func decide(
        _ decision: Decision, on parameters: Parameters, person: AuthenticatedPerson?, begunAt: Timestamp,
        from address: String = ""
    ) async throws -> AuthorizationOutcome {
        try await answering(parameters, person, address) { request in
            guard let person = try await fresh(person, for: request, begunAt: begunAt) else {
                return try needsPerson(request)
            }
            // RFC 6749 §4.1.2.1.
            guard decision == .allow else { throw OAuthError(.accessDenied, "The person did not agree.", .accessDenied) }
            let request = widened(request, by: try await consent(to: request, person))
            // Only now is there something to remember of a client that nobody registered.
            if request.trusted.client.registration == .document {
                try await store.keep(document: request.trusted.client, askingAgain: false, at: now())
            }
            try await store.record(
                Consent(
                    user: person.id, client: request.trusted.client.id, resource: resource(of: request),
                    redirectHost: request.trusted.destination.host, scope: request.scope, givenAt: now()))
            return .respond(try await code(for: request, person))
        }
    }

    /// Tells the client that the person will not prove as much as it asks for (RFC 9470 §5).
    public func unmet(
        _ parameters: Parameters, person: AuthenticatedPerson?, from address: String = ""
    ) async throws -> AuthorizationOutcome {
        try await answering(parameters, person, address) { _ in
            throw OAuthError(
                .unmetAuthenticationRequirements, "The person did not prove as much as acr_values ask for.", .proofUnmet)
        }
    }

    /// The one place where errors find their way: to a page, or to the client.
    private func answering(
        _ parameters: Parameters, _ person: AuthenticatedPerson?, _ address: String,
        _ body: (AuthorizationRequest) async throws -> AuthorizationOutcome
    ) async throws -> AuthorizationOutcome {
        let reader = AuthorizationRequestReader(clients: clients, settings: settings)
        let trusted: TrustedRequest
        do {
            trusted = try await reader.trusted(parameters, from: address)
        } catch let error as PageError {
            return .page(error)
        }
        do {
            return try await body(reader.request(parameters, trusted))
        } catch let error as OAuthError {
            let answer = AuthorizationResponse(
                trusted, issuer: settings.issuer,
                ["error": error.code.rawValue, "error_description": error.description], refusal: error)
            // RFC 9700 §4.11.2: anybody can register an address, so a link to us must not lead there by itself.
            return person == nil && !trusted.isVouchedFor ? .leave(answer) : .respond(answer)
        }
    }

    // MARK: The person

    /// The person, if they are signed in as freshly as the request demands.
    private func fresh(
        _ person: AuthenticatedPerson?, for request: AuthorizationRequest, begunAt: Timestamp
    ) async throws -> AuthenticatedPerson? {
        guard let person else { return nil }
        // OpenID Connect Core §3.1.2.1: `login` and `select_account` ask anew, `max_age` bounds how long ago it was.
        let mustBeNew = !request.prompts.isDisjoint(with: [.login, .selectAccount])
        if mustBeNew, person.authenticatedAt < begunAt { return nil }
        if let maxAge = request.maxAge, person.authenticatedAt + maxAge < begunAt { return nil }
        guard request.isSatisfied(by: person.methods) else { return nil }
        return try await isHinted(person, request) ? person : nil
    }

    // OpenID Connect Core §3.1.2.2: never another person than the hint names. A hint that is not ours is ignored,
    // since clients keep stale ones, unless there is no way to ask (`prompt=none`).
    private func isHinted(_ person: AuthenticatedPerson, _ request: AuthorizationRequest) async throws -> Bool {
        guard let hint = request.idTokenHint else { return true }
        let expectation = PublicKeys.Expectation(
            .idToken, issuer: settings.issuer, audiences: [request.trusted.client.id.value],
            leeway: .seconds(10 * 365 * 86400))
        guard let claims = try? await keys.current.publicKeys.verify(hint, expectation, at: now()) else {
            return !request.prompts.contains(.none)
        }
        return claims.subject == person.id.value
    }

    private func needsPerson(_ request: AuthorizationRequest) throws(OAuthError) -> AuthorizationOutcome {
        guard !request.prompts.contains(.none) else {
            throw OAuthError(.loginRequired, "The person must sign in.", .loginRequired)
        }
        return .signIn(SignInQuestion(clientName: request.trusted.client.name, loginHint: request.loginHint, contexts: request.contexts))
    }

    // MARK: Consent

    private func resource(of request: AuthorizationRequest) -> String {
        request.resource?.identifier ?? settings.issuer
    }

    private func consent(
        to request: AuthorizationRequest, _ person: AuthenticatedPerson
    ) async throws -> Consent? {
        try await store.consent(
            user: person.id, client: request.trusted.client.id, resource: resource(of: request),
            redirectHost: request.trusted.destination.host)
    }

    private func covers(_ consent: Consent, _ request: AuthorizationRequest) -> Bool {
        request.scope.isSubset(of: request.resource?.widened(consent.scope) ?? consent.scope)
    }

    // MCP authorization, step-up: a client asks for what it lacks and means to keep what it has. Only for a resource
    // that it names: whoever names none may mean something else than last time.
    private func widened(_ request: AuthorizationRequest, by consent: Consent?) -> AuthorizationRequest {
        guard request.namesResource, let consent, !covers(consent, request) else { return request }
        var request = request
        let allowed = ScopeCheck.allowed(request.resource, request.trusted.client)
        request.scope = consent.scope.intersection(allowed).union(request.scope)
        return request
    }

    private func question(_ request: AuthorizationRequest) -> ConsentQuestion {
        ConsentQuestion(
            client: request.trusted.client, destination: request.trusted.destination, resource: request.resource,
            scope: request.scope)
    }

    // MARK: The code

    /// A code, tied to person, client, redirect URI, scope, resource, challenge and time (RFC 6749 §4.1.2).
    private func code(
        for request: AuthorizationRequest, _ person: AuthenticatedPerson
    ) async throws -> AuthorizationResponse {
        let now = now()
        let handle = Handle(randomness)
        let code = Secret(.authorizationCode, handle: handle, randomness)
        try await store.begin(
            Grant(
                id: handle.grant, client: request.trusted.client.id, user: person.id, scope: request.scope,
                resource: request.resource?.identifier, authentication: request.authentication(of: person),
                createdAt: now, expiresAt: now + settings.lifetimes.grant,
                code: Grant.Code(
                    digest: code.digest, expiresAt: now + settings.lifetimes.code,
                    redirectURI: request.trusted.destination.uri,
                    redirectURIWasSent: request.trusted.destination.wasSent, challenge: request.challenge,
                    nonce: request.nonce)),
            notingClient: request.trusted.client.lastGrantedAt.map { $0 + .seconds(3600) <= now } ?? true)
        return AuthorizationResponse(request.trusted, issuer: settings.issuer, ["code": code.text], grant: handle.grant)
    }
}

extension AuthorizationRequest {
    /// Whether the person has proved as much as the client asks for.
    fileprivate func isSatisfied(by methods: AuthenticationMethods) -> Bool {
        contexts.isEmpty || contexts.contains { methods.satisfy($0) }
    }

    /// What tokens will say of the proof: the value that was asked for, where it holds.
    fileprivate func authentication(of person: AuthenticatedPerson) -> Grant.Authentication {
        let context = contexts.first { person.methods.satisfy($0) } ?? person.methods.context
        return Grant.Authentication(time: person.authenticatedAt, context: context.rawValue, methods: person.methods)
    }
}
