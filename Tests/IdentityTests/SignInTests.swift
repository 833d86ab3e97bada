import Identity
import Keys
import Testing

@Suite("Signing in")
struct SignInTests {
    private let world = World()

    @Test("the right password begins a session that lives 14 days unused and 90 in all")
    func success() async throws {
        let account = try await world.person()
        let (session, secret) = try await world.begin("  ADA@example.com ")
        let now = world.clock.now
        #expect(session.user == account.id)
        #expect(session.secret == secret.digest)
        #expect([session.createdAt, session.authenticatedAt, session.lastUsedAt] == [now, now, now])
        #expect(session.expiresAt == now + .seconds(14 * 86400))
        #expect(session.absoluteExpiresAt == now + .seconds(90 * 86400))
        #expect(session.device == World.device)
        #expect(secret.kind == .session)
        #expect(try await world.store.account(account.id)?.lastSignedInAt == now)
        #expect(try await world.sessions.current(secret.text)?.account.id == account.id)
    }

    @Test(
        "unknown, disabled and wrong are answered and counted alike",
        arguments: [
            ("nobody@example.com", "correct horse"),
            ("ada@example.com", "wrong horse"),
            ("ada@example.com", ""),
            ("ada@example.com", String(repeating: "x", count: 100_000)),
            ("disabled@example.com", "correct horse"),
            ("disabled@example.com", "wrong horse"),
            ("empty@example.com", "correct horse"),
            ("no address", "correct horse"),
            ("", ""),
        ])
    func alike(email: String, password: String) async throws {
        try await world.person()
        let disabled = try await world.person("disabled@example.com")
        #expect(try await world.store.disable(disabled.id, at: world.clock.now))
        let empty = Account(
            id: .fresh(world.randomness), email: try #require(EmailAddress("empty@example.com")), passwordHash: nil,
            createdAt: world.clock.now)
        #expect(try await world.store.add(empty, beginning: nil, ending: nil) == .added)

        for count in 1...5 {
            #expect(try await world.attempt(email, password) == .refused)
            #expect(world.store.read { $0.failures.values.map(\.count) } == [count, count, count])
        }
        #expect(try await world.attempt(email, password) == .limited(until: world.clock.now + .seconds(1)))
        #expect(world.store.read { $0.sessions.isEmpty })
    }

    @Test("a disabled account's password is not even compared: that would take a second look, and time")
    func disabledIsNotCompared() async throws {
        let account = try await world.person()
        #expect(try await world.store.disable(account.id, at: world.clock.now))
        world.store.change { $0.interruption = { _ in } }
        #expect(try await world.attempt("ada@example.com", "correct horse") == .refused)
        // No session was attempted.
        #expect(world.store.read { $0.interruption != nil })
    }

    @Test("each sign-in has a new session, and the browser's old one ends")
    func newSession() async throws {
        try await world.person()
        let first = try await world.begin()
        let elsewhere = try await world.begin()
        let second = try await world.begin(ending: first.secret)
        #expect(Set([first, elsewhere, second].map(\.session.id)).count == 3)
        #expect(try await world.sessions.current(first.secret.text) == nil)
        #expect(try await world.sessions.current(elsewhere.secret.text) != nil)
        #expect(try await world.sessions.current(second.secret.text) != nil)
    }

    @Test("another person at the same browser ends the first one's session there")
    func otherPerson() async throws {
        try await world.person()
        let bob = try await world.person("bob@example.com", "battery staple")
        let first = try await world.begin()
        let second = try await world.begin("bob@example.com", "battery staple", ending: first.secret)
        #expect(second.session.user == bob.id)
        #expect(try await world.sessions.current(first.secret.text) == nil)
    }

    @Test("a refused sign-in leaves the browser's session as it is")
    func refusedKeepsSession() async throws {
        try await world.person()
        let first = try await world.begin()
        #expect(try await world.attempt(ending: first.secret) == .refused)
        #expect(try await world.sessions.current(first.secret.text) != nil)
    }

