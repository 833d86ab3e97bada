// Signing in at a provider: the authorization code flow of OpenID Connect Core §3.1 as a client, with PKCE (RFC 7636), `nonce`,
// a `state` that works once and in one browser, and `iss` (RFC 9207). Each provider has a way back of its own, and a `state` of
// one is worth nothing at another, so that answers cannot be mixed up (RFC 9700 §4.4).

import Keys

/// Signing in at one provider.
public struct UpstreamSignIn: Sendable {
    /// How long a person may take to sign in there.
    static let lifetime: Duration = .seconds(600)

    public let settings: UpstreamSettings
    private let store: any FederationStore
    private let office: ChallengeOffice
    private let provider: Provider
    private let caller: any HTTPCalling
    private let now: Now
    private let randomness: any Randomness
    private var purpose: SignInChallenge.Purpose { .upstream(settings.id) }

    public init(
        _ settings: UpstreamSettings, store: any FederationStore, secret: RootSecret, caller: any HTTPCalling,
        now: @escaping Now, randomness: any Randomness
    ) {
        self.settings = settings
        self.store = store
        office = ChallengeOffice(secret: secret)
        provider = Provider(settings, caller, now: now)
        self.caller = caller
        self.now = now
        self.randomness = randomness
    }

    /// Begins a sign-in in a browser.
    ///
    /// - Parameter afresh: whether the person has to prove it now, even if they are signed in there.
    /// - Returns: where the person is sent to.
    public func begin(
        browser: String, ticket: String?, section: String?, user: UserID?, afresh: Bool
    ) async throws -> String {
        let document = try await provider.document()
        let text = office.issue(randomness)
        let time = now()
        try await store.begin(
            SignInChallenge(
                id: Digest(of: text), purpose: purpose, browser: Digest(of: browser), ticket: ticket, user: user,
                detail: section, createdAt: time, expiresAt: time + Self.lifetime))
        var query = [
            ("response_type", "code"), ("client_id", settings.clientID), ("redirect_uri", settings.redirectURI),
            ("scope", scopes(document).joined(separator: " ")), ("state", text),
            ("code_challenge", Digest(of: office.derived("verifier", from: text)).base64URL), ("code_challenge_method", "S256"),
        ]
        if settings.kind == .openID {
            query.append(("nonce", office.derived("nonce", from: text)))
            let prompts = (afresh ? ["login"] : []) + (asksForConsent(document) ? ["consent"] : [])
            if !prompts.isEmpty { query.append(("prompt", prompts.joined(separator: " "))) }
        }
        if settings.keeping == .google { query.append(("access_type", "offline")) }
        if settings.answersByForm { query.append(("response_mode", "form_post")) }
        return document.authorization + (document.authorization.contains("?") ? "&" : "?") + FormText.encode(query)
    }

    private func scopes(_ document: ProviderDocument) -> [String] {
        let isOffline = settings.keeping == .scope || settings.keeping == .scopeAndConsent
        guard isOffline, document.hasOfflineScope, !settings.scopes.contains("offline_access") else { return settings.scopes }
        return settings.scopes + ["offline_access"]
    }

    private func asksForConsent(_ document: ProviderDocument) -> Bool {
        switch settings.keeping {
        case .google?: true
        case .scopeAndConsent?: scopes(document).contains("offline_access")
        case .scope?, .unasked?, nil: false
        }
    }

    /// What the browser has brought back (RFC 6749 §4.1.2).
    public struct Answer: Sendable {
        public var code: String?
        public var state: String?
        public var issuer: String?
        public var error: String?

        public init(code: String?, state: String?, issuer: String?, error: String?) {
            self.code = code
            self.state = state
            self.issuer = issuer
            self.error = error
        }
    }

