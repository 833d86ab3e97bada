// What an operator does with accounts: from the command line, or in the console.

import Keys

/// The operator's hand on accounts. Looking them up, disabling and removing are the store's own verbs.
public struct Accounts: Sendable {
    public enum Outcome: Sendable, Equatable {
        case added(Account)
        case taken
        case invalid([InvalidField])
    }

    public enum PasswordOutcome: Sendable, Equatable {
        /// The password is set, and the person is signed out everywhere.
        case set
        case unknown
        case invalid([InvalidField])
    }

    /// A hash, or why there is none.
    public enum HashOutcome: Sendable, Equatable {
        case made(PasswordHash)
        case invalid(InvalidField)
    }

    private let store: any IdentityStore
    private let passwords: Passwords
    private let now: Now
    private let randomness: any Randomness

    public init(store: any IdentityStore, passwords: Passwords, now: @escaping Now, randomness: any Randomness) {
        self.store = store
        self.passwords = passwords
        self.now = now
        self.randomness = randomness
    }

    /// With the passwords and the clock of a running server.
    public init(_ signIn: SignIn) {
        self.init(store: signIn.store, passwords: signIn.passwords, now: signIn.now, randomness: signIn.randomness)
    }

    public func add(
        email: String, name: String?, password: String, isAdmin: Bool = false
    ) async throws -> Outcome {
        let new: NewAccount
        do {
            new = try NewAccount(email: email, name: name, password: password)
        } catch {
            return .invalid(error.fields)
        }
        return try await add(new.account(try await passwords.hash(new.password), isAdmin: isAdmin, at: now(), randomness))
    }

    /// Adds a person whom another system knew, with the password hash that it kept.
    public func take(
        email: String, name: String?, hash: ForeignHash?, isEmailVerified: Bool, isDisabled: Bool
    ) async throws -> Outcome {
        try await add(email, name) { account in
            account.passwordHash = hash?.hash
            account.disabledAt = isDisabled ? account.createdAt : nil
            account.isEmailVerified = isEmailVerified
        }
    }

    /// The hash of a password that somebody has chosen.
    ///
    /// - Throws: `Busy` if too many people are signing in at this moment.
    public func hash(_ password: String) async throws -> HashOutcome {
        let chosen: Password
        do { chosen = try Password(password) } catch { return .invalid(InvalidField(error)) }
        return .made(try await passwords.hash(chosen))
    }

    /// Adds a person who will choose their password when they have read their mail.
    public func invite(email: String, name: String?, isAdmin: Bool) async throws -> Outcome {
        try await add(email, name) { $0.isAdmin = isAdmin }
    }

    /// Adds a person who has chosen no password here.
    private func add(_ email: String, _ name: String?, _ complete: (inout Account) -> Void) async throws -> Outcome {
        guard let email = EmailAddress(email) else { return .invalid([.email]) }
        guard let name = NewAccount.name(name) else { return .invalid([.nameTooLong]) }
        var account = Account(
            id: .fresh(randomness), email: email, name: name.isEmpty ? nil : name, passwordHash: nil, createdAt: now())
        complete(&account)
        return try await add(account)
    }

    private func add(_ account: Account) async throws -> Outcome {
        switch try await store.add(account, beginning: nil, ending: nil) {
        case .added: .added(account)
        case .taken: .taken
        }
    }

    public func setPassword(of user: UserID, to password: String) async throws -> PasswordOutcome {
        let replacement: Password
        do { replacement = try Password(password) } catch { return .invalid([InvalidField(error)]) }
        let hash = try await passwords.hash(replacement)
        return try await store.setPassword(of: user, to: hash) ? .set : .unknown
    }
}
