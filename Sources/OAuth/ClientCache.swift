// Clients, remembered between requests. They change rarely and are needed by every request;
// a change that anybody makes is heard of through `ChangeFollower`.

import Keys
import Synchronization

/// Clients by identifier, read through to the store.
public final class ClientCache: ClientLookup {
    private struct Memory {
        var clients: [ClientID: Client] = [:]
        var generation = 0
    }

    private let store: any ClientStore
    private let memory = Mutex(Memory())
    private static let mostClients = 10_000

    init(store: any ClientStore) { self.store = store }

    public func client(_ id: ClientID) async throws -> Client? { try await client(id, for: "") }

    public func client(_ id: ClientID, for address: String) async throws -> Client? {
        let (known, generation) = memory.withLock { ($0.clients[id], $0.generation) }
        // RFC 6749 appendix A.1: byte for byte, where Swift would take look-alikes for the same text.
        if let known, known.id.value.utf8.elementsEqual(id.value.utf8) { return known }
        // Unknown clients are not remembered: a new one must be found at once, and memory must not grow by guesses.
        guard let client = try await store.client(id) else { return nil }
        memory.withLock { memory in
            // What was read before a change must not outlive it.
            guard memory.generation == generation else { return }
            if memory.clients.count >= Self.mostClients { memory.clients.removeAll() }
            memory.clients[id] = client
        }
        return client
    }

    func forget(_ id: ClientID) {
        memory.withLock { memory in
            memory.clients[id] = nil
            memory.generation += 1
        }
    }
}
