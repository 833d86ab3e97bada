import Identity
import Keys
import Testing

@Suite("Sessions")
struct SessionsTests {
    private let world = World()
    private let day: Duration = .seconds(86400)

    @Test("an unused session ends after 14 days, to the millisecond")
    func idle() async throws {
        try await world.person()
        let (_, secret) = try await world.begin()
        world.clock.advance(by: day * 14 - .milliseconds(1))
        #expect(try await world.sessions.current(secret.text) != nil)
        // That was a use: 14 more days.
        world.clock.advance(by: day * 14)
        #expect(try await world.sessions.current(secret.text) == nil)
    }

    @Test("a session in daily use ends after 90 days, to the millisecond")
    func absolute() async throws {
        try await world.person()
        let (session, secret) = try await world.begin()
        for _ in 0..<89 {
            world.clock.advance(by: day)
            #expect(try await world.sessions.current(secret.text) != nil)
        }
        world.clock.advance(by: day - .milliseconds(1))
        let last = try #require(await world.sessions.current(secret.text))
        #expect(last.session.expiresAt == session.absoluteExpiresAt)
        world.clock.advance(by: .milliseconds(1))
        #expect(try await world.sessions.current(secret.text) == nil)
    }

    @Test("use is written down at most once a minute")
    func renewal() async throws {
        try await world.person()
        let (session, secret) = try await world.begin()
        for _ in 0..<100 { _ = try await world.sessions.current(secret.text) }
        world.clock.advance(by: .milliseconds(59_999))
        #expect(try await world.sessions.current(secret.text)?.session.lastUsedAt == session.lastUsedAt)
        #expect(world.store.read(\.renewals) == 0)
        world.clock.advance(by: .milliseconds(1))
        for _ in 0..<100 {
            #expect(try await world.sessions.current(secret.text)?.session.lastUsedAt == world.clock.now)
        }
        #expect(world.store.read(\.renewals) == 1)
        #expect(world.store.read { $0.sessions[session.id]?.expiresAt } == world.clock.now + day * 14)
        #expect(world.store.read { $0.sessions[session.id]?.authenticatedAt } == session.authenticatedAt)
    }

    @Test("a disabled person is signed in nowhere, even where a session was left over")
    func disabled() async throws {
        let account = try await world.person()
        let (session, secret) = try await world.begin()
        #expect(try await world.store.disable(account.id, at: world.clock.now))
        #expect(try await world.sessions.current(secret.text) == nil)
        world.store.change { $0.sessions[session.id] = session }
        #expect(try await world.sessions.current(secret.text) == nil)
        #expect(try await world.store.enable(account.id, at: world.clock.now))
        #expect(try await world.sessions.current(secret.text) != nil)
    }

    @Test("what is no secret is turned away without a look-up")
    func nonsense() async throws {
        try await world.person()
        let (_, secret) = try await world.begin()
        let other = Secret(.refreshToken, world.randomness).text
        let before = world.store.read(\.lookUps)
        let changed = secret.text.dropLast() + (secret.text.hasSuffix("0") ? "1" : "0")
        for text in ["", "x", other, String(changed), secret.text + " ", String(repeating: "a", count: 100_000)] {
            #expect(try await world.sessions.current(text) == nil)
        }
        #expect(world.store.read(\.lookUps) == before)
        // Well formed, but never given out.
        #expect(try await world.sessions.current(Secret(.session, world.randomness).text) == nil)
    }

    @Test("signing out ends this session only")
    func signOut() async throws {
        try await world.person()
        let here = try await world.begin()
        let there = try await world.begin()
        try await world.sessions.signOut(here.secret.text)
        try await world.sessions.signOut(here.secret.text)
        try await world.sessions.signOut("nonsense")
        #expect(try await world.sessions.current(here.secret.text) == nil)
        #expect(try await world.sessions.current(there.secret.text) != nil)
    }

    @Test("signing out everywhere can spare this session, and spares other people's")
    func signOutEverywhere() async throws {
        let account = try await world.person()
        try await world.person("bob@example.com")
        let here = try await world.begin()
        let there = try await world.begin()
        let bob = try await world.begin("bob@example.com")
        #expect(try await world.sessions.signOutEverywhere(account.id, except: here.session.id) == 1)
        #expect(try await world.sessions.current(here.secret.text) != nil)
        #expect(try await world.sessions.current(there.secret.text) == nil)
        #expect(try await world.sessions.signOutEverywhere(account.id) == 1)
        #expect(try await world.sessions.current(here.secret.text) == nil)
        #expect(try await world.sessions.current(bob.secret.text) != nil)
    }

    @Test("people see and end their own sessions, and nobody else's")
    func list() async throws {
        let account = try await world.person()
        let bob = try await world.person("bob@example.com")
        let first = try await world.begin()
        world.clock.advance(by: .seconds(1))
        let second = try await world.begin()
        #expect(try await world.sessions.all(of: account.id).map(\.id) == [second.session.id, first.session.id])
        #expect(try await world.sessions.all(of: bob.id).isEmpty)
        #expect(try await !world.sessions.signOut(first.session.id, of: bob.id))
        #expect(try await world.sessions.signOut(first.session.id, of: account.id))
        #expect(try await world.sessions.current(first.secret.text) == nil)
        world.clock.advance(by: day * 14)
        #expect(try await world.sessions.all(of: account.id).isEmpty)
    }
}
