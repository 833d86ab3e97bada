// Making an account where people can be written to (OWASP ASVS 6.3.8): nothing is made before the address is known to be the
// person's, and whether it has an account already is told to its owner alone. What was typed waits, sealed, in the mailed secret.

import Keys

/// What a person typed to make an account, in order, and with its password hashed.
public struct PendingAccount: Sendable, Equatable {
    public let email: EmailAddress
    public let name: String?
    let hash: PasswordHash
    /// The request that waits behind it.
    public var ticket: String?

    /// As bytes to be sealed.
    public var encoded: [UInt8] {
        JSON.object([
            "email": .string(email.text), "name": name.map { .string($0) }, "hash": .string(hash.text),
            "ticket": ticket.map { .string($0) },
        ]).encoded
    }

    public init?(encoded bytes: [UInt8]) {
        guard let json = try? JSONText(reading: bytes), let email = json["email"]?.string.flatMap({ EmailAddress($0) }),
            let hash = json["hash"]?.string
        else { return nil }
        self.email = email
        self.name = json["name"]?.string
        self.hash = PasswordHash(stored: hash)
        self.ticket = json["ticket"]?.string
    }

    init(_ new: NewAccount, hash: PasswordHash) {
        email = new.email
        name = new.name
        self.hash = hash
    }
}

extension Account {
    /// Whether somebody else than the reader of its mail may have made it, and knows its password.
    public var isUnclaimed: Bool { !isEmailVerified && passwordHash != nil }

    /// What a mail may call the person: a stranger's words go to no address that is not known to be the stranger's own.
    public var nameInMail: String? { isEmailVerified ? name : nil }
}

extension SignUp {
    public enum Preparation: Sendable, Equatable {
        case ready(PendingAccount)
        case invalid([InvalidField])
    }

    /// Checks what was typed and hashes the password, whether or not the address has an account.
    ///
    /// - Throws: `Busy` if too many people are signing in at this moment.
    public func prepare(email: String, name: String?, password: String) async throws -> Preparation {
        let new: NewAccount
        do {
            new = try NewAccount(email: email, name: name, password: password)
        } catch {
            return .invalid(error.fields)
        }
        return .ready(PendingAccount(new, hash: try await signIn.passwords.hash(new.password)))
    }

    /// Makes the account of somebody who has proved to read its mail.
    ///
    /// - Returns: `nil` if the address has got an account meanwhile.
    public func finish(_ pending: PendingAccount) async throws -> Account? {
        let account = Account(
            id: .fresh(signIn.randomness), email: pending.email, name: pending.name, passwordHash: pending.hash,
            createdAt: signIn.now(), isEmailVerified: true)
        return try await signIn.store.add(account, beginning: nil, ending: nil) == .added ? account : nil
    }
}
