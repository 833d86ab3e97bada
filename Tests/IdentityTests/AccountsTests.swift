import Identity
import Keys
import Testing

@Suite("Accounts in the operator's hand")
struct AccountsTests {
    private let world = World()

    @Test("an account is added once per address, however it is spelled")
    func add() async throws {
        let outcome = try await world.accounts.add(
            email: "Ada@example.com", name: "Ada", password: "correct horse", isAdmin: true)
        guard case .added(let account) = outcome else { throw Unexpected() }
        #expect(account.isAdmin)
        #expect(try await world.store.account(account.id) == account)
        let again = try await world.accounts.add(email: "ada@EXAMPLE.com", name: nil, password: "battery staple")
        #expect(again == .taken)
        #expect(world.store.read { $0.sessions.isEmpty })
    }

    @Test("an account that cannot be is not added")
    func invalid() async throws {
        let outcome = try await world.accounts.add(email: "ada", name: nil, password: "short")
        #expect(outcome == .invalid([.email, .passwordTooShort]))
    }

    @Test("a password set by the operator signs the person out everywhere")
    func setPassword() async throws {
        let account = try await world.person()
        let (_, secret) = try await world.begin()
        #expect(try await world.accounts.setPassword(of: account.id, to: "battery staple") == .set)
        #expect(try await world.sessions.current(secret.text) == nil)
        #expect(try await world.attempt("ada@example.com", "correct horse") == .refused)
        _ = try await world.begin("ada@example.com", "battery staple")
    }

    @Test("a password is not set for nobody, nor a bad one for anybody")
    func setPasswordRefused() async throws {
        let account = try await world.person()
        #expect(try await world.accounts.setPassword(of: UserID("user_x"), to: "battery staple") == .unknown)
        #expect(try await world.accounts.setPassword(of: account.id, to: "short") == .invalid([.passwordTooShort]))
        _ = try await world.begin()
    }
}
