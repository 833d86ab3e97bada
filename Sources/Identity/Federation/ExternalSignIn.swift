// "Bring your own sign-in": the operator's own site knows its people. It is sent a challenge, and answers either with a JWT
// (RFC 7519, RFC 8725) that the browser brings back, or from server to server with an API key.
// Never with a bare identifier: what a stranger could write down opens nothing.

import Keys

/// What the operator has said about their site.
public struct ExternalSettings: Sendable {
    /// What the operator's answers are checked with.
    public enum Signature: Sendable {
        case secret(SharedSecret)
        /// The URL of a JWK Set.
        case published(String)
    }

    /// What people call the site.
    public var name: String
    /// Where people are sent to.
    public var url: String
    /// The `iss` of the site's answers, and of the identities that come from it.
    public var issuer: String
    /// The `aud` that an answer must have: this server.
    public var audience: String
    public var signature: Signature?
    /// The digest of the key for answers from server to server.
    public var apiKey: Digest?

    public init(
        name: String, url: String, issuer: String, audience: String, signature: Signature? = nil, apiKey: Digest? = nil
    ) {
        self.name = name
        self.url = url
        self.issuer = issuer
        self.audience = audience
        self.signature = signature
        self.apiKey = apiKey
    }
}

/// Signing in at the operator's own site.
public struct ExternalSignIn: Sendable {
    /// How long a person may take to sign in there.
    public static let lifetime: Duration = .seconds(600)
    /// How old an answer may be.
    public static let oldestAnswer: Duration = .seconds(60)
    /// How far the site's clock may be ahead.
    static let leeway: Duration = .seconds(5)
    private static let purpose = SignInChallenge.Purpose.external

    public let settings: ExternalSettings
    private let store: any FederationStore
    private let office: ChallengeOffice
    private let published: PublishedKeys?
    private let now: Now
    private let randomness: any Randomness

    public init(
        _ settings: ExternalSettings, store: any FederationStore, secret: RootSecret, caller: any HTTPCalling,
        now: @escaping Now, randomness: any Randomness
    ) {
        self.settings = settings
        self.store = store
        office = ChallengeOffice(secret: secret)
        if case .published(let url)? = settings.signature {
            published = PublishedKeys(url, caller, now: now)
        } else {
            published = nil
        }
        self.now = now
        self.randomness = randomness
    }

    /// A sign-in that came back.
    public struct Arrival: Sendable, Equatable {
        public let person: ForeignPerson
        public let ticket: String?
        /// The page of the account that the person was on the way to.
        public let section: String?
        /// The person who wanted to add this way in to their account.
        public let user: UserID?

        init(person: ForeignPerson, _ challenge: SignInChallenge) {
            self.person = person
            ticket = challenge.ticket
            section = challenge.detail
            user = challenge.user
        }
    }

    /// Begins a sign-in in a browser.
    ///
    /// - Returns: where the person is sent to.
    public func begin(
        browser: String, ticket: String?, section: String? = nil, user: UserID? = nil
    ) async throws -> String {
        let text = office.issue(randomness)
        let time = now()
        try await store.begin(
            SignInChallenge(
                id: Digest(of: text), purpose: Self.purpose, browser: Digest(of: browser), ticket: ticket, user: user,
                detail: section, createdAt: time, expiresAt: time + Self.lifetime))
        // Letters, digits, "-", "_" and "." need no escape (RFC 3986 §2.3).
        return settings.url + (settings.url.contains("?") ? "&" : "?") + "challenge=" + text
    }

    // MARK: By the browser

    /// What a JWT says that the browser has brought back.
    ///
    /// - Throws: `ForeignRefusal` unless everything about it is right. The challenge is spent only by what is.
    public func arrive(token: String, browser: String?) async throws -> Arrival {
        let claims = ForeignClaims(text: try await payload(of: token))
        guard claims.string("iss") == settings.issuer else {
            throw ForeignRefusal("iss must be \(settings.issuer)")
        }
        let audience = claims.audience
        guard !audience.isEmpty, audience.allSatisfy({ $0 == settings.audience }) else {
            throw ForeignRefusal("aud must be \(settings.audience), and nothing else")
        }
        try checkTimes(claims)
        let person = try claims.person(issuer: settings.issuer)
        let challenge = try await take(claims.string("challenge"), browser)
        return Arrival(person: person, challenge)
    }

