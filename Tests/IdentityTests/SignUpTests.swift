import Identity
import Keys
import Testing

@Suite("Signing up")
struct SignUpTests {
    private let world = World()

    private func signUp(
        _ email: String = "ada@example.com", name: String? = "Ada", _ password: String = "correct horse",
        ending old: Secret? = nil
    ) async throws -> SignUp.Outcome {
        try await world.signUp.signUp(
            email: email, name: name, password: password, device: World.device, ending: old?.text)
    }

    private func begun(_ outcome: SignUp.Outcome) throws -> (session: Session, secret: Secret) {
        guard case .signIn(.signedIn(let session, let secret)) = outcome else { throw Unexpected() }
        return (session, secret)
    }

    @Test("a new person has an account and is signed in")
    func new() async throws {
        let (session, secret) = try begun(try await signUp(" Ada@Example.com ", name: " Ada \u{202e}Lovelace\u{7} "))
        let account = try #require(await world.sessions.current(secret.text)).account
        #expect(account.id == session.user)
        #expect(account.email.text == "Ada@Example.com")
        #expect(account.email.key.value == "ada@example.com")
        #expect(account.name == "Ada Lovelace")
        #expect(account.createdAt == world.clock.now)
        #expect(account.lastSignedInAt == world.clock.now)
        #expect(!account.isAdmin && !account.isEmailVerified && !account.isDisabled)
        _ = try await world.begin()
    }

    @Test("signing up ends the session that the browser had")
    func endsOld() async throws {
        let first = try begun(try await signUp())
        _ = try begun(try await signUp("bob@example.com", ending: first.secret))
        #expect(try await world.sessions.current(first.secret.text) == nil)
    }

    @Test("an existing address with its password signs in and changes nothing")
    func existing() async throws {
        let account = try await world.person()
        let (session, _) = try begun(try await signUp("ADA@example.com", name: "Somebody Else"))
        #expect(session.user == account.id)
        var expected = account
        expected.lastSignedInAt = world.clock.now
        #expect(try await world.store.account(account.id) == expected)
        #expect(world.store.read { $0.accounts.count } == 1)
    }

    @Test("an existing address with another password is refused and counted, like a wrong sign-in")
    func taken() async throws {
        try await world.person()
        for _ in 0..<3 { #expect(try await signUp("ada@example.com", "wrong horse") == .signIn(.refused)) }
        for _ in 0..<2 { #expect(try await world.attempt() == .refused) }
        let until = world.clock.now + .seconds(1)
        #expect(try await signUp() == .signIn(.limited(until: until)))
        #expect(try await world.attempt() == .limited(until: until))
    }

    @Test("a network address that guesses passwords makes no accounts")
    func limitedAddress() async throws {
        for index in 0..<20 { #expect(try await world.attempt("p\(index)@example.com") == .refused) }
        #expect(try await signUp() == .signIn(.limited(until: world.clock.now + .seconds(60))))
        #expect(world.store.read { $0.accounts.isEmpty })
    }

    @Test("a disabled person is refused, like anybody with a wrong password")
    func disabled() async throws {
        let account = try await world.person()
        #expect(try await world.store.disable(account.id, at: world.clock.now))
        #expect(try await signUp() == .signIn(.refused))
    }

    @Test("somebody who takes the address in the same moment is not signed in as")
    func takenMeanwhile() async throws {
        let hash = try await world.passwords.hash(Password("battery staple"))
        let quicker = Account(
            id: .fresh(world.randomness), email: try #require(EmailAddress("ada@example.com")), passwordHash: hash,
            createdAt: world.clock.now)
        world.store.change { $0.interruption = { $0.accounts[quicker.id] = quicker } }
        #expect(try await signUp() == .signIn(.refused))
        #expect(world.store.read { $0.accounts.count == 1 && $0.sessions.isEmpty })
    }

    @Test("a form sent twice at once makes one account and signs in twice")
    func twice() async throws {
        let users = try await withThrowingTaskGroup(of: UserID.self) { group in
            for _ in 0..<8 { group.addTask { try begun(try await signUp()).session.user } }
            return try await group.reduce(into: Set<UserID>()) { $0.insert($1) }
        }
        #expect(users.count == 1)
        #expect(world.store.read { $0.accounts.count == 1 && $0.sessions.count == 8 })
    }

    @Test(
        "everything that is wrong is named at once, with a sentence",
        arguments: [
            ("", nil, "", [InvalidField.email, .passwordTooShort]),
            ("no address", String(repeating: "n", count: 101), "short", [.email, .nameTooLong, .passwordTooShort]),
            ("ada@example.com", "Ada", String(repeating: "p", count: 129), [.passwordTooLong]),
            ("ada@example.com", String(repeating: "é", count: 101), "correct horse", [.nameTooLong]),
        ])
    func invalid(email: String, name: String?, password: String, fields: [InvalidField]) async throws {
        #expect(try await signUp(email, name: name, password) == .invalid(fields))
        #expect(fields.allSatisfy { $0.sentence.hasSuffix(".") && ["email", "name", "password"].contains($0.field) })
        #expect(world.store.read { $0.accounts.isEmpty && $0.failures.isEmpty })
    }

    @Test(
        "names are cleaned, and a name of nothing is none",
        arguments: [
            (nil, nil), ("", nil), (" \n\u{200b}\u{2066} ", nil), ("Ada", "Ada"), ("Ada\r\nLovelace", "Ada Lovelace"),
            ("\u{202e}adA\u{202c}", "adA"), ("نیم\u{200c}فاصله", "نیم\u{200c}فاصله"), ("<b>Ada</b>", "<b>Ada</b>"),
            (String(repeating: "é", count: 100), String(repeating: "é", count: 100)),
        ])
    func names(typed: String?, name: String?) async throws {
        let (session, _) = try begun(try await signUp(name: typed))
        #expect(try await world.store.account(session.user)?.name == name)
    }
}
