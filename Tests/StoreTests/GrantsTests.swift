// Codes that work once and refresh tokens that rotate.

import Identity
import Keys
import OAuth
import Testing

@Suite("Grants in a store")
struct GrantsTests {
    @Test("a grant reads back as it was begun", arguments: StoreKind.all)
    func begin(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            for resource in ["https://usher.test/notes", nil] {
                let grant = home.samples.grant(of: home.client.id, home.user, resource: resource)
                try await store.begin(grant)
                #expect(try await store.grant(grant.id) == grant)
            }
            #expect(try await store.grant(GrantID("grant_none")) == nil)
        }
    }

    @Test("a grant of nobody, of no client, or with a name that is taken is refused", arguments: StoreKind.all)
    func strangers(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let grant = try await home.grant(store)
            for bad in [
                home.samples.grant(of: ClientID("client_none"), home.user),
                home.samples.grant(of: home.client.id, UserID("user_none")), grant,
            ] {
                await #expect(throws: (any Error).self) { try await store.begin(bad) }
            }
        }
    }

    @Test("a code is redeemed once, and a wrong one never", arguments: StoreKind.all)
    func redeem(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let grant = try await home.grant(store)
            let refresh = home.samples.refresh()
            let time = noon + .seconds(3)
            #expect(try await store.redeem(grant, code: home.samples.digest(), at: time, refresh: refresh) == nil)
            let nowhere = ShownCode(of: GrantID("grant_none"), code: grant.code.digest, by: grant.client)
            #expect(try await store.redeem(nowhere, at: time, refresh: refresh) == nil)
            var expected = grant
            (expected.redeemedAt, expected.refresh) = (time, refresh)
            #expect(try await store.redeem(grant, at: time, refresh: refresh) == expected)
            #expect(try await store.grant(grant.id) == expected)
            let later = home.samples.refresh()
            #expect(try await store.redeem(grant, at: time, refresh: later) == nil)
            #expect(try await store.redeem(grant, code: home.samples.digest(), at: time, refresh: later) == nil)
            #expect(try await store.grant(grant.id) == expected)
        }
    }

    @Test("a code that does not fit what is shown with it is not spent", arguments: StoreKind.all)
    func fits(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let grant = try await home.grant(store)
            let challenge = try #require(grant.code.challenge)
            let right = ShownCode(
                of: grant.id, code: grant.code.digest, by: grant.client, redirectURI: grant.code.redirectURI, challenge: challenge)
            var (stranger, elsewhere, guesser) = (right, right, right)
            stranger.client = ClientID("client_other")
            elsewhere.redirectURI = grant.code.redirectURI + "/"
            guesser.challenge = challenge.lowercased()
            for wrong in [stranger, elsewhere, guesser] {
                #expect(try await store.redeem(wrong, at: noon, refresh: nil) == nil)
            }
            #expect(try await store.grant(grant.id) == grant)
            #expect(try await store.redeem(right, at: noon, refresh: nil)?.redeemedAt == noon)
        }
    }

    @Test("a refresh token is replaced neither for another client nor while its person is disabled", arguments: StoreKind.all)
    func rotateForNobody(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let (grant, first) = try await home.redeemed(store)
            let second = home.samples.refresh(after: first.current, at: noon)
            let stranger = ClientID("client_other")
            #expect(try await store.rotate(grant.id, presented: first.current, by: stranger, to: second, at: noon) == nil)
            _ = try await store.disable(home.user, at: noon)
            #expect(try await store.rotate(grant, presented: first.current, to: second, at: noon) == nil)
            #expect(try await store.grant(grant.id)?.refresh == first)
            _ = try await store.enable(home.user, at: noon)
            #expect(try await store.rotate(grant, presented: first.current, to: second, at: noon)?.refresh == second)
        }
    }

    @Test("a code may be redeemed without a refresh token", arguments: StoreKind.all)
    func withoutRefresh(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let grant = try await home.grant(store)
            #expect(try await store.redeem(grant, at: noon, refresh: nil) != nil)
            #expect(try await store.redeem(grant, at: noon, refresh: nil) == nil)
            #expect(try await store.grant(grant.id)?.refresh == nil)
        }
    }

    @Test("an expired code, and that of a revoked grant, is not redeemed", arguments: StoreKind.all)
    func ended(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let (late, revoked) = (try await home.grant(store), try await home.grant(store))
            let end = noon + .seconds(60)
            #expect(try await store.redeem(late, at: end, refresh: nil) == nil)
            try await store.revoke(revoked.id, at: noon)
            #expect(try await store.redeem(revoked, at: noon, refresh: nil) == nil)
            #expect(try await store.redeem(late, at: end - .milliseconds(1), refresh: nil) != nil)
        }
    }

    @Test("a refresh token is replaced by its holder only, once", arguments: StoreKind.all)
    func rotate(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let (grant, first) = try await home.redeemed(store)
            let time = noon + .seconds(100)
            let second = home.samples.refresh(after: first.current, at: time)
            #expect(try await store.rotate(grant, presented: home.samples.digest(), to: second, at: time) == nil)
            #expect(try await store.rotate(GrantID("grant_none"), presented: first.current, by: grant.client, to: second, at: time) == nil)
            #expect(try await store.rotate(grant, presented: first.current, to: second, at: time) != nil)
            #expect(try await store.grant(grant.id)?.refresh == second)
            let third = home.samples.refresh(after: first.current, at: time)
            #expect(try await store.rotate(grant, presented: first.current, to: third, at: time) == nil)
            #expect(try await store.grant(grant.id)?.refresh == second)
        }
    }

    @Test("an expired or revoked refresh token is not replaced", arguments: StoreKind.all)
    func rotateEnded(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let (idle, first) = try await home.redeemed(store)
            let end = first.expiresAt
            let next = home.samples.refresh(after: first.current, at: end)
            #expect(try await store.rotate(idle, presented: first.current, to: next, at: end) == nil)
            #expect(try await store.rotate(idle, presented: first.current, to: next, at: end - .milliseconds(1)) != nil)
            let (revoked, other) = try await home.redeemed(store)
            try await store.revoke(revoked.id, at: noon)
            #expect(try await store.rotate(revoked, presented: other.current, to: next, at: noon) == nil)
            let unredeemed = try await home.grant(store)
            #expect(try await store.rotate(unredeemed, presented: other.current, to: next, at: noon) == nil)
        }
    }

    @Test("after a year nothing is replaced, however fresh the token is", arguments: StoreKind.all)
    func absoluteEnd(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let (grant, first) = try await home.redeemed(store)
            let late = grant.expiresAt - .seconds(86400)
            var second = home.samples.refresh(after: first.current, at: noon + .seconds(60))
            second.expiresAt = grant.expiresAt + .seconds(86400)
            #expect(try await store.rotate(grant, presented: first.current, to: second, at: noon + .seconds(60)) != nil)
            let third = home.samples.refresh(after: second.current, at: late)
            #expect(try await store.rotate(grant, presented: second.current, to: third, at: grant.expiresAt) == nil)
            #expect(try await store.rotate(grant, presented: second.current, to: third, at: late) != nil)
        }
    }

    @Test("a grant ends once, and every server hears of it", arguments: StoreKind.all)
    func revoke(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let (grant, _) = try await home.redeemed(store)
            let before = try await store.latestChange()
            try await store.revoke(grant.id, at: noon + .seconds(5))
            try await store.revoke(grant.id, at: noon + .seconds(9))
            try await store.revoke(GrantID("grant_none"), at: noon)
            #expect(try await store.grant(grant.id)?.revokedAt == noon + .seconds(5))
            #expect(try await store.heard(after: before) == ["grant \(grant.id)"])
        }
    }

    @Test("redeeming and rotating tell nobody", arguments: StoreKind.all)
    func quiet(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let before = try await store.latestChange()
            let (grant, first) = try await home.redeemed(store)
            _ = try await store.rotate(
                grant, presented: first.current, to: home.samples.refresh(after: first.current, at: noon), at: noon)
            #expect(try await store.latestChange() == before)
        }
    }
}