    private func payload(of token: String) async throws -> JSONText {
        do {
            switch (settings.signature, published) {
            case (.secret(let secret)?, _): return try await secret.payload(of: token)
            case (_, let published?): return try await published.payload(of: token)
            default: throw ForeignRefusal("answers by redirect need sign_in.external.secret_file or jwks")
            }
        } catch let problem as TokenProblem {
            throw ForeignRefusal("the token is not accepted: \(problem.rawValue)")
        }
    }

    private func checkTimes(_ claims: ForeignClaims) throws(ForeignRefusal) {
        guard let issuedAt = claims.time("iat"), let expiresAt = claims.time("exp") else {
            throw ForeignRefusal("iat and exp are missing, or no numbers")
        }
        let time = now()
        guard issuedAt <= time + Self.leeway else { throw ForeignRefusal("iat is in the future: check the clocks") }
        guard time - issuedAt <= Self.oldestAnswer else { throw ForeignRefusal("it was issued more than 60 seconds ago") }
        // RFC 7519 §4.1.4: on or after `exp` a token must not be accepted.
        guard time < expiresAt else { throw ForeignRefusal("it has expired") }
        if claims.text["nbf"] != nil {
            guard let notBefore = claims.time("nbf"), notBefore <= time + Self.leeway else {
                throw ForeignRefusal("nbf is in the future: check the clocks")
            }
        }
    }

    private func take(_ text: String?, _ browser: String?) async throws -> SignInChallenge {
        guard let text, let id = office.id(of: text) else { throw ForeignRefusal("challenge is missing, or not from here") }
        guard let browser,
            let challenge = try await store.take(challenge: id, Self.purpose, browser: Digest(of: browser), at: now())
        else { throw ForeignRefusal("the challenge was used, is too old, or was begun in another browser") }
        return challenge
    }

    /// Ends a sign-in that the person or the site has broken off, and says which request was waiting.
    public func arrive(declined text: String?, browser: String?) async throws -> String? {
        try await take(text, browser).ticket
    }

    // MARK: From server to server

    /// Whether this is the operator's key.
    public func accepts(apiKey: String) -> Bool { settings.apiKey?.matches(Digest(of: apiKey)) ?? false }

    /// A challenge that waits for its answer.
    public func open(_ text: String) async throws -> SignInChallenge? {
        guard let id = office.id(of: text) else { return nil }
        return try await store.challenge(id, Self.purpose, at: now())
    }

    /// Answers a challenge: with the person, or with nobody.
    ///
    /// - Returns: the secret that the browser has to bring; `nil` if there is no such challenge any more.
    public func answer(_ text: String, with person: ForeignPerson?) async throws -> Secret? {
        guard let id = office.id(of: text) else { return nil }
        let (secret, time) = (Secret(.signInAnswer, randomness), now())
        let isAnswered = try await store.answer(
            challenge: id, Self.purpose, with: person?.encoded ?? "", completion: secret.digest,
            expiresAt: time + Self.oldestAnswer, at: time)
        return isAnswered ? secret : nil
    }

    /// What was answered from server to server, for the browser that brings the secret.
    public func arrive(code: String, browser: String?) async throws -> Arrival {
        guard let secret = Secret(.signInAnswer, reading: code), let browser,
            let challenge = try await store.take(
                completion: secret.digest, Self.purpose, browser: Digest(of: browser), at: now())
        else { throw ForeignRefusal("the address was used, is too old, or is for another browser") }
        guard let person = challenge.answer.flatMap(ForeignPerson.init(encoded:)) else {
            throw ForeignRefusal(.declined, "the site has rejected the challenge", ticket: challenge.ticket)
        }
        return Arrival(person: person, challenge)
    }

    /// Reads the person out of an answer from server to server.
    public func person(from body: [UInt8]) throws(ForeignRefusal) -> ForeignPerson {
        guard let text = try? JSONText(reading: body, deepest: 16), text.kind == .object else {
            throw ForeignRefusal("the body must be one JSON object")
        }
        return try ForeignClaims(text: text).person(issuer: settings.issuer)
    }
}
