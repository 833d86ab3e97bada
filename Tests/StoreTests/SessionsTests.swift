// Browsers in which somebody is signed in.

import Identity
import Keys
import OAuth
import Testing

@Suite("Sessions in a store")
struct SessionsTests {
    private let proof = PasswordHash(stored: "hash-1")

    @Test("a proven password begins a session, and ends the browser's last one", arguments: StoreKind.all)
    func begin(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let (first, second) = (home.samples.session(of: home.user), home.samples.session(of: home.user, device: nil))
            #expect(try await store.begin(first, proof: proof, rehash: nil, ending: nil))
            #expect(try await store.begin(second, proof: proof, rehash: nil, ending: first.secret))
            #expect(try await store.session(first.secret) == nil)
            let found = try #require(try await store.session(second.secret))
            #expect(found.session == second)
            #expect(found.account.id == home.user)
            #expect(found.account.lastSignedInAt == noon)
        }
    }

    @Test("a password that is not there any more begins nothing and ends nothing", arguments: StoreKind.all)
    func stale(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let (kept, refused) = (home.samples.session(of: home.user), home.samples.session(of: home.user))
            #expect(try await store.begin(kept, proof: proof, rehash: nil, ending: nil))
            let other = PasswordHash(stored: "other")
            #expect(try await store.begin(refused, proof: other, rehash: proof, ending: kept.secret) == false)
            #expect(try await store.session(kept.secret) != nil)
            #expect(try await store.session(refused.secret) == nil)
            let stranger = home.samples.session(of: UserID("user_none"))
            #expect(try await store.begin(stranger, proof: proof, rehash: nil, ending: kept.secret) == false)
            _ = try await store.disable(home.user, at: noon)
            #expect(try await store.begin(refused, proof: proof, rehash: nil, ending: nil) == false)
        }
    }

    @Test("a better hash takes the place of the old one", arguments: StoreKind.all)
    func rehash(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let better = PasswordHash(stored: "hash-better")
            #expect(try await store.begin(home.samples.session(of: home.user), proof: proof, rehash: better, ending: nil))
            #expect(try await store.account(home.user)?.passwordHash == better)
            #expect(try await store.begin(home.samples.session(of: home.user), proof: proof, rehash: nil, ending: nil) == false)
        }
    }

    @Test("a session is renewed unless it was used since", arguments: StoreKind.all)
    func renew(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let session = home.samples.session(of: home.user)
            #expect(try await store.begin(session, proof: proof, rehash: nil, ending: nil))
            let (used, end) = (noon + .seconds(600), noon + .seconds(9000))
            try await store.renew(session.id, usedAt: used, expiresAt: end, unlessUsedAfter: noon - .milliseconds(1))
            #expect(try await store.session(session.secret)?.session == session)
            try await store.renew(session.id, usedAt: used, expiresAt: end, unlessUsedAfter: noon)
            let renewed = try await store.session(session.secret)?.session
            #expect(renewed?.lastUsedAt == used && renewed?.expiresAt == end)
            #expect(renewed?.absoluteExpiresAt == session.absoluteExpiresAt)
            try await store.renew(SessionID("session_none"), usedAt: used, expiresAt: end, unlessUsedAfter: end)
        }
    }

    @Test("a person's sessions are listed, the last used first, without the expired", arguments: StoreKind.all)
    func list(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let sessions = [100, 200, 300].map { home.samples.session(of: home.user, expiresAfter: .seconds($0)) }
            for session in sessions { #expect(try await store.begin(session, proof: proof, rehash: nil, ending: nil)) }
            try await store.renew(sessions[1].id, usedAt: noon + .seconds(1), expiresAt: noon + .seconds(400), unlessUsedAfter: noon)
            let ids = try await store.sessions(of: home.user, at: noon + .seconds(100)).map(\.id)
            #expect(ids == [sessions[1].id, sessions[2].id])
            #expect(try await store.sessions(of: home.user, at: noon).count == 3)
            #expect(try await store.sessions(of: home.user, at: noon + .seconds(86400)).isEmpty)
            #expect(try await store.sessions(of: UserID("user_none"), at: noon).isEmpty)
        }
    }

    @Test("a session ends by its secret, by its owner, or with all others", arguments: StoreKind.all)
    func end(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let sessions = (0..<5).map { _ in home.samples.session(of: home.user) }
            for session in sessions { #expect(try await store.begin(session, proof: proof, rehash: nil, ending: nil)) }
            try await store.end(sessions[0].secret)
            try await store.end(sessions[0].secret)
            #expect(try await store.end(sessions[1].id, of: UserID("user_other")) == false)
            #expect(try await store.end(sessions[1].id, of: home.user))
            #expect(try await store.end(sessions[1].id, of: home.user) == false)
            #expect(try await store.endSessions(of: home.user, except: sessions[2].id) == 2)
            #expect(try await store.sessions(of: home.user, at: noon).map(\.id) == [sessions[2].id])
            #expect(try await store.endSessions(of: home.user, except: nil) == 1)
        }
    }

    @Test("a secret, and a name, belong to one session", arguments: StoreKind.all)
    func unique(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let session = home.samples.session(of: home.user)
            #expect(try await store.begin(session, proof: proof, rehash: nil, ending: nil))
            await #expect(throws: (any Error).self) {
                try await store.begin(session, proof: proof, rehash: PasswordHash(stored: "lost"), ending: nil)
            }
            #expect(try await store.account(home.user)?.passwordHash == proof)
        }
    }
}
