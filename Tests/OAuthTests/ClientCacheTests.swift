// Clients in memory: found at once, and never older than the last change that was heard of.

import Keys
import Synchronization
import TestKit
import Testing

@testable import OAuth

@Suite("The memory of clients")
struct ClientCacheTests {
    @Test("a client that was just registered is found, even if it was asked for before")
    func newClient() async throws {
        let world = try await EngineWorld()
        let id = ClientID("client_new")
        #expect(try await world.server.clients.client(id) == nil)
        let client = Client(
            id: id, name: "New", profile: "mcp", secret: nil, authenticationMethods: [.none],
            grantTypes: [.authorizationCode], redirectURIs: [], createdAt: world.clock.time)
        #expect(try await world.store.register(client))
        #expect(try await world.server.clients.client(id) == client)
    }

    @Test("a change is seen once the server has heard of it, and so is a removal")
    func changes() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.web)
        #expect(try await world.server.clients.client(client.id)?.name == "Website")
        var changed = client.registration
        changed.name = "Renamed"
        #expect(try await world.store.update(changed, at: world.clock.time))
        try await world.server.changes.catchUp()
        #expect(try await world.server.clients.client(client.id)?.name == "Renamed")
        #expect(try await world.store.remove(client: client.id, at: world.clock.time))
        try await world.server.changes.catchUp()
        #expect(try await world.server.clients.client(client.id) == nil)
    }

    /// A store that counts how often it is read, and in which a change happens while it is.
    private final class BusyStore: ClientStore {
        let client: Client
        private let reads = Mutex(0)
        private let whileReading: Mutex<(@Sendable () -> Void)?> = Mutex(nil)

        init(_ client: Client) { self.client = client }

        var count: Int { reads.withLock { $0 } }
        func whileReading(_ change: @escaping @Sendable () -> Void) { whileReading.withLock { $0 = change } }

        func client(_ id: ClientID) async throws -> Client? {
            reads.withLock { $0 += 1 }
            whileReading.withLock { change in
                change?()
                change = nil
            }
            return client
        }
        func clients() async throws -> [Client] { [client] }
        func register(_ client: Client) async throws -> Bool { false }
        func update(_ client: Client, at time: Timestamp) async throws -> Bool { false }
        func keep(document client: Client, askingAgain: Bool, at time: Timestamp) async throws {}
        func sweepUnusedClients(before deadline: Timestamp, limit: Int, at time: Timestamp) async throws -> Int { 0 }
        func remove(client: ClientID, at time: Timestamp) async throws -> Bool { false }
    }

    @Test("what was read before a change does not outlive it")
    func race() async throws {
        let client = try await EngineWorld().client(.web).registration
        let store = BusyStore(client)
        let cache = ClientCache(store: store)
        store.whileReading { cache.forget(client.id) }
        for reads in [1, 2, 2, 2] {
            #expect(try await cache.client(client.id) == client)
            #expect(store.count == reads)
        }
        cache.forget(client.id)
        _ = try await cache.client(client.id)
        #expect(store.count == 3)
    }

    // Swift compares strings by meaning; identifiers are compared byte for byte (RFC 6749 appendix A.1).
    @Test("an identifier that only looks the same is another one")
    func lookalike() async throws {
        let world = try await EngineWorld()
        let client = Client(
            id: ClientID("client_K"), name: "K", profile: "mcp", secret: nil, authenticationMethods: [.none],
            grantTypes: [.authorizationCode], redirectURIs: [], createdAt: world.clock.time)
        #expect(try await world.store.register(client))
        #expect(try await world.server.clients.client(client.id) != nil)
        #expect(try await world.server.clients.client(ClientID("client_\u{212a}")) == nil)
    }
}
