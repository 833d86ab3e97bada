// Signing keys at rest.

import Keys
import OAuth
import Testing

@Suite("Signing keys in a store")
struct SigningKeysTests {
    private func key(_ id: String, _ algorithm: SigningAlgorithm = .es256, at time: Timestamp = noon) -> StoredKey {
        StoredKey(keyID: id, algorithm: algorithm, sealed: [0, 255, 7], createdAt: time, signsFrom: time + .seconds(60), retiresAt: nil)
    }

    @Test("keys read back as they were added, and every server hears of them", arguments: StoreKind.all)
    func add(kind: StoreKind) async throws {
        try await kind.use { store in
            let keys = [key("a"), key("b", .rs256, at: noon + .seconds(1))]
            for key in keys { try await store.add(key, retiringOthersAt: nil, onlyIfNone: false) }
            #expect(try await store.signingKeys(at: noon) == keys)
            #expect(try await store.heard(after: 0) == ["keys a", "keys b"])
            await #expect(throws: (any Error).self) {
                try await store.add(keys[0], retiringOthersAt: nil, onlyIfNone: false)
            }
        }
    }

    @Test("only the first of a kind is added if there must be none", arguments: StoreKind.all)
    func onlyIfNone(kind: StoreKind) async throws {
        try await kind.use { store in
            for id in ["a", "b"] { try await store.add(key(id), retiringOthersAt: nil, onlyIfNone: true) }
            try await store.add(key("c", .rs256), retiringOthersAt: nil, onlyIfNone: true)
            #expect(try await store.signingKeys(at: noon).map(\.keyID) == ["a", "c"])
            #expect(try await store.heard(after: 0) == ["keys a", "keys c"])
        }
    }

    @Test("a new key lets the others of its kind retire, once, and they are swept afterwards", arguments: StoreKind.all)
    func retire(kind: StoreKind) async throws {
        try await kind.use { store in
            let (soon, late) = (noon + .seconds(100), noon + .seconds(200))
            try await store.add(key("a"), retiringOthersAt: nil, onlyIfNone: false)
            try await store.add(key("r", .rs256), retiringOthersAt: nil, onlyIfNone: false)
            try await store.add(key("b", at: noon + .seconds(1)), retiringOthersAt: soon, onlyIfNone: false)
            try await store.add(key("c", at: noon + .seconds(2)), retiringOthersAt: late, onlyIfNone: false)
            let keys = try await store.signingKeys(at: noon)
            #expect(keys.map(\.keyID) == ["a", "r", "b", "c"])
            #expect(keys.map(\.retiresAt) == [soon, nil, late, nil])
            #expect(try await store.signingKeys(at: soon - .milliseconds(1)).count == 4)
            #expect(try await store.signingKeys(at: soon).map(\.keyID) == ["r", "b", "c"])
            _ = try await store.sweep(before: soon + .seconds(1), limit: 10)
            #expect(try await store.signingKeys(at: noon).map(\.keyID) == ["r", "b", "c"])
        }
    }
}
