import Keys
import OAuth
import Testing

@Suite("What may be used once, in a store")
struct ReplaysTests {
    @Test("only the first sees a mark, until it is forgotten", arguments: StoreKind.all)
    func once(kind: StoreKind) async throws {
        try await kind.use { store in
            let (mark, other) = (Digest(of: "a"), Digest(of: "b"))
            let first = try await store.firstSeen(mark, until: noon + .seconds(60))
            #expect(first)
            #expect(try await !store.firstSeen(mark, until: noon + .seconds(600)))
            #expect(try await store.firstSeen(other, until: noon + .seconds(60)))
            // Another server's clock may be behind.
            let end = noon + .seconds(60) + .clockDifference
            #expect(try await store.sweep(before: end, limit: 10) == 0)
            #expect(try await !store.firstSeen(mark, until: noon + .seconds(60)))
            #expect(try await store.sweep(before: end + .seconds(1), limit: 1) == 1)
            #expect(try await store.sweep(before: end + .seconds(1), limit: 10) == 1)
            #expect(try await store.firstSeen(mark, until: noon + .seconds(120)))
        }
    }
}

@Suite("Clients that are known by their document, in a store")
struct DocumentClientsTests {
    @Test("one is kept, and kept as it is now, with its consents unless they are to be given again", arguments: StoreKind.all)
    func keep(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            var client = home.samples.client()
            try await store.keep(document: client, askingAgain: false, at: noon)
            #expect(try await store.client(client.id)?.name == client.name)
            let consent = Consent(
                user: home.user, client: client.id, resource: "r", redirectHost: "h", scope: Scope(["a"]), givenAt: noon)
            try await store.record(consent)
            client.name = "Another"
            try await store.keep(document: client, askingAgain: false, at: noon)
            #expect(try await store.client(client.id)?.name == "Another")
            #expect(try await store.consent(user: home.user, client: client.id, resource: "r", redirectHost: "h") != nil)
            try await store.keep(document: client, askingAgain: true, at: noon)
            #expect(try await store.consent(user: home.user, client: client.id, resource: "r", redirectHost: "h") == nil)
            let changes = try await store.changes(after: 0, limit: 100)
            #expect(changes.filter { $0.kind == .clientChanged && $0.subject == client.id.value }.count == 3)
        }
    }

    @Test("one that is known in another way is left alone", arguments: StoreKind.all)
    func otherKind(kind: StoreKind) async throws {
        try await kind.use { store in
            let samples = Samples()
            var client = samples.client()
            client.registration = .preregistered
            #expect(try await store.register(client))
            var document = client
            (document.registration, document.name) = (.document, "Another")
            try await store.keep(document: document, askingAgain: true, at: noon)
            #expect(try await store.client(client.id) == client)
        }
    }
}
