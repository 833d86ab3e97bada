// The authorization server as a whole: its endpoints over one store, and what it keeps in memory.
// Everything is handed in; nothing here knows HTTP, SQL, the clock or where randomness comes from.

import Keys

/// The engine. By reference: it is wide, and handed to each request.
public final class AuthorizationServer: Sendable {
    public let authorization: AuthorizationEndpoint
    public let token: TokenEndpoint
    public let introspection: IntrospectionEndpoint
    public let revocation: RevocationEndpoint
    public let userInfo: UserInfoEndpoint
    public let registration: RegistrationEndpoint
    public let metadata: Metadata
    public let tickets: TicketOffice
    public let accessTokens: AccessTokenCheck
    public let keys: CurrentKeys
    public let clients: ClientCache
    /// Clients in all the ways in which they can be known.
    public let directory: any ClientLookup
    public let changes: ChangeFollower
    public let settings: Settings
    public let store: any Store
    public let now: Now

    public init(
        settings: Settings, store: any Store, people: any People, keys: CurrentKeys, secret: RootSecret,
        documents: any DocumentSource = NoDocuments(), clientFailures: RateLimiter = RateLimiter(),
        newDocuments: RateLimiter = RateLimiter(allowed: 20),
        registrations: RegistrationLimiter = RegistrationLimiter(), now: @escaping Now, randomness: any Randomness
    ) {
        let clients = ClientCache(store: store)
        let check = AccessTokenCheck(settings: settings, keys: keys, liveness: Liveness(), now: now)
        let keyCabinet = KeyCabinet(store: store, secret: secret)
        let changes = ChangeFollower(
            store: store, clients: clients, tokens: check, keys: keys, cabinet: keyCabinet, settings: settings, now: now)
        let changed: @Sendable () async throws -> Void = { try await changes.catchUp() }
        let directory = ClientDirectory(
            registered: clients, store: store, documents: documents, settings: settings, limiter: newDocuments, now: now,
            changed: changed)
        let authentication = ClientAuthentication(
            clients: directory,
            assertions: ClientAssertion(
                keys: ClientKeyCache(documents: documents, now: now), store: store, settings: settings, now: now),
            limiter: clientFailures, now: now)
        let grants: [any GrantHandler] = [
            AuthorizationCode(
                store: store, people: people, settings: settings, now: now, randomness: randomness, changed: changed),
            RefreshToken(
                store: store, people: people, settings: settings, now: now, randomness: randomness, changed: changed),
            ClientCredentials(settings: settings),
        ]
        authorization = AuthorizationEndpoint(
            clients: directory, store: store, settings: settings, keys: keys, now: now, randomness: randomness)
        token = TokenEndpoint(
            authentication: authentication,
            grants: Dictionary(uniqueKeysWithValues: grants.map { (type(of: $0).type, $0) }),
            accessTokens: AccessTokenIssuer(
                settings: settings, keys: keys, now: now, randomness: randomness, memory: check.memory),
            idTokens: IDTokenIssuer(settings: settings, keys: keys, now: now), settings: settings)
        introspection = IntrospectionEndpoint(
            authentication: authentication, check: check, store: store, people: people, settings: settings, now: now)
        revocation = RevocationEndpoint(
            authentication: authentication, check: check, store: store, now: now, changed: changed)
        userInfo = UserInfoEndpoint(check: check, people: people)
        registration = RegistrationEndpoint(
            store: store, settings: settings, limiter: registrations, now: now, randomness: randomness, changed: changed)
        metadata = Metadata(settings)
        tickets = TicketOffice(secret: secret, lifetime: settings.lifetimes.ticket)
        accessTokens = check
        self.keys = keys
        self.clients = clients
        self.directory = directory
        self.changes = changes
        self.settings = settings
        self.store = store
        self.now = now
    }

    /// The JWK Set (RFC 7517 §5). Short-lived in caches, so that a new key is known before it signs.
    public func keysDocument() -> Reply { .document(keys.current.jwks, maxAge: .seconds(300)) }
}
