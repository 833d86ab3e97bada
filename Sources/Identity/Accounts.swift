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

    public func add(
        email: String, name: String?, password: String, isAdmin: Bool = false
    ) async throws -> Outcome {
        let new: NewAccount
        do {
            new = try NewAccount(email: email, name: name, password: password)
        } catch {
            return .invalid(error.fields)
        }
        let account = new.account(try await passwords.hash(new.password), isAdmin: isAdmin, at: now(), randomness)
        return switch try await store.add(account, beginning: nil, ending: nil) {
        case .added: .added(account)
        case .taken: .taken
        }
    }

    /// Adds a person whom another system knew, with the password hash that it kept.
    public func take(
        email: String, name: String?, hash: ForeignHash?, isEmailVerified: Bool, isDisabled: Bool
    ) async throws -> Outcome {
        let clean = (name ?? "").cleaned
        guard let email = EmailAddress(email) else { return .invalid([.email]) }
        guard clean.unicodeScalars.count <= NewAccount.longestName else { return .invalid([.nameTooLong]) }
        let now = now()
        let account = Account(
            id: .fresh(randomness), email: email, name: clean.isEmpty ? nil : clean, passwordHash: hash?.hash, createdAt: now,
            disabledAt: isDisabled ? now : nil, isEmailVerified: isEmailVerified)
        return switch try await store.add(account, beginning: nil, ending: nil) {
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
