// Mailed secrets: kept with the mail that carries them, spent once.

import Identity
import Keys
import OAuth

extension SQLBackedStore: MailStore {
    public func issue(_ secret: MailSecret, in mail: WaitingMail) async throws {
        try await database.write { connection in
            _ = try connection.run(
                "DELETE FROM mail_secrets WHERE browser = $1 AND purpose = $2",
                [.digest(secret.browser), .text(secret.purpose.rawValue)])
            _ = try connection.run(
                """
                INSERT INTO mail_secrets (\(MailSecretColumns.list), tries) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)
                """, MailSecretColumns.values(secret))
            try connection.queue(mail)
        }
    }

    public func mailSecret(_ link: Digest, for purpose: MailPurpose, at now: Timestamp) async throws -> MailSecret? {
        try await first(
            "SELECT \(MailSecretColumns.list) FROM mail_secrets WHERE link = $1 AND purpose = $2 AND expires_at > $3",
            [.digest(link), .text(purpose.rawValue), .time(now)], MailSecretColumns.read)
    }

    public func spend(_ link: Digest, for purpose: MailPurpose, at now: Timestamp) async throws -> MailSecret? {
        try await changed(SQLConnectionMail.spendLink, SQLConnectionMail.parameters(link, purpose, now), MailSecretColumns.read)
    }

    public func spend(_ code: ShownMailCode, at now: Timestamp) async throws -> CodeOutcome {
        try await database.write { connection in
            // Counted first, under the lock that the count takes: who comes at the same moment waits, and sees it.
            let counted = try connection.first(
                """
                UPDATE mail_secrets SET tries = tries + 1
                WHERE browser = $1 AND purpose = $2 AND expires_at > $3 AND tries < $4
                RETURNING \(MailSecretColumns.list), tries
                """, [.digest(code.browser), .text(code.purpose.rawValue), .time(now), .integer(Int64(MailSecret.mostTries))]
            ) { row in (secret: try MailSecretColumns.read(&row), tries: Int(try row.integer())) }
            guard let counted, let right = counted.secret.code else { return .none }
            guard right.matches(code.code) else { return .wrong(left: MailSecret.mostTries - counted.tries) }
            guard try connection.run("DELETE FROM mail_secrets WHERE link = $1", [.digest(counted.secret.link)]) == 1 else {
                return .none
            }
            return .spent(counted.secret)
        }
    }

    public func resetPassword(
        spending link: Digest, for purpose: MailPurpose, to hash: PasswordHash, at now: Timestamp
    ) async throws -> Account? {
        do {
            return try await database.write { connection in
                guard
                    let secret = try connection.first(
                        SQLConnectionMail.spendLink, SQLConnectionMail.parameters(link, purpose, now), MailSecretColumns.read),
                    let user = secret.user
                else { return nil }
                let wasVerified = try connection.first(
                    "SELECT is_email_verified FROM accounts WHERE id = $1", [.name(user)]
                ) { try $0.flag() }
                let account = try connection.first(
                    """
                    UPDATE accounts SET password_hash = $1, is_email_verified = 1
                    WHERE id = $2 AND email_key = $3 AND disabled_at IS NULL RETURNING \(AccountColumns.list)
                    """, [.text(hash.text), .name(user), .text(secret.email.value)], AccountColumns.read)
                // Nothing is spent where nothing came of it.
                guard let account else { throw NothingChanged() }
                try connection.endSessions(of: user)
                try connection.endMailSecrets(of: user)
                // Whoever made the account need not be who reads the mail: nothing of theirs stays behind.
                if wasVerified == false {
                    try connection.endConnections(of: user, at: now)
                    try connection.endOtherWays(of: user)
                }
                try connection.note(.userChanged, user.value, at: now)
                return account
            }
        } catch is NothingChanged {
            return nil
        }
    }

    public func noteVerified(_ email: EmailKey, of user: UserID, at now: Timestamp) async throws -> Bool {
        try await database.write { connection in
            let known = try connection.run(
                "UPDATE accounts SET is_email_verified = 1 WHERE id = $1 AND email_key = $2 AND disabled_at IS NULL",
                [.name(user), .text(email.value)])
            if known == 1 { try connection.note(.userChanged, user.value, at: now) }
            return known == 1
        }
    }

    private struct NothingChanged: Error {}
}

private enum SQLConnectionMail {
    static let spendLink = """
        DELETE FROM mail_secrets WHERE link = $1 AND purpose = $2 AND expires_at > $3 RETURNING \(MailSecretColumns.list)
        """

    static func parameters(_ link: Digest, _ purpose: MailPurpose, _ now: Timestamp) -> [SQLValue] {
        [.digest(link), .text(purpose.rawValue), .time(now)]
    }
}

extension SQLConnection {
    /// Ends everything that can act for this person. Other servers hear of it.
    fileprivate func endConnections(of user: UserID, at now: Timestamp) throws {
        _ = try run("DELETE FROM consents WHERE user_id = $1", [.name(user)])
        let ended = try all(
            "UPDATE grants SET revoked_at = $1 WHERE user_id = $2 AND revoked_at IS NULL RETURNING id", [.time(now), .name(user)]
        ) { try $0.text() }
        try note(.grant, ended, at: now)
    }

    /// Removes what else opens this account by itself.
    fileprivate func endOtherWays(of user: UserID) throws {
        _ = try run("DELETE FROM identities WHERE user_id = $1", [.name(user)])
        _ = try run("DELETE FROM passkeys WHERE user_id = $1", [.name(user)])
    }

    /// A changed credential ends what was mailed before.
    func endMailSecrets(of user: UserID) throws {
        _ = try run("DELETE FROM mail_secrets WHERE user_id = $1", [.name(user)])
    }
}

/// The columns of a mailed secret, in the order in which they are read and written.
private enum MailSecretColumns {
    static let list = "link, purpose, email_key, user_id, code, browser, sealed, expires_at"

    static func values(_ secret: MailSecret) -> [SQLValue] {
        [
            .digest(secret.link), .text(secret.purpose.rawValue), .text(secret.email.value), .text(secret.user?.value),
            .digest(secret.code), .digest(secret.browser), .bytes(secret.sealed), .time(secret.expiresAt),
        ]
    }

    static func read(_ row: inout RowReader) throws -> MailSecret {
        let (link, purpose) = (try row.digest(), try row.text())
        guard let purpose = MailPurpose(rawValue: purpose) else { throw UnreadableRow(column: 1) }
        return MailSecret(
            link: link, purpose: purpose, email: EmailKey(stored: try row.text()), user: try row.optionalText().map { UserID($0) },
            code: try row.optionalDigest(), browser: try row.optionalDigest(), sealed: try row.optionalBytes(),
            expiresAt: try row.time())
    }
}
