import Identity
import Keys
import Testing

@Suite("Changing a password")
struct PasswordChangeTests {
    private let world = World()

    private func change(
        _ signedIn: SignedIn, from current: String = "correct horse", to new: String = "battery staple"
    ) async throws -> Sessions.PasswordChange {
        try await world.sessions.changePassword(of: signedIn, current: current, new: new, device: World.device)
    }

    private func here() async throws -> (signedIn: SignedIn, secret: Secret) {
        try await world.person()
        let (_, secret) = try await world.begin()
        return (try #require(await world.sessions.current(secret.text)), secret)
    }

    @Test("a change ends every session and gives this browser a new one")
    func success() async throws {
        let (signedIn, old) = try await here()
        let there = try await world.begin()
        world.clock.advance(by: .seconds(5))
        guard case .changed(let session, let secret) = try await change(signedIn) else { throw Unexpected() }
        #expect(session.id != signedIn.session.id)
        #expect(session.authenticatedAt == world.clock.now)
        #expect(try await world.sessions.current(secret.text)?.session == session)
        #expect(try await world.sessions.current(old.text) == nil)
        #expect(try await world.sessions.current(there.secret.text) == nil)
        #expect(try await world.attempt("ada@example.com", "correct horse") == .refused)
        _ = try await world.begin("ada@example.com", "battery staple")
    }

    @Test("a wrong current password is refused, counted, and ends nothing")
    func wrong() async throws {
        let (signedIn, secret) = try await here()
        for _ in 0..<5 { #expect(try await change(signedIn, from: "wrong horse") == .refused) }
        let until = world.clock.now + .seconds(1)
        #expect(try await change(signedIn) == .limited(until: until))
        // What is guessed here and what is guessed elsewhere do not count for each other.
        #expect(try await world.attempt() == .refused)
        #expect(try await world.sessions.current(secret.text) != nil)
        world.clock.advance(by: .seconds(1))
        guard case .changed = try await change(signedIn) else { throw Unexpected() }
    }

    @Test("whoever guesses at the sign-in page keeps nobody from changing the password")
    func guessesElsewhere() async throws {
        let (signedIn, _) = try await here()
        for round in 0..<40 { _ = try await world.attempt(from: "198.51.100.\(round)") }
        guard case .changed = try await change(signedIn) else { throw Unexpected() }
    }

    @Test(
        "a new password has to be one",
        arguments: [("short", InvalidField.passwordTooShort), (String(repeating: "x", count: 129), .passwordTooLong)])
    func invalid(new: String, field: InvalidField) async throws {
        let (signedIn, secret) = try await here()
        #expect(try await change(signedIn, to: new) == .invalid([field]))
        #expect(try await world.sessions.current(secret.text) != nil)
    }

    @Test("of two changes at once from the same password, one wins")
    func race() async throws {
        let (signedIn, _) = try await here()
        let changed = try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<2 {
                group.addTask {
                    if case .changed = try await change(signedIn, to: "battery staple \(index)") { true } else { false }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(changed == 1)
        #expect(world.store.read { $0.sessions.count } == 1)
    }

    @Test("a person who has been disabled or removed changes nothing")
    func gone() async throws {
        let (signedIn, _) = try await here()
        #expect(try await world.store.disable(signedIn.account.id, at: world.clock.now))
        #expect(try await change(signedIn) == .refused)
        #expect(try await world.store.remove(signedIn.account.id, at: world.clock.now))
        #expect(try await change(signedIn) == .refused)
        #expect(world.store.read { $0.sessions.isEmpty })
    }
}
