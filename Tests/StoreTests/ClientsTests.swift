// Clients, and all that goes with them.

import Keys
import OAuth
import SQLStore
import SQLiteStore
import Testing

@Suite("Clients in a store")
struct ClientsTests {
    @Test("a client reads back as it was registered", arguments: StoreKind.all)
    func register(kind: StoreKind) async throws {
        try await kind.use { store in
            var full = Samples().client("Full É\u{1f600}\"'")
            let bare = Client(
                id: ClientID("client_bare"), registration: .dynamic, name: "Bare", profile: "mcp", secret: nil,
                keys: .location("https://bare.example/jwks"), authenticationMethods: [.none], grantTypes: [],
                redirectURIs: [], createdAt: noon + .seconds(1))
            full.registration = .document
            for client in [full, bare] {
                #expect(try await store.register(client))
                #expect(try await store.client(client.id) == client)
            }
            let all = try await store.clients()
            #expect(all == [full, bare])
            #expect(try await store.client(ClientID("client_none")) == nil)
        }
    }

    @Test("an identifier is given once, and byte for byte", arguments: StoreKind.all)
    func taken(kind: StoreKind) async throws {
        try await kind.use { store in
            let first = Samples().client("First")
            #expect(try await store.register(first))
            let before = try await store.latestChange()
            let second = Client(
                id: first.id, name: "Second", profile: "web", secret: nil, authenticationMethods: [], grantTypes: [],
                redirectURIs: [], createdAt: noon)
            #expect(try await store.register(second) == false)
            #expect(try await store.client(first.id) == first)
            #expect(try await store.client(ClientID(first.id.value.uppercased())) == nil)
            #expect(try await store.latestChange() == before)
        }
    }

    @Test("a change replaces everything but the identifier and the day", arguments: StoreKind.all)
    func update(kind: StoreKind) async throws {
        try await kind.use { store in
            var client = Samples().client()
            #expect(try await store.register(client))
            let before = try await store.latestChange()
            client.name = "Renamed"
            client.secret = nil
            client.keys = nil
            client.registrationToken = nil
            client.termsURI = nil
            client.redirectURIs = ["https://other.example/"]
            client.scopes = nil
            #expect(try await store.update(client, at: noon + .seconds(1)))
            #expect(try await store.client(client.id) == client)
            #expect(try await store.heard(after: before) == ["client-changed \(client.id)"])
            let stranger = Client(
                id: ClientID("client_none"), name: "", profile: "", secret: nil, authenticationMethods: [], grantTypes: [],
                redirectURIs: [], createdAt: noon)
            #expect(try await store.update(stranger, at: noon) == false)
        }
    }

    @Test("a registration from before some members were known still reads")
    func oldRow() async throws {
        let database = try SQLiteDatabase(inMemory: ())
        let store = try await SQLBackedStore(database)
        try await database.write {
            _ = try $0.run(
                """
                INSERT INTO clients (id, name, profile, registration, created_at) VALUES ('client_old', 'Old', 'mcp', $1, 1)
                """,
                [
                    .text(
                        """
                        {"authenticationMethods":["none"],"grantTypes":["authorization_code"],"redirectURIs":[],
                        "redirectPatterns":[],"requiresPKCE":true,"idTokenAlgorithm":"ES256","tokenTypeSpelling":"Bearer"}
                        """)
                ])
        }
        let client = try #require(try await store.client(ClientID("client_old")))
        #expect(client.registration == .preregistered)
        #expect(client.keys == nil && client.registrationToken == nil && client.lastGrantedAt == nil)
    }

    @Test("only clients that nobody added and nobody used are swept, some at a time", arguments: StoreKind.all)
    func sweep(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            func add(_ registration: Client.Registration, _ createdAt: Timestamp = noon) async throws -> Client {
                let client = Client(
                    id: .fresh(home.samples.randomness), registration: registration, name: "A", profile: "dynamic", secret: nil,
                    authenticationMethods: [.none], grantTypes: [.authorizationCode], redirectURIs: [], createdAt: createdAt)
                #expect(try await store.register(client))
                return client
            }
            let added = try await add(.preregistered)
            let used = try await add(.dynamic)
            let young = try await add(.dynamic, noon + .seconds(10))
            var unused: [Client] = []
            for _ in 0..<3 { unused.append(try await add(.dynamic)) }
            unused.append(try await add(.document))
            let grant = home.samples.grant(of: used.id, home.user)
            try await store.begin(grant, notingClient: true)
            // The grant itself may go; that there was one is remembered.
            try await store.disconnect(user: home.user, client: used.id, at: noon)
            let before = try await store.latestChange()
            let deadline = noon + .seconds(10)
            #expect(try await store.sweepUnusedClients(before: noon, limit: 10, at: deadline) == 0)
            #expect(try await store.sweepUnusedClients(before: deadline, limit: 3, at: deadline) == 3)
            #expect(try await store.sweepUnusedClients(before: deadline, limit: 3, at: deadline) == 1)
            #expect(try await store.sweepUnusedClients(before: deadline, limit: 3, at: deadline) == 0)
            for client in unused { #expect(try await store.client(client.id) == nil) }
            for client in [added, used, young] { #expect(try await store.client(client.id) != nil) }
            // Servers forget what they know of them.
            let heard = try await store.heard(after: before)
            #expect(Set(heard) == Set(unused.map { "client-changed \($0.id)" }))
        }
    }

    @Test("when a client was last granted something is known to the hour", arguments: StoreKind.all)
    func lastGranted(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            func grant(after seconds: Int64) async throws -> Timestamp? {
                let sample = home.samples.grant(of: home.client.id, home.user)
                let grant = Grant(
                    id: sample.id, client: sample.client, user: sample.user, scope: sample.scope, resource: nil,
                    authentication: sample.authentication, createdAt: noon + .seconds(seconds), expiresAt: sample.expiresAt,
                    code: sample.code)
                try await store.begin(grant, notingClient: true)
                return try await store.client(home.client.id)?.lastGrantedAt
            }
            #expect(try await grant(after: 0) == noon)
            let before = try await store.latestChange()
            #expect(try await grant(after: 3599) == noon)
            #expect(try await store.latestChange() == before)
            #expect(try await grant(after: 3600) == noon + .seconds(3600))
            #expect(try await store.heard(after: before) == ["client-changed \(home.client.id)"])
        }
    }

    @Test("with a client go its grants and consents, and no one else's", arguments: StoreKind.all)
    func remove(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let other = home.samples.client("Other")
            #expect(try await store.register(other))
            let gone = try await home.grant(store)
            let kept = home.samples.grant(of: other.id, home.user)
            try await store.begin(kept)
            for client in [home.client.id, other.id] { try await store.record(home.samples.consent(home.user, client)) }
            let before = try await store.latestChange()
            #expect(try await store.remove(client: home.client.id, at: noon))
            #expect(try await store.remove(client: home.client.id, at: noon) == false)
            #expect(try await store.client(home.client.id) == nil)
            #expect(try await store.grant(gone.id) == nil)
            #expect(try await store.grant(kept.id) != nil)
            #expect(try await store.connections(of: home.user).map(\.client) == [other.id])
            #expect(try await store.heard(after: before) == ["client-ended \(home.client.id)"])
        }
    }
}
