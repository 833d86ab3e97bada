// Passkeys in a store.

import AuthenticatorKit
import Identity
import Keys
import TestKit
import Testing

@Suite("Passkeys in a store")
struct PasskeysTests {
    @Test("a passkey of each kind comes back as it was written, and goes with its person", arguments: StoreKind.all)
    func keep(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            var written: [Passkey] = []
            for (number, algorithm) in CredentialKey.Algorithm.allCases.enumerated() {
                let passkey = try home.samples.passkey(of: home.user, algorithm, seed: UInt8(number + 1), at: noon + .seconds(number))
                #expect(try await store.add(passkey, atMost: 5) == .added)
                written.append(passkey)
            }
            #expect(try await store.passkeys(of: home.user) == written)
            #expect(try await store.passkey(written[1].id) == written[1])
            #expect(try await store.passkey(try #require(CredentialID([9]))) == nil)
            #expect(try await store.passkeys(of: UserID("user_none")).isEmpty)
            _ = try await store.remove(home.user, at: noon)
            #expect(try await store.passkey(written[1].id) == nil)
        }
    }

    @Test("one that somebody has, one too many, and one of nobody are not added", arguments: StoreKind.all)
    func refused(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let other = try home.samples.account("bob@example.com")
            _ = try await store.add(other, beginning: nil, ending: nil)
            let first = try home.samples.passkey(of: home.user, seed: 1)
            #expect(try await store.add(first, atMost: 2) == .added)
            #expect(try await store.add(home.samples.passkey(of: other.id, seed: 1), atMost: 2) == .taken)
            #expect(try await store.add(home.samples.passkey(of: home.user, seed: 2), atMost: 2) == .added)
            #expect(try await store.add(home.samples.passkey(of: home.user, seed: 3), atMost: 2) == .full)
            #expect(try await store.add(home.samples.passkey(of: UserID("user_none"), seed: 4), atMost: 2) == .nobody)
            _ = try await store.disable(other.id, at: noon)
            #expect(try await store.add(home.samples.passkey(of: other.id, seed: 5), atMost: 2) == .nobody)
            #expect(try await store.account(other.id)?.isDisabled == true)
            #expect(try await store.passkey(first.id) == first)
        }
    }

    @Test("a count only goes up, unless nobody counts", arguments: StoreKind.all)
    func counter(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let passkey = try home.samples.passkey(of: home.user)
            _ = try await store.add(passkey, atMost: 5)
            func use(_ counter: UInt32) async throws -> Bool {
                try await store.use(passkey.id, counter: counter, isBackedUp: true, at: noon + .seconds(Int(counter)))
            }
            #expect(try await use(0))
            #expect(try await use(0))
            #expect(try await use(5))
            #expect(try await !use(5))
            #expect(try await !use(4))
            #expect(try await !use(0))
            let found = try #require(try await store.passkey(passkey.id))
            #expect((found.counter, found.isBackedUp, found.lastUsedAt) == (5, true, noon + .seconds(5)))
            #expect(try await use(.max))
            #expect(try await !use(.max))
            #expect(try await store.passkey(passkey.id)?.counter == .max)
            #expect(found.suspectedAt == nil)
            try await store.suspect(passkey.id, at: noon)
            #expect(try await store.passkey(passkey.id)?.suspectedAt == noon)
            let unknown = try #require(CredentialID([9]))
            #expect(try await !store.use(unknown, counter: 1, isBackedUp: false, at: noon))
            try await store.suspect(unknown, at: noon)
        }
    }

    @Test("only its person renames and removes one", arguments: StoreKind.all)
    func change(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let other = try home.samples.account("bob@example.com")
            _ = try await store.add(other, beginning: nil, ending: nil)
            let (one, two) = (try home.samples.passkey(of: home.user, seed: 1), try home.samples.passkey(of: home.user, seed: 2))
            for passkey in [one, two] { _ = try await store.add(passkey, atMost: 5) }
            #expect(try await !store.rename(one.id, of: other.id, to: "Mine"))
            #expect(try await store.rename(one.id, of: home.user, to: "Phone"))
            #expect(try await store.passkey(one.id)?.name == "Phone")
            #expect(try await store.remove(one.id, of: other.id, ifLeft: nil) == .unknown)
            #expect(try await store.remove(one.id, of: home.user, ifLeft: nil) == .removed)
            #expect(try await store.remove(one.id, of: home.user, ifLeft: nil) == .unknown)
            #expect(try await store.passkeys(of: home.user).map(\.id) == [two.id])
        }
    }
}

@Suite("Races for passkeys")
struct PasskeyRaceTests {
    @Test("of a hundred with one count exactly one has signed", arguments: StoreKind.all)
    func counter(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let passkey = try home.samples.passkey(of: home.user)
            _ = try await store.add(passkey, atMost: 5)
            for round in 1...(kind.isQuick ? 200 : 10) {
                let firsts = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for _ in 0..<100 {
                        group.addTask { try await store.use(passkey.id, counter: UInt32(round), isBackedUp: false, at: noon) }
                    }
                    return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(firsts == 1)
            }
        }
    }

    @Test("many that are added at once are as many as there may be, and one of one name", arguments: StoreKind.all)
    func add(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let samples = home.samples
            let passkeys = try (0..<40).map { try samples.passkey(of: home.user, seed: UInt8($0 / 2 + 1)) }
            let added = try await withThrowingTaskGroup(of: Bool.self) { group in
                for passkey in passkeys { group.addTask { try await store.add(passkey, atMost: 7) == .added } }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(added == 7)
            #expect(try await store.passkeys(of: home.user).count == 7)
        }
    }
}

extension Samples {
    func passkey(
        of user: UserID, _ algorithm: CredentialKey.Algorithm = .es256, seed: UInt8 = 1, at time: Timestamp = noon
    ) throws -> Passkey {
        let authenticator = try SoftAuthenticator(algorithm, seed: seed)
        guard let id = CredentialID(authenticator.id) else { throw CredentialKey.Unusable() }
        return Passkey(
            id: id, user: user, userHandle: randomness.bytes(32),
            key: try CredentialKey(reading: CBOR(reading: CBORBytes.map(try authenticator.cose).encoded)), counter: 0,
            isBackupEligible: true, isBackedUp: false, transports: seed % 2 == 0 ? ["internal", "hybrid"] : [], name: "Key \(seed)",
            createdAt: time)
    }
}
