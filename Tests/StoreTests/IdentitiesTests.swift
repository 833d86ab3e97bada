// Linked identities and challenges: whose they are, once, and what stays.

import Identity
import Keys
import OAuth
import Testing

@Suite("Linked identities in a store")
struct IdentitiesTests {
    static let issuer = "https://site.example"

    static func identity(_ subject: String, of user: UserID, issuer: String = Self.issuer) -> LinkedIdentity {
        LinkedIdentity(issuer: issuer, subject: subject, user: user, label: "Ada", createdAt: noon, lastUsedAt: noon)
    }

    @Test("an account and its identity are added together, or neither", arguments: StoreKind.all)
    func add(kind: StoreKind) async throws {
        try await kind.use { store in
            let samples = Samples()
            let (ada, bob) = (try samples.account("ada@example.com"), try samples.account("bob@example.com"))
            let first = Self.identity("1", of: ada.id)
            #expect(try await store.add(ada, with: first) == .added)
            #expect(try await store.identity(issuer: Self.issuer, subject: "1") == first)
            #expect(try await store.identity(issuer: "https://other.example", subject: "1") == nil)
            #expect(try await store.add(bob, with: Self.identity("1", of: bob.id)) == .identityTaken)
            #expect(try await store.account(bob.id) == nil)
            let again = try samples.account("ADA@example.com")
            #expect(try await store.add(again, with: Self.identity("2", of: again.id)) == .addressTaken)
            #expect(try await store.identity(issuer: Self.issuer, subject: "2") == nil)
        }
    }

    @Test("several accounts may have no address", arguments: StoreKind.all)
    func absent(kind: StoreKind) async throws {
        try await kind.use { store in
            for subject in ["1", "2"] {
                let id = UserID("user_\(subject)")
                let account = Account(id: id, email: .absent(for: id), passwordHash: nil, createdAt: noon)
                let added = try await store.add(account, with: Self.identity(subject, of: id))
                #expect(added == .added)
                #expect(try await store.account(id)?.email.isAbsent == true)
            }
            #expect(try await store.accounts(after: nil, limit: 10).count == 2)
        }
    }

    @Test("an identity belongs to one account, and goes with it", arguments: StoreKind.all)
    func link(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let bob = try home.samples.account("bob@example.com")
            _ = try await store.add(bob, beginning: nil, ending: nil)
            #expect(try await store.link(Self.identity("1", of: home.user)))
            #expect(try await !store.link(Self.identity("1", of: home.user)))
            #expect(try await !store.link(Self.identity("1", of: bob.id)))
            #expect(try await store.link(Self.identity("1", of: bob.id, issuer: "https://other.example")))
            var used = Self.identity("1", of: home.user)
            (used.label, used.lastUsedAt) = ("Ada Lovelace", noon + .seconds(5))
            try await store.noteUse(of: used)
            #expect(try await store.identities(of: home.user) == [used])
            #expect(try await store.remove(home.user, at: noon))
            #expect(try await store.identity(issuer: Self.issuer, subject: "1") == nil)
            #expect(try await store.identities(of: bob.id).count == 1)
        }
    }

    @Test("a person who comes for the first time in many windows gets one account", arguments: StoreKind.all)
    func addRace(kind: StoreKind) async throws {
        try await kind.use { store in
            let samples = Samples()
            for round in 0..<(kind.isQuick ? 50 : 10) {
                let accounts = try (0..<10).map { try samples.account("ada\(round).\($0)@example.com") }
                let added = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for account in accounts {
                        group.addTask { try await store.add(account, with: Self.identity("\(round)", of: account.id)) == .added }
                    }
                    return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(added == 1)
            }
            #expect(try await store.accounts(after: nil, limit: 500).count == (kind.isQuick ? 50 : 10))
        }
    }
}

@Suite("Challenges in a store")
struct SignInChallengesTests {
    private let browser = Digest(of: "browser")
    private let other = Digest(of: "another browser")

    private func challenge(_ name: String, user: UserID? = nil) -> SignInChallenge {
        SignInChallenge(
            id: Digest(of: name), purpose: .external, browser: browser, ticket: "ticket", user: user, detail: "{}",
            createdAt: noon, expiresAt: noon + .seconds(600))
    }

