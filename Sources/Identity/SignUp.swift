// Making an account of one's own (OWASP ASVS 6.2 and 6.3).
// Until mail can be sent, a new address is signed in at once. An existing one is answered like a refused sign-in:
// that an account exists can then be guessed, but only as fast as passwords can, and the sentence does not say it.

import Keys

/// What a person has to correct in a form.
public enum InvalidField: Sendable, Equatable {
    case email
    case nameTooLong
    case passwordTooShort
    case passwordTooLong
    case passwordTooCommon

    /// The form field that it is about.
    public var field: String {
        switch self {
        case .email: "email"
        case .nameTooLong: "name"
        case .passwordTooShort, .passwordTooLong, .passwordTooCommon: "password"
        }
    }

    /// What to tell the person.
    public var sentence: String {
        switch self {
        case .email: "Enter an e-mail address, like name@example.com."
        case .nameTooLong: "Use a name of at most \(NewAccount.longestName) characters."
        case .passwordTooShort: "Use a password of at least \(Password.lengths.lowerBound) characters."
        case .passwordTooLong: "Use a password of at most \(Password.lengths.upperBound) characters."
        case .passwordTooCommon: "Many people use this password, so it is easy to guess. Choose another."
        }
    }

    init(_ problem: Password.Problem) {
        self =
            switch problem {
            case .tooShort: .passwordTooShort
            case .tooLong: .passwordTooLong
            case .tooCommon: .passwordTooCommon
            }
    }
}

/// What an account is made from, found to be in order.
struct NewAccount: Sendable {
    static let longestName = 100

    let email: EmailAddress
    let name: String?
    let password: Password

    struct Invalid: Error {
        let fields: [InvalidField]
    }

    init(email: String, name: String?, password: String) throws(Invalid) {
        var invalid: [InvalidField] = []
        let address = EmailAddress(email)
        if address == nil { invalid.append(.email) }
        let name = Self.name(name)
        if name == nil { invalid.append(.nameTooLong) }
        var accepted: Password?
        do { accepted = try Password(password) } catch { invalid.append(InvalidField(error)) }
        guard let address, let name, let accepted else { throw Invalid(fields: invalid) }
        self.email = address
        self.name = name.isEmpty ? nil : name
        self.password = accepted
    }

    /// A name as it is kept, empty for none; `nil` if it is too long.
    static func name(_ typed: String?) -> String? {
        let clean = (typed ?? "").cleaned
        return clean.unicodeScalars.count > longestName ? nil : clean
    }

    func account(
        _ hash: PasswordHash, isAdmin: Bool = false, at now: Timestamp, _ randomness: any Randomness
    ) -> Account {
        Account(id: .fresh(randomness), email: email, name: name, passwordHash: hash, isAdmin: isAdmin, createdAt: now)
    }
}

/// Lets people make accounts.
public struct SignUp: Sendable {
    public enum Outcome: Sendable, Equatable {
        case invalid([InvalidField])
        /// The form was in order, and this became of signing in with it: to a new account, or to an old one of the same address
        /// and password. Refused, no account was made.
        case signIn(SignIn.Outcome)
    }

    let signIn: SignIn

    public init(_ signIn: SignIn) { self.signIn = signIn }

    /// Makes an account and signs in with it.
    ///
    /// - Throws: `Busy` if too many people are signing in at this moment.
    public func signUp(
        email: String, name: String?, password: String, device: Device, ending old: String? = nil
    ) async throws -> Outcome {
        let new: NewAccount
        do {
            new = try NewAccount(email: email, name: name, password: password)
        } catch {
            return .invalid(error.fields)
        }
        let attempt = Limits.Attempt(new.email.key, from: device)
        let standing = try await signIn.limits.standing(of: attempt, at: signIn.now())
        if let until = standing.limitedUntil { return .signIn(.limited(until: until)) }
        let outcome = try await signIn.passwords.inTurn { turn in
            // One hash either way, so that the time does not tell which way it went.
            if try await signIn.store.account(email: new.email.key) == nil,
                let begun = try await add(new, device, old, turn)
            {
                return begun
            }
            return try await signIn.check(new.email.key, new.password, attempt, device, old, turn)
        }
        return .signIn(outcome)
    }

    /// - Returns: `nil` if somebody else took the address in the meantime.
    private func add(
        _ new: NewAccount, _ device: Device, _ old: String?, _ turn: Passwords.Turn
    ) async throws -> SignIn.Outcome? {
        let now = signIn.now()
        var account = new.account(try await turn.hash(new.password), at: now, signIn.randomness)
        if signIn.secondFactors == .required {
            guard try await signIn.store.add(account, beginning: nil, ending: nil) == .added else { return nil }
            return .secondFactor(PendingSignIn(account, proof: account.passwordHash, methods: [.password], begunAt: now))
        }
        account.lastSignedInAt = now
        let (session, secret) = Session.fresh(account.id, device, [.password], signIn.lifetimes, now, signIn.randomness)
        let ending = old.flatMap { Secret(.session, reading: $0) }?.digest
        switch try await signIn.store.add(account, beginning: session, ending: ending) {
        case .added: return .signedIn(session, secret)
        case .taken: return nil
        }
    }
}