    @Test("an old cookie that is no secret is ignored", arguments: ["", "usher_se_", "nonsense", "usher_ac_x"])
    func oldNonsense(old: String) async throws {
        try await world.person()
        let outcome = try await world.signIn.signIn(
            email: "ada@example.com", password: "correct horse", device: World.device, ending: old)
        guard case .signedIn = outcome else { throw Unexpected() }
    }

    @Test("only the digest of the secret is stored")
    func digestOnly() async throws {
        try await world.person()
        let (_, secret) = try await world.begin()
        let stored = world.store.read { "\($0.sessions)" }
        #expect(!stored.contains(secret.text))
        #expect(world.store.read { $0.sessions.values.map(\.secret) } == [Digest(of: secret.text)])
    }

    @Test("when parameters rise, signing in renews the hash and keeps the password")
    func rehash() async throws {
        let account = try await world.person()
        let clock = world.clock
        let stronger = Argon2Parameters(memory: 16, passes: 2, lanes: 1)
        let passwords = Passwords(stronger, randomness: world.randomness)
        let signIn = SignIn(
            store: world.store, passwords: passwords, now: { clock.now }, randomness: world.randomness)
        for _ in 0..<2 {
            let outcome = try await signIn.signIn(
                email: "ada@example.com", password: "correct horse", device: World.device)
            guard case .signedIn = outcome else { throw Unexpected() }
            let hash = try await world.store.account(account.id)?.passwordHash
            #expect(hash?.text.hasPrefix("$argon2id$v=19$m=16,t=2,p=1$") == true)
        }
        let renewed = try await world.store.account(account.id)?.passwordHash
        // Back to the weaker parameters: the stronger hash stays.
        _ = try await world.begin()
        #expect(try await world.store.account(account.id)?.passwordHash == renewed)
    }

    @Test("a wrong password does not renew the hash")
    func noRehash() async throws {
        let account = try await world.person()
        let passwords = Passwords(Argon2Parameters(memory: 16, passes: 2, lanes: 1), randomness: world.randomness)
        let clock = world.clock
        let signIn = SignIn(
            store: world.store, passwords: passwords, now: { clock.now }, randomness: world.randomness)
        let outcome = try await signIn.signIn(email: "ada@example.com", password: "wrong horse", device: World.device)
        #expect(outcome == .refused)
        #expect(try await world.store.account(account.id)?.passwordHash == account.passwordHash)
    }

    @Test("a password change in the same moment wins over a sign-in with the old password")
    func changedMeanwhile() async throws {
        let account = try await world.person()
        let other = try await world.passwords.hash(Password("battery staple"))
        world.store.change { $0.interruption = { $0.accounts[account.id]?.passwordHash = other } }
        #expect(try await world.attempt("ada@example.com", "correct horse") == .refused)
        #expect(world.store.read { $0.sessions.isEmpty })
    }

    @Test("a hash renewed in the same moment by another browser does not refuse this one")
    func renewedMeanwhile() async throws {
        let account = try await world.person()
        let same = try await world.passwords.hash(Password("correct horse"))
        world.store.change { $0.interruption = { $0.accounts[account.id]?.passwordHash = same } }
        #expect(try await world.begin().session.user == account.id)
    }

    @Test("an account disabled in the same moment is not signed in")
    func disabledMeanwhile() async throws {
        let account = try await world.person()
        let now = world.clock.now
        world.store.change { $0.interruption = { $0.accounts[account.id]?.disabledAt = now } }
        #expect(try await world.attempt("ada@example.com", "correct horse") == .refused)
        #expect(world.store.read { $0.sessions.isEmpty })
    }

    @Test("with the line full, nothing is checked and nothing is counted")
    func busy() async throws {
        try await world.person()
        let clock = world.clock
        let passwords = Passwords(.quick, places: 1, waiting: 0, randomness: world.randomness)
        let signIn = SignIn(
            store: world.store, passwords: passwords, now: { clock.now }, randomness: world.randomness)
        _ = try await passwords.inTurn { _ in
            await #expect(throws: Busy.self) {
                try await signIn.signIn(email: "ada@example.com", password: "correct horse", device: World.device)
            }
        }
        #expect(world.store.read { $0.failures.isEmpty && $0.sessions.isEmpty })
    }
}
