// Codes that work once and refresh tokens that rotate.

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

    @Test("a code is redeemed first, then replayed, and a wrong one is unknown", arguments: StoreKind.all)
    func redeem(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let grant = try await home.grant(store)
            let (code, refresh) = (grant.code.digest, home.samples.refresh())
            let time = noon + .seconds(3)
            #expect(try await store.redeem(grant.id, code: home.samples.digest(), at: time, refresh: refresh) == .unknown)
            #expect(try await store.redeem(GrantID("grant_none"), code: code, at: time, refresh: refresh) == .unknown)
            #expect(try await store.redeem(grant.id, code: code, at: time, refresh: refresh) == .first)
            var expected = grant
            (expected.redeemedAt, expected.refresh) = (time, refresh)
            #expect(try await store.grant(grant.id) == expected)
            let later = home.samples.refresh()
            #expect(try await store.redeem(grant.id, code: code, at: time + .seconds(9999), refresh: later) == .replayed)
            #expect(try await store.redeem(grant.id, code: home.samples.digest(), at: time, refresh: later) == .unknown)
            #expect(try await store.grant(grant.id) == expected)
        }
    }

    @Test("a code may be redeemed without a refresh token", arguments: StoreKind.all)
    func withoutRefresh(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let grant = try await home.grant(store)
            #expect(try await store.redeem(grant.id, code: grant.code.digest, at: noon, refresh: nil) == .first)
            #expect(try await store.redeem(grant.id, code: grant.code.digest, at: noon, refresh: nil) == .replayed)
            #expect(try await store.grant(grant.id)?.refresh == nil)
        }
    }

    @Test("an expired code, and that of a revoked grant, is unknown", arguments: StoreKind.all)
    func ended(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let (late, revoked) = (try await home.grant(store), try await home.grant(store))
            let end = noon + .seconds(60)
            #expect(try await store.redeem(late.id, code: late.code.digest, at: end, refresh: nil) == .unknown)
            try await store.revoke(revoked.id, at: noon)
            #expect(try await store.redeem(revoked.id, code: revoked.code.digest, at: noon, refresh: nil) == .unknown)
            #expect(try await store.redeem(late.id, code: late.code.digest, at: end - .milliseconds(1), refresh: nil) == .first)
        }
    }

    @Test("a refresh token is replaced by its holder only, once", arguments: StoreKind.all)
    func rotate(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let (grant, first) = try await home.redeemed(store)
            let time = noon + .seconds(100)
            let second = home.samples.refresh(after: first.current, at: time)
            #expect(try await store.rotate(grant.id, presented: home.samples.digest(), to: second, at: time) == false)
            #expect(try await store.rotate(GrantID("grant_none"), presented: first.current, to: second, at: time) == false)
            #expect(try await store.rotate(grant.id, presented: first.current, to: second, at: time))
            #expect(try await store.grant(grant.id)?.refresh == second)
            let third = home.samples.refresh(after: first.current, at: time)
            #expect(try await store.rotate(grant.id, presented: first.current, to: third, at: time) == false)
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
            #expect(try await store.rotate(idle.id, presented: first.current, to: next, at: end) == false)
            #expect(try await store.rotate(idle.id, presented: first.current, to: next, at: end - .milliseconds(1)))
            let (revoked, other) = try await home.redeemed(store)
            try await store.revoke(revoked.id, at: noon)
            #expect(try await store.rotate(revoked.id, presented: other.current, to: next, at: noon) == false)
            let unredeemed = try await home.grant(store)
            #expect(try await store.rotate(unredeemed.id, presented: other.current, to: next, at: noon) == false)
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
            #expect(try await store.rotate(grant.id, presented: first.current, to: second, at: noon + .seconds(60)))
            let third = home.samples.refresh(after: second.current, at: late)
            #expect(try await store.rotate(grant.id, presented: second.current, to: third, at: grant.expiresAt) == false)
            #expect(try await store.rotate(grant.id, presented: second.current, to: third, at: late))
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
                grant.id, presented: first.current, to: home.samples.refresh(after: first.current, at: noon), at: noon)
            #expect(try await store.latestChange() == before)
        }
    }
}