    /// The person behind an answer.
    ///
    /// - Throws: `ForeignRefusal` unless everything about it is right.
    public func arrive(_ answer: Answer, browser: String?) async throws -> ExternalSignIn.Arrival {
        let document = try await provider.document()
        // RFC 9207 §2.4: before anything is sent anywhere.
        guard answer.issuer.map({ $0 == settings.issuer }) ?? !document.namesIssuer || settings.kind == .gitHub else {
            throw ForeignRefusal("iss is missing, or is another provider's")
        }
        guard let state = answer.state, let id = office.id(of: state) else { throw ForeignRefusal("state is missing, or not from here") }
        guard let browser, let challenge = try await store.take(challenge: id, purpose, browser: Digest(of: browser), at: now())
        else { throw ForeignRefusal("the state was used, is too old, is for another provider, or was begun in another browser") }
        if answer.error != nil { throw ForeignRefusal(.declined, "the provider sent an error", ticket: challenge.ticket) }
        guard let code = answer.code else { throw ForeignRefusal("there is no code") }
        let tokens = try await tokens(for: code, verifier: office.derived("verifier", from: state), document)
        var person =
            switch settings.kind {
            case .openID: try await person(from: tokens, nonce: office.derived("nonce", from: state), document)
            case .gitHub: try await gitHubPerson(tokens, document)
            }
        if settings.keeping != nil { person.tokens = ProviderTokens(tokens, from: settings, at: now()) }
        return ExternalSignIn.Arrival(person: person, challenge)
    }

    // MARK: Tokens

