// Accounts: who may sign in. Whatever ends an account's tokens is told to every server in the same transaction.

import Identity
import Keys
import OAuth

extension SQLBackedStore {
    private static var columns: String { AccountColumns.list }

    public func account(_ id: UserID) async throws -> Account? {
        try await first("SELECT \(Self.columns) FROM accounts WHERE id = $1", [.name(id)], AccountColumns.read)
    }

    public func account(email: EmailKey) async throws -> Account? {
        try await first(
            "SELECT \(Self.columns) FROM accounts WHERE email_key = $1", [.text(email.value)], AccountColumns.read)
    }

    public func accounts(after key: EmailKey?, limit: Int) async throws -> [Account] {
        try await all(
            "SELECT \(Self.columns) FROM accounts WHERE email_key > $1 ORDER BY email_key LIMIT $2",
            [.text(key?.value ?? ""), .integer(Int64(limit))], AccountColumns.read)
    }

    public func add(_ account: Account, beginning session: Session?, ending: Digest?) async throws -> Addition {
        try await database.write { connection in
            guard try connection.add(account) else { return .taken }
            if let ending { try connection.end(ending) }
            if let session { try connection.begin(session) }
            return .added
        }
    }

    public func setPassword(of user: UserID, to hash: PasswordHash) async throws -> Bool {
        try await database.write { connection in
            let changed = try connection.run(
                "UPDATE accounts SET password_hash = $1 WHERE id = $2", [.text(hash.text), .name(user)])
            try connection.endSessions(of: user)
            try connection.endMailSecrets(of: user)
            return changed == 1
        }
    }

    public func rehash(_ user: UserID, from old: PasswordHash, to new: PasswordHash) async throws {
        _ = try await database.run(
            "UPDATE accounts SET password_hash = $1 WHERE id = $2 AND password_hash = $3",
            [.text(new.text), .name(user), .text(old.text)])
    }

    public func changePassword(
        of user: UserID, from old: PasswordHash, to new: PasswordHash, beginning session: Session
    ) async throws -> Bool {
        try await database.write { connection in
            let changed = try connection.run(
                """
                UPDATE accounts SET password_hash = $1 WHERE id = $2 AND password_hash = $3 AND disabled_at IS NULL
                """, [.text(new.text), .name(user), .text(old.text)])
            guard changed == 1 else { return false }
            try connection.endSessions(of: user)
            try connection.endMailSecrets(of: user)
            try connection.begin(session)
            return true
        }
    }

    public func disable(_ user: UserID, at now: Timestamp) async throws -> Bool {
        try await database.write { connection in
            let known = try connection.run(
                "UPDATE accounts SET disabled_at = COALESCE(disabled_at, $1) WHERE id = $2", [.time(now), .name(user)])
            guard known == 1 else { return false }
            try connection.endSessions(of: user)
            try connection.note(.userEnded, user.value, at: now)
            return true
        }
    }

    public func enable(_ user: UserID, at now: Timestamp) async throws -> Bool {
        try await database.write { connection in
            let known = try connection.run("UPDATE accounts SET disabled_at = NULL WHERE id = $1", [.name(user)])
            if known == 1 { try connection.note(.userChanged, user.value, at: now) }
            return known == 1
        }
    }

    public func remove(_ user: UserID, at now: Timestamp) async throws -> Bool {
        try await database.write { connection in
            let removed = try connection.run("DELETE FROM accounts WHERE id = $1", [.name(user)])
            if removed == 1 { try connection.note(.userEnded, user.value, at: now) }
            return removed == 1
        }
    }
}

extension SQLConnection {
    /// Whether the account was added; not if another has its e-mail key.
    func add(_ account: Account) throws -> Bool {
        try run(
            """
            INSERT INTO accounts (\(AccountColumns.list)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (email_key) DO NOTHING
            """, AccountColumns.values(account)) == 1
    }
}

/// The columns of an account, in the order in which they are read and written.
enum AccountColumns {
    private static let names = [
        "id", "email_key", "email", "name", "password_hash", "is_admin", "created_at", "disabled_at",
        "last_signed_in_at", "is_email_verified",
    ]
    static let list = names.joined(separator: ", ")
    static let qualified = names.map { "accounts.\($0)" }.joined(separator: ", ")

    static func values(_ account: Account) -> [SQLValue] {
        [
            .name(account.id), .text(account.email.key.value), .text(account.email.text), .text(account.name),
            .text(account.passwordHash?.text), .flag(account.isAdmin), .time(account.createdAt),
            .time(account.disabledAt), .time(account.lastSignedInAt), .flag(account.isEmailVerified),
        ]
    }

    static func read(_ row: inout RowReader) throws -> Account {
        let (id, key) = (try row.name(UserID.self), EmailKey(stored: try row.text()))
        return Account(
            id: id, email: EmailAddress(stored: try row.text(), key: key), name: try row.optionalText(),
            passwordHash: try row.optionalText().map(PasswordHash.init(stored:)), isAdmin: try row.flag(),
            createdAt: try row.time(), disabledAt: try row.optionalTime(), lastSignedInAt: try row.optionalTime(),
            isEmailVerified: try row.flag())
    }
}
