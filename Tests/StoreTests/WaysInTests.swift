// The last way to sign in stays, whatever it is; also when two of them are taken away at once.

import Identity
import Keys
import Testing

@Suite("Ways in of a store")
struct WaysInTests {
    private static let gone = "https://gone.example"
    private static let all = WaysIn(password: true, passkeys: true, issuers: [IdentitiesTests.issuer])

    /// A person without a password, two sites that vouch for them, one of which counts no more, and two passkeys.
    private struct Person {
        let store: any ContractStore
        let user: UserID
        let passkeys: [Passkey]

        init(_ store: any ContractStore) async throws {
            self.store = store
            let samples = Samples()
            let account = try samples.account("ada@example.com", password: nil)
            user = account.id
            passkeys = try (1...2).map { try samples.passkey(of: account.id, seed: UInt8($0)) }
            _ = try await store.add(account, with: IdentitiesTests.identity("1", of: account.id))
            _ = try await store.link(IdentitiesTests.identity("2", of: account.id, issuer: WaysInTests.gone))
        }

        func unlink(_ subject: String, _ issuer: String = IdentitiesTests.issuer, _ ways: WaysIn = all) async throws -> WayInRemoval {
            try await store.unlink(issuer: issuer, subject: subject, of: user, ifLeft: ways)
        }

        func remove(_ number: Int, _ ways: WaysIn = all) async throws -> WayInRemoval {
            try await store.remove(passkeys[number].id, of: user, ifLeft: ways)
        }

        func count(_ ways: WaysIn = all) async throws -> Int { try await store.waysIn(of: user, counting: ways) }
    }

    @Test("only what opens the account counts", arguments: StoreKind.all)
    func counting(kind: StoreKind) async throws {
        try await kind.use { store in
            let ada = try await Person(store)
            for passkey in ada.passkeys { _ = try await store.add(passkey, atMost: 5) }
            #expect(try await ada.count() == 3)
            #expect(try await store.setPassword(of: ada.user, to: PasswordHash(stored: "hash-1")))
            #expect(try await ada.count() == 4)
            #expect(try await ada.count(WaysIn(password: false, passkeys: true, issuers: [Self.gone, "https://other.example"])) == 3)
            #expect(try await ada.count(WaysIn(password: true, passkeys: false, issuers: [])) == 1)
            #expect(try await store.waysIn(of: UserID("user_none"), counting: Self.all) == 0)
        }
    }

    @Test("a site that vouches for somebody goes while another way in is left", arguments: StoreKind.all)
    func sites(kind: StoreKind) async throws {
        try await kind.use { store in
            let ada = try await Person(store)
            #expect(try await ada.unlink("1") == .last)
            // Nobody signs in at the other site any more, so it goes, and is nothing to fall back on.
            #expect(try await ada.unlink("2", Self.gone) == .removed)
            #expect(try await ada.unlink("1") == .last)
            #expect(try await ada.unlink("2", Self.gone) == .unknown)
            #expect(
                try await store.unlink(issuer: IdentitiesTests.issuer, subject: "1", of: UserID("user_none"), ifLeft: Self.all) == .unknown)
            _ = try await store.add(ada.passkeys[0], atMost: 5)
            #expect(
                try await ada.unlink(
                    "1", IdentitiesTests.issuer, WaysIn(password: true, passkeys: false, issuers: [IdentitiesTests.issuer])) == .last)
            #expect(try await ada.unlink("1") == .removed)
            #expect(try await ada.remove(0) == .last)
        }
    }

    @Test("a passkey goes while another way in is left", arguments: StoreKind.all)
    func passkeys(kind: StoreKind) async throws {
        try await kind.use { store in
            let ada = try await Person(store)
            for passkey in ada.passkeys { _ = try await store.add(passkey, atMost: 5) }
            let here = WaysIn(password: true, passkeys: true, issuers: [])
            #expect(try await ada.remove(0, here) == .removed)
            #expect(try await ada.remove(1, here) == .last)
            #expect(try await store.setPassword(of: ada.user, to: PasswordHash(stored: "hash-1")))
            #expect(try await ada.remove(1, WaysIn(password: false, passkeys: true, issuers: [])) == .last)
            #expect(try await ada.remove(1, here) == .removed)
            #expect(try await store.passkeys(of: ada.user).isEmpty)
        }
    }

    @Test("whoever signs in by mail, to an address that is known to be theirs, may give up everything else", arguments: StoreKind.all)
    func mail(kind: StoreKind) async throws {
        try await kind.use { store in
            let samples = Samples()
            for isVerified in [false, true] {
                var account = try samples.account("\(isVerified)@example.com", password: nil)
                account.isEmailVerified = isVerified
                _ = try await store.add(account, with: IdentitiesTests.identity("\(isVerified)", of: account.id))
                let ways = WaysIn(password: true, passkeys: true, mail: true, issuers: [IdentitiesTests.issuer])
                #expect(try await store.waysIn(of: account.id, counting: ways) == (isVerified ? 2 : 1))
                #expect(try await store.waysIn(of: account.id, counting: Self.all) == 1)
                let removal = try await store.unlink(
                    issuer: IdentitiesTests.issuer, subject: "\(isVerified)", of: account.id, ifLeft: ways)
                #expect(removal == (isVerified ? .removed : .last))
            }
        }
    }

    @Test("of all who take the last ways in away at once, one is refused", arguments: StoreKind.all)
    func race(kind: StoreKind) async throws {
        try await kind.use { store in
            let ada = try await Person(store)
            for _ in 0..<(kind.isQuick ? 200 : 15) {
                for passkey in ada.passkeys { _ = try await store.add(passkey, atMost: 5) }
                _ = try await store.link(IdentitiesTests.identity("1", of: ada.user))
                let removals = try await withThrowingTaskGroup(of: WayInRemoval.self) { group in
                    for number in 0..<2 { group.addTask { try await ada.remove(number) } }
                    group.addTask { try await ada.unlink("1") }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(removals.count { $0 == .removed } == 2)
                #expect(removals.count { $0 == .last } == 1)
                #expect(try await ada.count() == 1)
            }
        }
    }
}
