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
            // Another server's clock may be behind.
            _ = try await store.sweep(before: soon + .clockDifference, limit: 10)
            #expect(try await store.signingKeys(at: noon).count == 4)
            _ = try await store.sweep(before: soon + .clockDifference + .seconds(1), limit: 10)
            #expect(try await store.signingKeys(at: noon).map(\.keyID) == ["r", "b", "c"])
        }
    }

    @Test("keys of all kinds take the others' place together, and what was to retire later does so now", arguments: StoreKind.all)
    func rotate(kind: StoreKind) async throws {
        try await kind.use { store in
            for key in [key("a"), key("r", .rs256)] { try await store.add(key, retiringOthersAt: nil, onlyIfNone: false) }
            let (first, second) = ([key("b"), key("s", .rs256)], [key("c"), key("t", .rs256)])
            #expect(try await store.rotate(to: first, retiringOthersAt: noon + .seconds(200), ifMadeBy: nil))
            #expect(try await store.signingKeys(at: noon).map(\.keyID) == ["a", "b", "r", "s"])
            #expect(try await store.signingKeys(at: noon + .seconds(200)).map(\.keyID) == ["b", "s"])
            #expect(try await store.heard(after: 2) == ["keys b"])
            // Stolen keys retire at once, those that were on their way too.
            #expect(try await store.rotate(to: second, retiringOthersAt: noon - .seconds(1), ifMadeBy: nil))
            #expect(try await store.signingKeys(at: noon).map(\.keyID) == ["c", "t"])
        }
    }

    @Test("keys that are due are replaced once, however many servers notice at once", arguments: StoreKind.all)
    func due(kind: StoreKind) async throws {
        try await kind.use { store in
            for key in [key("a"), key("r", .rs256)] { try await store.add(key, retiringOthersAt: nil, onlyIfNone: false) }
            #expect(try await !store.rotate(to: [key("early")], retiringOthersAt: noon, ifMadeBy: noon - .seconds(1)))
            for round in 1...10 {
                let now = noon + .seconds(1000 * round)
                let rotated = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for server in 0..<10 {
                        let name = "\(round)-\(server)"
                        let keys = [key("e\(name)", at: now), key("s\(name)", .rs256, at: now)]
                        group.addTask {
                            try await store.rotate(to: keys, retiringOthersAt: now + .seconds(100), ifMadeBy: now - .seconds(1000))
                        }
                    }
                    return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(rotated == 1)
                let keys = try await store.signingKeys(at: now)
                #expect(keys.count == 4)
                #expect(keys.count { $0.retiresAt == nil } == 2)
            }
        }
    }

    @Test("of many servers that make the first key at once one does", arguments: StoreKind.all)
    func first(kind: StoreKind) async throws {
        try await kind.use { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for server in 0..<20 {
                    let key = key("k\(server)")
                    group.addTask { try await store.add(key, retiringOthersAt: nil, onlyIfNone: true) }
                }
                try await group.waitForAll()
            }
            #expect(try await store.signingKeys(at: noon).count == 1)
        }
    }
}
