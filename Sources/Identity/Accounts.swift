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
        let clean = (name ?? "").cleaned
        guard let address = EmailAddress(email) else { return .invalid([.email]) }
        guard clean.unicodeScalars.count <= NewAccount.longestName else { return .invalid([.nameTooLong]) }
        let account = Account(
            id: .fresh(randomness), email: address, name: clean.isEmpty ? nil : clean, passwordHash: nil, isAdmin: isAdmin,
            createdAt: now())
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
