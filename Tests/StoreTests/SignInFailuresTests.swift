// Counts of failures, and the sweeping of what people leave behind.

import Identity
import Keys
import OAuth
import Testing

@Suite("Failures in a store")
struct SignInFailuresTests {
    private func failure(_ key: String, _ seconds: Int64 = 0, lasts: Int64 = 100, prolongs: Bool = false) -> Failure {
        let at = noon + .seconds(seconds)
        return Failure(key: FailureKey(stored: key), at: at, forgottenAt: at + .seconds(lasts), prolongs: prolongs)
    }

    private func count(_ key: String, _ store: any ContractStore) async throws -> Failures? {
        try await store.failures([FailureKey(stored: key)]).first
    }

    @Test("failures add up under their key", arguments: StoreKind.all)
    func add(kind: StoreKind) async throws {
        try await kind.use { store in
            try await store.record([failure("a"), failure("b"), failure("a", 5)])
            let a = try #require(try await count("a", store))
            #expect(a.count == 2)
            #expect(a.lastAt == noon + .seconds(5))
            #expect(a.forgottenAt == noon + .seconds(100))
            #expect(try await count("b", store)?.count == 1)
            let keys = ["a", "b", "none"].map(FailureKey.init(stored:))
            #expect(try await store.failures(keys).count == 2)
            #expect(try await store.failures([]).isEmpty)
            try await store.record([])
        }
    }

    @Test("a failure may prolong the memory, and after its end the count begins anew", arguments: StoreKind.all)
    func prolong(kind: StoreKind) async throws {
        try await kind.use { store in
            try await store.record([failure("a"), failure("b")])
            try await store.record([failure("a", 50, prolongs: true), failure("b", 50)])
            #expect(try await count("a", store)?.forgottenAt == noon + .seconds(150))
            #expect(try await count("b", store)?.forgottenAt == noon + .seconds(100))
            try await store.record([failure("a", 100, lasts: 7), failure("b", 100, lasts: 7)])
            #expect(try await count("a", store)?.count == 3)
            let b = try #require(try await count("b", store))
            #expect(b.count == 1)
            #expect(b.forgottenAt == noon + .seconds(107))
        }
    }

    @Test("a count can be forgotten", arguments: StoreKind.all)
    func forget(kind: StoreKind) async throws {
        try await kind.use { store in
            try await store.record([failure("a"), failure("b")])
            try await store.forget(FailureKey(stored: "a"))
            try await store.forget(FailureKey(stored: "none"))
            #expect(try await count("a", store) == nil)
            #expect(try await count("b", store) != nil)
        }
    }

    @Test("failures at once are all counted", arguments: StoreKind.all)
    func race(kind: StoreKind) async throws {
        try await kind.use { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 { group.addTask { try await store.record([failure("a"), failure("b")]) } }
                try await group.waitForAll()
            }
            #expect(try await count("a", store)?.count == 100)
            #expect(try await count("b", store)?.count == 100)
        }
    }

    @Test("expired sessions and forgotten counts are swept, in bounded steps, and nothing else", arguments: StoreKind.all)
    func sweep(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let proof = PasswordHash(stored: "hash-1")
            let living = home.samples.session(of: home.user, expiresAfter: .seconds(101))
            #expect(try await store.begin(living, proof: proof, rehash: nil, ending: nil))
            for _ in 0..<5 {
                let session = home.samples.session(of: home.user, expiresAfter: .seconds(100))
                #expect(try await store.begin(session, proof: proof, rehash: nil, ending: nil))
            }
            for number in 0..<4 { try await store.record([failure("f\(number)")]) }
            try await store.record([failure("living", 1)])
            #expect(try await store.sweep(at: noon + .seconds(99), limit: 10) == 0)
            let steps = [
                try await store.sweep(at: noon + .seconds(100), limit: 4), try await store.sweep(at: noon + .seconds(100), limit: 4),
                try await store.sweep(at: noon + .seconds(100), limit: 4),
            ]
            #expect(steps == [4, 4, 1])
            #expect(try await store.session(living.secret) != nil)
            #expect(try await count("living", store) != nil)
            #expect(try await store.account(home.user) != nil)
        }
    }
}