    @Test("a challenge is taken once, in time, for its purpose and in its browser", arguments: StoreKind.all)
    func take(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let begun = challenge("a", user: home.user)
            try await store.begin(begun)
            #expect(try await store.challenge(begun.id, .external, at: noon) == begun)
            #expect(try await store.challenge(begun.id, .joining, at: noon) == nil)
            #expect(try await store.challenge(begun.id, .external, at: begun.expiresAt) == nil)
            #expect(try await store.take(challenge: begun.id, .external, browser: other, at: noon) == nil)
            #expect(try await store.take(challenge: begun.id, .upstream("external"), browser: browser, at: noon) == nil)
            #expect(try await store.take(challenge: begun.id, .external, browser: browser, at: begun.expiresAt) == nil)
            #expect(try await store.take(challenge: Digest(of: "b"), .external, browser: browser, at: noon) == nil)
            #expect(try await store.take(challenge: begun.id, .external, browser: browser, at: noon) == begun)
            #expect(try await store.take(challenge: begun.id, .external, browser: browser, at: noon) == nil)
            try await store.begin(begun)
            _ = try await store.remove(home.user, at: noon)
            #expect(try await store.take(challenge: begun.id, .external, browser: browser, at: noon) == nil)
        }
    }

    @Test("an answered challenge is answered once, and taken only by whoever has its completion", arguments: StoreKind.all)
    func answer(kind: StoreKind) async throws {
        try await kind.use { store in
            let begun = challenge("a")
            try await store.begin(begun)
            let (completion, end) = (Digest(of: "completion"), noon + .seconds(60))
            func answer(_ text: String, at time: Timestamp = noon, _ purpose: SignInChallenge.Purpose = .external) async throws -> Bool {
                try await store.answer(
                    challenge: begun.id, purpose, with: text, completion: Digest(of: text == "right" ? "completion" : text),
                    expiresAt: end, at: time)
            }
            #expect(try await !answer("late", at: begun.expiresAt))
            #expect(try await !answer("other", .joining))
            #expect(try await answer("right"))
            #expect(try await !answer("again"))
            #expect(try await store.challenge(begun.id, .external, at: noon) == nil)
            #expect(try await store.take(challenge: begun.id, .external, browser: browser, at: noon) == nil)
            #expect(try await store.take(completion: Digest(of: "again"), .external, browser: browser, at: noon) == nil)
            #expect(try await store.take(completion: completion, .external, browser: other, at: noon) == nil)
            #expect(try await store.take(completion: completion, .external, browser: browser, at: end) == nil)
            #expect(try await store.take(completion: completion, .external, browser: browser, at: noon)?.answer == "right")
            #expect(try await store.take(completion: completion, .external, browser: browser, at: noon) == nil)
        }
    }

    @Test("of a hundred who take one challenge exactly one has it", arguments: StoreKind.all)
    func takeRace(kind: StoreKind) async throws {
        try await kind.use { store in
            for round in 0..<(kind.isQuick ? 100 : 15) {
                let begun = challenge("\(round)")
                try await store.begin(begun)
                let takers = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for _ in 0..<100 {
                        group.addTask { try await store.take(challenge: begun.id, .external, browser: browser, at: noon) != nil }
                    }
                    return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(takers == 1)
            }
        }
    }

    @Test("of a hundred who answer, and take meanwhile, exactly one has it", arguments: StoreKind.all)
    func answerRace(kind: StoreKind) async throws {
        try await kind.use { store in
            for round in 0..<(kind.isQuick ? 100 : 15) {
                let begun = challenge("\(round)")
                try await store.begin(begun)
                let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for number in 0..<100 {
                        group.addTask {
                            guard number.isMultiple(of: 2) else {
                                return try await store.take(challenge: begun.id, .external, browser: browser, at: noon) != nil
                            }
                            return try await store.answer(
                                challenge: begun.id, .external, with: "", completion: Digest(of: "\(round) \(number)"),
                                expiresAt: noon + .seconds(60), at: noon)
                        }
                    }
                    return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(winners == 1)
            }
        }
    }

    @Test("what is out of time is swept", arguments: StoreKind.all)
    func sweep(kind: StoreKind) async throws {
        try await kind.use { store in
            for name in ["a", "b", "c"] { try await store.begin(challenge(name)) }
            let end = noon + .seconds(600)
            #expect(try await store.sweep(at: end - .seconds(1), limit: 10) == 0)
            #expect(try await store.sweep(at: end, limit: 2) == 2)
            #expect(try await store.sweep(at: end, limit: 10) == 1)
        }
    }
}
