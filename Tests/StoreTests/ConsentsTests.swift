// What people agreed to, and what they see of it.

import Identity
import Keys
import OAuth
import Testing

@Suite("Consents in a store")
struct ConsentsTests {
    @Test("agreements add up, and keep the day of the first", arguments: StoreKind.all)
    func record(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let first = home.samples.consent(home.user, home.client.id, "notes:read")
            try await store.record(first)
            let again = Consent(
                user: first.user, client: first.client, resource: first.resource, redirectHost: first.redirectHost,
                scope: Scope(["notes:write", "notes:read"]), givenAt: noon + .seconds(60))
            try await store.record(again)
            let found = try await store.consent(
                user: first.user, client: first.client, resource: first.resource, redirectHost: first.redirectHost)
            #expect(found?.scope == Scope(["notes:read", "notes:write"]))
            #expect(found?.givenAt == noon)
        }
    }

    @Test("another person, client, resource or host is another question", arguments: StoreKind.all)
    func key(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let (user, client) = (home.user, home.client.id)
            let consent = home.samples.consent(user, client)
            try await store.record(consent)
            let (resource, host) = (consent.resource, consent.redirectHost)
            #expect(try await store.consent(user: user, client: client, resource: resource, redirectHost: host) == consent)
            #expect(try await store.consent(user: UserID("x"), client: client, resource: resource, redirectHost: host) == nil)
            #expect(try await store.consent(user: user, client: ClientID("x"), resource: resource, redirectHost: host) == nil)
            #expect(try await store.consent(user: user, client: client, resource: "x", redirectHost: host) == nil)
            #expect(try await store.consent(user: user, client: client, resource: resource, redirectHost: "x") == nil)
        }
    }

    @Test("a consent of nobody is refused", arguments: StoreKind.all)
    func strangers(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            for consent in [
                home.samples.consent(UserID("user_none"), home.client.id),
                home.samples.consent(home.user, ClientID("client_none")),
            ] {
                await #expect(throws: (any Error).self) { try await store.record(consent) }
            }
        }
    }

    @Test("a person sees what is connected and when it was used last", arguments: StoreKind.all)
    func connections(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            #expect(try await store.connections(of: home.user).isEmpty)
            try await store.record(home.samples.consent(home.user, home.client.id))
            let (user, client) = (home.user, home.client.id)
            try await store.noteUse([
                Use(user: user, client: client, at: noon + .seconds(9)), Use(user: user, client: ClientID("x"), at: noon),
            ])
            try await store.noteUse([Use(user: user, client: client, at: noon + .seconds(5))])
            try await store.noteUse([])
            let expected = Connection(
                client: client, clientName: "App", resource: "https://usher.test/notes", scope: Scope(["notes:read"]),
                since: noon, lastUsedAt: noon + .seconds(9))
            #expect(try await store.connections(of: user) == [expected])
            #expect(try await store.connections(of: UserID("user_none")).isEmpty)
        }
    }

    @Test("disconnecting ends the grants between the two, and no others", arguments: StoreKind.all)
    func disconnect(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let bob = try home.samples.account("bob@example.com")
            _ = try await store.add(bob, beginning: nil, ending: nil)
            let (one, _) = try await home.redeemed(store)
            let (other, revoked) = (try await home.grant(store), try await home.grant(store))
            let bobs = home.samples.grant(of: home.client.id, bob.id)
            try await store.begin(bobs)
            for user in [home.user, bob.id] { try await store.record(home.samples.consent(user, home.client.id)) }
            try await store.record(home.samples.consent(home.user, home.client.id, host: "localhost"))
            try await store.revoke(revoked.id, at: noon)
            let before = try await store.latestChange()
            try await store.disconnect(user: home.user, client: home.client.id, at: noon + .seconds(1))
            try await store.disconnect(user: home.user, client: home.client.id, at: noon + .seconds(2))
            #expect(try await store.connections(of: home.user).isEmpty)
            #expect(try await store.connections(of: bob.id).count == 1)
            for grant in [one, other] { #expect(try await store.grant(grant.id)?.revokedAt == noon + .seconds(1)) }
            #expect(try await store.grant(revoked.id)?.revokedAt == noon)
            #expect(try await store.grant(bobs.id)?.revokedAt == nil)
            #expect(try await Set(store.heard(after: before)) == ["grant \(one.id)", "grant \(other.id)"])
            #expect(try await store.heard(after: before).count == 2)
        }
    }
}