    // OpenID Connect Core §3.1.3.1.
    private func tokens(for code: String, verifier: String, _ document: ProviderDocument) async throws -> JSONText {
        let form = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", settings.redirectURI), ("code_verifier", verifier),
        ]
        guard let answer = await answer(to: form, document) else {
            throw ForeignRefusal(.unavailable, "the provider's token endpoint cannot be reached")
        }
        let text = try? JSONText(reading: answer.body, deepest: 16)
        guard answer.status == 200, let text, text["error"] == nil else {
            throw Self.refusal(answer.status, text?["error"]?.string)
        }
        return text
    }

    /// RFC 6749 §5.2: whether it was about the code or about us. The provider's own words are not repeated.
    private static func refusal(_ status: Int, _ error: String?) -> ForeignRefusal {
        if [401, 403].contains(status) || error == "invalid_client" || error == "unauthorized_client" {
            let reason = "the provider does not take this client_id with this client secret; it said so with status \(status)"
            return ForeignRefusal(.unknown, reason)
        }
        if status >= 500 { return ForeignRefusal(.unavailable, "the provider's token endpoint failed, with status \(status)") }
        return ForeignRefusal("the provider's token endpoint refused what it was sent, with status \(status)")
    }

    // RFC 6749 §2.3.1.
    private func answer(to grant: [(String, String)], _ document: ProviderDocument) async -> IncomingAnswer? {
        var form = grant
        var headers = ["Accept": "application/json"]
        if let secret = settings.clientSecret, !document.secretInBody {
            let pair = FormText.encode(settings.clientID) + ":" + FormText.encode(secret)
            headers["Authorization"] = "Basic " + FormText.base64(pair)
        } else {
            form.append(("client_id", settings.clientID))
            if let secret = settings.clientSecret { form.append(("client_secret", secret)) }
        }
        return try? await caller.answer(to: OutgoingRequest(document.token, headers: headers, form: FormText.encode(form)))
    }

    /// What the provider says to a refresh token.
    enum Renewal: Sendable {
        case renewed(ProviderTokens)
        /// It is not good any more, and the person must be asked.
        case ended
        /// It was not decided. The provider is down for everybody, or has something against this request.
        case unavailable(isDown: Bool, reason: String)
    }

    /// Spends a refresh token (RFC 6749 §6).
    func renew(_ tokens: ProviderTokens, _ refresh: String) async -> Renewal {
        guard let document = try? await provider.document(),
            let answer = await answer(to: [("grant_type", "refresh_token"), ("refresh_token", refresh)], document)
        else { return .unavailable(isDown: true, reason: "the provider's token endpoint cannot be reached") }
        guard answer.status < 500, answer.status != 429, let text = try? JSONText(reading: answer.body, deepest: 16) else {
            return .unavailable(isDown: true, reason: "the provider's token endpoint failed, with status \(answer.status)")
        }
        // RFC 6749 §5.2, OpenID Connect Core §3.1.2.6; the last one is GitHub's, with status 200.
        let ends = ["invalid_grant", "interaction_required", "login_required", "consent_required", "bad_refresh_token"]
        if let error = text["error"] {
            if error.string.map(ends.contains) == true { return .ended }
            return .unavailable(isDown: false, reason: Self.refusal(answer.status, error.string).reason)
        }
        guard answer.status == 200, let fresh = ProviderTokens(text, from: settings, at: now()) else {
            return .unavailable(isDown: false, reason: "the provider's token endpoint gave no bearer token")
        }
        return .renewed(fresh.completed(by: tokens))
    }

    // MARK: OpenID Connect

    private func person(from tokens: JSONText, nonce: String, _ document: ProviderDocument) async throws -> ForeignPerson {
        guard let token = tokens["id_token"]?.string else { throw ForeignRefusal("the provider sent no ID token") }
        let claims: ForeignClaims
        do {
            claims = ForeignClaims(text: try await provider.payload(of: token))
        } catch let problem as TokenProblem {
            throw ForeignRefusal("the ID token is not accepted: \(problem.rawValue)")
        }
        try IDTokenCheck(issuer: settings.issuer, clientID: settings.clientID, nonce: nonce, now: now()).check(claims)
        let person = try claims.person(issuer: settings.issuer)
        guard person.email == nil, let url = document.userInfo, let access = tokens["access_token"]?.string else { return person }
        return try await userInfo(url, access, of: person) ?? person
    }

    // OpenID Connect Core §5.3: some providers tell no more than the subject in the ID token.
    private func userInfo(_ url: String, _ access: String, of person: ForeignPerson) async throws -> ForeignPerson? {
        let request = OutgoingRequest(url, headers: ["Accept": "application/json", "Authorization": "Bearer \(access)"])
        guard let answer = try? await caller.answer(to: request), answer.status == 200,
            let text = try? JSONText(reading: answer.body, deepest: 16)
        else { return nil }
        // OpenID Connect Core §5.3.2: or it is about somebody else.
        guard text["sub"]?.string == person.subject else { throw ForeignRefusal("userinfo is about another person than the ID token") }
        return try ForeignClaims(text: text).person(issuer: settings.issuer)
    }

    // MARK: GitHub

    private func gitHubPerson(_ tokens: JSONText, _ document: ProviderDocument) async throws -> ForeignPerson {
        guard let access = tokens["access_token"]?.string, let url = document.userInfo else {
            throw ForeignRefusal("the provider sent no access token")
        }
        let user = try await gitHub(url, access)
        // The number stays; the login may be given up and taken by somebody else.
        guard let number = user["id"], number.kind == .number else { throw ForeignRefusal("the provider's answer names nobody") }
        let address = try await gitHub(url + "/emails", access).elements.first {
            $0["primary"]?.boolean == true && $0["verified"]?.boolean == true
        }?["email"]?.string
        guard
            let person = ForeignPerson(
                issuer: settings.issuer, subject: number.text, email: address, isEmailVerified: address != nil,
                name: user["name"]?.string ?? user["login"]?.string)
        else { throw ForeignRefusal("the provider's answer names nobody") }
        return person
    }

    private func gitHub(_ url: String, _ access: String) async throws -> JSONText {
        let headers = ["Accept": "application/vnd.github+json", "Authorization": "Bearer \(access)"]
        guard let answer = try? await caller.answer(to: OutgoingRequest(url, headers: headers)), answer.status == 200,
            let text = try? JSONText(reading: answer.body)
        else { throw ForeignRefusal(.unavailable, "the provider's API did not say who it is") }
        return text
    }
}
