// Accounts: who may sign in, and what goes with them.

import Identity
import Keys
import OAuth
import Testing

@Suite("Accounts in a store")
struct AccountsTests {
    @Test("an account reads back as it was added, by name and by address", arguments: StoreKind.all)
    func add(kind: StoreKind) async throws {
        try await kind.use { store in
            let samples = Samples()
            let full = try samples.account("Jos\u{e9}@Example.com")
            let bare = Account(
                id: UserID("user_bare"), email: try samples.account("bare@example.com").email, passwordHash: nil, createdAt: noon)
            for account in [full, bare] {
                #expect(try await store.add(account, beginning: nil, ending: nil) == .added)
                #expect(try await store.account(account.id) == account)
                #expect(try await store.account(email: account.email.key) == account)
            }
            #expect(try await store.account(UserID("user_none")) == nil)
            #expect(try await store.account(email: EmailKey(stored: "none@example.com")) == nil)
        }
    }

    @Test("an address is taken once, and the second account brings nothing with it", arguments: StoreKind.all)
    func taken(kind: StoreKind) async throws {
        try await kind.use { store in
            let samples = Samples()
            let (first, second) = (try samples.account("ada@example.com"), try samples.account("ADA@example.com"))
            let (old, session) = (samples.session(of: first.id), samples.session(of: second.id))
            #expect(try await store.add(first, beginning: old, ending: nil) == .added)
            #expect(try await store.add(second, beginning: session, ending: old.secret) == .taken)
            #expect(try await store.account(second.id) == nil)
            #expect(try await store.session(session.secret) == nil)
            #expect(try await store.session(old.secret)?.account == first)
        }
    }

    @Test("a new account may begin a session, and end the browser's last one", arguments: StoreKind.all)
    func beginning(kind: StoreKind) async throws {
        try await kind.use { store in
            let samples = Samples()
            let (ada, bob) = (try samples.account("ada@example.com"), try samples.account("bob@example.com"))
            let (old, new) = (samples.session(of: ada.id), samples.session(of: bob.id))
            _ = try await store.add(ada, beginning: old, ending: nil)
            #expect(try await store.add(bob, beginning: new, ending: old.secret) == .added)
            #expect(try await store.session(old.secret) == nil)
            #expect(try await store.session(new.secret) == SignedIn(session: new, account: bob))
        }
    }

    @Test("accounts are listed by their address, byte by byte, in steps", arguments: StoreKind.all)
    func list(kind: StoreKind) async throws {
        try await kind.use { store in
            let samples = Samples()
            for email in ["b@example.com", "a@example.com", "\u{e9}@example.com", "Z@example.com", "a.b@example.com", "_@example.com"] {
                _ = try await store.add(samples.account(email), beginning: nil, ending: nil)
            }
            let all = try await store.accounts(after: nil, limit: 100).map(\.email.key.value)
            #expect(all == ["_@example.com", "a.b@example.com", "a@example.com", "b@example.com", "z@example.com", "\u{e9}@example.com"])
            let step = try await store.accounts(after: EmailKey(stored: "a@example.com"), limit: 2)
            #expect(step.map(\.email.key.value) == ["b@example.com", "z@example.com"])
            #expect(try await store.accounts(after: EmailKey(stored: "\u{e9}@example.com"), limit: 2).isEmpty)
        }
    }

    @Test("a password that the operator sets ends every session", arguments: StoreKind.all)
    func setPassword(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let session = try await signIn(home, store)
            #expect(try await store.setPassword(of: home.user, to: PasswordHash(stored: "hash-2")))
            #expect(try await store.account(home.user)?.passwordHash?.text == "hash-2")
            #expect(try await store.session(session.secret) == nil)
            #expect(try await store.setPassword(of: UserID("user_none"), to: PasswordHash(stored: "x")) == false)
        }
    }

    private func signIn(_ home: Household, _ store: any ContractStore) async throws -> Session {
        let session = home.samples.session(of: home.user)
        #expect(try await store.begin(session, proof: PasswordHash(stored: "hash-1"), rehash: nil, ending: nil))
        return session
    }

    @Test("a password is changed only from the one that is there", arguments: StoreKind.all)
    func changePassword(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let (one, two) = (PasswordHash(stored: "hash-1"), PasswordHash(stored: "hash-2"))
            let (old, new) = (try await signIn(home, store), home.samples.session(of: home.user))
            #expect(try await store.changePassword(of: home.user, from: two, to: one, beginning: new) == false)
            #expect(try await store.session(old.secret) != nil)
            #expect(try await store.session(new.secret) == nil)
            #expect(try await store.changePassword(of: home.user, from: one, to: two, beginning: new))
            #expect(try await store.session(old.secret) == nil)
            #expect(try await store.session(new.secret)?.account.passwordHash == two)
            _ = try await store.disable(home.user, at: noon)
            let another = home.samples.session(of: home.user)
            #expect(try await store.changePassword(of: home.user, from: two, to: one, beginning: another) == false)
            #expect(try await store.session(another.secret) == nil)
        }
    }

    @Test("whoever is disabled is signed out and every server hears of it; the first time counts", arguments: StoreKind.all)
    func disable(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let session = try await signIn(home, store)
            let before = try await store.latestChange()
            #expect(try await store.disable(home.user, at: noon + .seconds(1)))
            #expect(try await store.disable(home.user, at: noon + .seconds(2)))
            #expect(try await store.account(home.user)?.disabledAt == noon + .seconds(1))
            #expect(try await store.session(session.secret) == nil)
            #expect(try await store.enable(home.user, at: noon + .seconds(3)))
            #expect(try await store.account(home.user)?.disabledAt == nil)
            let user = home.user
            #expect(try await store.heard(after: before) == ["user-ended \(user)", "user-ended \(user)", "user-changed \(user)"])
            #expect(try await store.disable(UserID("user_none"), at: noon) == false)
            #expect(try await store.enable(UserID("user_none"), at: noon) == false)
            #expect(try await store.heard(after: before).count == 3)
        }
    }

    @Test("with a person goes all that is theirs, and nobody else's", arguments: StoreKind.all)
    func remove(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let bob = try home.samples.account("bob@example.com")
            let bobs = home.samples.session(of: bob.id)
            _ = try await store.add(bob, beginning: bobs, ending: nil)
            let (session, grant) = (try await signIn(home, store), try await home.grant(store))
            let kept = home.samples.grant(of: home.client.id, bob.id)
            try await store.begin(kept)
            for user in [home.user, bob.id] { try await store.record(home.samples.consent(user, home.client.id)) }
            let before = try await store.latestChange()
            #expect(try await store.remove(home.user, at: noon))
            #expect(try await store.remove(home.user, at: noon) == false)
            #expect(try await store.account(home.user) == nil)
            #expect(try await store.session(session.secret) == nil)
            #expect(try await store.grant(grant.id) == nil)
            #expect(try await store.connections(of: home.user).isEmpty)
            #expect(try await store.session(bobs.secret) != nil)
            #expect(try await store.grant(kept.id) != nil)
            #expect(try await store.connections(of: bob.id).count == 1)
            #expect(try await store.heard(after: before) == ["user-ended \(home.user)"])
            // The address is free again.
            #expect(try await store.add(home.samples.account("ada@example.com"), beginning: nil, ending: nil) == .added)
        }
    }
}
