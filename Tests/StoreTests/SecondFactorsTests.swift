import Identity
import Keys
import Testing

@Suite("Second factors, in a store")
struct SecondFactorsTests {
    private func authenticator(of user: UserID, step: Int64 = 10) -> Authenticator {
        Authenticator(user: user, sealedSecret: [0, 1, 255], lastStep: step, createdAt: noon)
    }

    @Test("an app is added once, and goes with its recovery codes", arguments: StoreKind.all)
    func life(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let codes = [Digest(of: "a"), Digest(of: "b")]
            #expect(try await store.secondFactors(of: home.user) == [])
            #expect(try await store.add(authenticator(of: home.user), recoveryCodes: codes))
            #expect(try await store.secondFactors(of: home.user) == [.authenticator])
            #expect(try await store.authenticator(of: home.user) == authenticator(of: home.user))
            // Nobody replaces it by adding another.
            #expect(try await !store.add(authenticator(of: home.user, step: 99), recoveryCodes: [Digest(of: "c")]))
            #expect(try await store.authenticator(of: home.user)?.lastStep == 10)
            #expect(try await store.recoveryCodes(of: home.user) == 2)

            #expect(try await store.replaceRecoveryCodes(of: home.user, by: [Digest(of: "d")]))
            #expect(try await !store.spend(recoveryCode: codes[0], of: home.user))
            #expect(try await store.removeAuthenticator(of: home.user))
            #expect(try await store.recoveryCodes(of: home.user) == 0)
            #expect(try await !store.removeAuthenticator(of: home.user))
            #expect(try await !store.replaceRecoveryCodes(of: home.user, by: codes))
            #expect(try await store.add(authenticator(of: home.user), recoveryCodes: codes))
        }
    }

    @Test("a step is accepted once, and none before it, however many ask at once", arguments: StoreKind.all)
    func steps(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            #expect(try await store.add(authenticator(of: home.user), recoveryCodes: []))
            #expect(try await !store.accept(step: 10, of: home.user))
            let accepted = try await Self.count(20) { _ in try await store.accept(step: 11, of: home.user) }
            #expect(accepted == 1)
            #expect(try await !store.accept(step: 11, of: home.user))
            #expect(try await !store.accept(step: 9, of: home.user))
            #expect(try await store.accept(step: 12, of: home.user))
            #expect(try await !store.accept(step: 13, of: UserID("user_unknown")))
        }
    }

    @Test("a recovery code is spent once, by its owner, however many ask at once", arguments: StoreKind.all)
    func recoveryCodes(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let codes = (0..<3).map { Digest(of: "code \($0)") }
            #expect(try await store.add(authenticator(of: home.user), recoveryCodes: codes))
            #expect(try await !store.spend(recoveryCode: codes[0], of: UserID("user_unknown")))
            let spent = try await Self.count(20) { _ in try await store.spend(recoveryCode: codes[0], of: home.user) }
            #expect(spent == 1)
            #expect(try await store.recoveryCodes(of: home.user) == 2)
        }
    }

    private static func count(_ tries: Int, _ body: @escaping @Sendable (Int) async throws -> Bool) async throws -> Int {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<tries { group.addTask { try await body(number) } }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }
}
