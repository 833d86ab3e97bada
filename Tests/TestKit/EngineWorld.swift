// The whole engine for a test: the real server over the real store, in memory, with a clock that stands still.
// Nothing in it is a stand-in but time and randomness.

import Identity
import Keys
import OAuth
import SQLStore
import SQLiteStore

/// An authorization server, its memory and its clock.
public struct EngineWorld: Sendable {
    public static let issuer = "https://usher.test"

    public let server: AuthorizationServer
    public let store: any Store & IdentityStore
    /// The same store, for those who need its own type.
    public let sqlite: SQLBackedStore
    private let database: SQLiteDatabase
    public let people: AccountPeople
    public let clock: TestClock
    public let randomness: SeededRandomness
    public let secret: RootSecret
    /// The documents that other people's servers have.
    public let documents: StubDocuments

    /// Two resources: their scopes do not overlap.
    public static let notes = Resource(
        id: ResourceID("notes"), identifier: "https://usher.test/notes", name: "Notes",
        scopes: [
            .init(name: "notes:read", sentence: "Read your notes"),
            .init(name: "notes:write", sentence: "Change your notes"),
        ])
    public static let mail = Resource(
        id: ResourceID("mail"), identifier: "https://usher.test/mail", aliases: ["https://mail.example"], name: "Mail",
        scopes: [.init(name: "mail:send", sentence: "Send mail")])

    /// - Parameters:
    ///   - seed: another seed makes another world.
    ///   - adjust: what the operator decided.
    public init(seed: UInt64 = 0x5eed, adjust: (inout Settings) -> Void = { _ in }) async throws {
        guard let secret = RootSecret(TestKeys.secretBytes) else { throw UnexpectedJSON() }
        let (clock, randomness, documents) = (TestClock(), SeededRandomness(seed), StubDocuments())
        database = try SQLiteDatabase(inMemory: ())
        let store = try await SQLBackedStore(database)
        for key in try TestKeys.stored(under: secret) {
            try await store.add(key, retiringOthersAt: nil, onlyIfNone: false)
        }
        var settings = Settings(issuer: Self.issuer, resources: [Self.notes, Self.mail])
        adjust(&settings)
        let people = AccountPeople(store)
        server = AuthorizationServer(
            settings: settings, store: store, people: people, keys: CurrentKeys(try await TestKeys.ring.value),
            secret: secret, documents: documents, now: clock.now, randomness: randomness)
        try await server.changes.start()
        (self.store, sqlite, self.people, self.clock) = (store, store, people, clock)
        (self.randomness, self.secret, self.documents) = (randomness, secret, documents)
    }

    /// Another server over the same store, as a second process would run it.
    public func anotherServer() async throws -> AuthorizationServer { try await another().server }

    /// The same world as it is seen through another server.
    ///
    /// - Parameters:
    ///   - clock: that of the other machine, if it is another.
    ///   - adjust: what the operator has decided there, if it is not the same.
    public func another(
        clock: TestClock? = nil, adjust: (inout Settings) -> Void = { _ in }
    ) async throws -> EngineWorld {
        let clock = clock ?? self.clock
        var settings = server.settings
        adjust(&settings)
        let other = AuthorizationServer(
            settings: settings, store: store, people: people, keys: CurrentKeys(try await TestKeys.ring.value),
            secret: secret, documents: documents, now: clock.now, randomness: randomness)
        try await other.changes.start()
        return EngineWorld(self, server: other, clock: clock)
    }

    private init(_ world: EngineWorld, server: AuthorizationServer, clock: TestClock) {
        self.server = server
        self.clock = clock
        (store, sqlite, database, people) = (world.store, world.sqlite, world.database, world.people)
        (randomness, secret, documents) = (world.randomness, world.secret, world.documents)
    }

    // MARK: Who is there

    /// Adds an account; the person has just signed in.
    public func person(
        _ email: String = "ada@example.com", name: String? = "Ada Lovelace", verified: Bool = true
    ) async throws -> AuthenticatedPerson {
        guard let address = EmailAddress(email) else { throw UnexpectedJSON() }
        let account = Account(
            id: .fresh(randomness), email: address, name: name, passwordHash: nil, createdAt: clock.time,
            isEmailVerified: verified)
        guard try await store.add(account, beginning: nil, ending: nil) == .added else { throw UnexpectedJSON() }
        return AuthenticatedPerson(id: account.id, authenticatedAt: clock.time, methods: [.password])
    }

    /// Registers a client of a kind, with what is special about it.
    public func client(
        _ kind: TestClientKind, adjust: (inout Client) -> Void = { _ in }
    ) async throws -> TestClient {
        let secret = kind == .app ? nil : Secret(.clientSecret, randomness)
        var client = kind.client(.fresh(randomness), secret: secret?.digest, at: clock.time)
        adjust(&client)
        guard try await store.register(client) else { throw UnexpectedJSON() }
        try await server.changes.catchUp()
        return TestClient(
            registration: client, secret: client.secret == nil ? nil : secret,
            redirectURI: client.redirectPatterns.isEmpty && kind != .app
                ? client.redirectURIs.first ?? kind.redirectURI : kind.redirectURI)
    }

    /// Makes the store fail whenever something is to be ended.
    public func breakStore() async throws {
        try await database.write { _ = try $0.run("DROP TABLE changes", []) }
    }

    /// Makes the store fail whenever something is to be counted.
    public func breakCounting() async throws {
        try await database.write { _ = try $0.run("DROP TABLE limit_counts", []) }
    }

    /// Disables a person as a command in a terminal would: the server hears of it by itself.
    public func disable(_ person: UserID) async throws {
        _ = try await store.disable(person, at: clock.time)
        try await server.changes.catchUp()
    }
}
