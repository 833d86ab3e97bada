// Clients, and all that goes with them.

import Keys
import OAuth
import Testing

@Suite("Clients in a store")
struct ClientsTests {
    @Test("a client reads back as it was registered", arguments: StoreKind.all)
    func register(kind: StoreKind) async throws {
        try await kind.use { store in
            let full = Samples().client("Full É\u{1f600}\"'")
            let bare = Client(
                id: ClientID("client_bare"), name: "Bare", profile: "mcp", secret: nil,
                keys: .location("https://bare.example/jwks"), authenticationMethods: [.none], grantTypes: [],
                redirectURIs: [], createdAt: noon + .seconds(1))
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
