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
    public let backends: BackendCheck
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
    private let cabinet: KeyCabinet

    public init(
        settings: Settings, store: any Store, people: any People, keys: CurrentKeys, secret: RootSecret,
        documents: any DocumentSource = NoDocuments(), now: @escaping Now, randomness: any Randomness
    ) {
        let limits = settings.limits
        let clients = ClientCache(store: store)
        let check = AccessTokenCheck(settings: settings, keys: keys, liveness: Liveness(), now: now)
        let keyCabinet = KeyCabinet(store: store, secret: secret)
        let changes = ChangeFollower(
            store: store, clients: clients, tokens: check, keys: keys, cabinet: keyCabinet, settings: settings, now: now)
        let changed: @Sendable () async throws -> Void = { try await changes.catchUp() }
        let directory = ClientDirectory(
            registered: clients, store: store, documents: documents, settings: settings,
            limiter: RateLimiter("unknown documents", limits.newDocuments, store: store), now: now, changed: changed)
        let authentication = ClientAuthentication(
            clients: directory,
            assertions: ClientAssertion(
                keys: ClientKeyCache(documents: documents, now: now), store: store, settings: settings, now: now),
            limiter: RateLimiter("client failures", limits.clientFailures, store: store), now: now)
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
        backends = BackendCheck(authentication: authentication, check: check, people: people, settings: settings, now: now)
        registration = RegistrationEndpoint(
            store: store, settings: settings,
            limiter: RegistrationLimiter(
                perAddress: limits.registrationsPerAddress, altogether: limits.registrations, store: store),
            now: now, randomness: randomness, changed: changed)
        metadata = Metadata(settings)
        tickets = TicketOffice(secret: secret, lifetime: settings.lifetimes.ticket)
        accessTokens = check
        cabinet = keyCabinet
        self.keys = keys
        self.clients = clients
        self.directory = directory
        self.changes = changes
        self.settings = settings
        self.store = store
        self.now = now
    }

    /// The JWK Set (RFC 7517 §5). Short-lived in caches, so that a new key is known before it signs.
    public func keysDocument() -> Reply { .document(keys.current.jwks, maxAge: KeyCabinet.keysDocumentAge) }

    /// Replaces the signing keys if they are due. To be called now and then, on every server; one of them does it.
    ///
    /// - Returns: whether this one did.
    public func rotateKeysIfDue() async throws -> Bool {
        guard let lifetime = settings.keyLifetime, let since = keys.current.currentSince, since + lifetime <= now() else {
            return false
        }
        let didRotate = try await cabinet.rotate(at: now(), lifetimes: settings.lifetimes, ifMadeBy: now() - lifetime)
        try await changes.catchUp()
        return didRotate
    }
}
