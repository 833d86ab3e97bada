// Mails that wait to be sent. One server at a time claims a mail; a claim is a due time that lies ahead, so that a server
// that ends in the middle of it leaves the mail to the others.

import Identity
import Keys
import OAuth

extension SQLBackedStore {
    public func queue(_ mail: WaitingMail) async throws {
        try await database.write { try $0.queue(mail) }
    }

    public func claimMail(at now: Timestamp, until lease: Timestamp) async throws -> WaitingMail? {
        // Looked for first: a queue is empty most of the time, and then nothing is written.
        while let id = try await first(
            "SELECT id FROM mails WHERE due_at <= $1 AND expires_at > $1 ORDER BY due_at, id LIMIT 1", [.time(now)],
            { try $0.name(MailID.self) })
        {
            let mail = try await changed(
                """
                UPDATE mails SET due_at = $1, attempts = attempts + 1 WHERE id = $2 AND due_at <= $3 AND expires_at > $3
                RETURNING id, sealed, attempts, queued_at, expires_at
                """, [.time(lease), .name(id), .time(now)]
            ) { row in
                WaitingMail(
                    id: try row.name(), sealed: try row.bytes(), attempts: Int(try row.integer()), queuedAt: try row.time(),
                    expiresAt: try row.time())
            }
            if let mail { return mail }
        }
        return nil
    }

    public func remove(mail id: MailID) async throws {
        _ = try await database.run("DELETE FROM mails WHERE id = $1", [.name(id)])
    }

    public func postpone(_ mail: WaitingMail, until due: Timestamp) async throws {
        _ = try await database.run(
            "UPDATE mails SET due_at = $1 WHERE id = $2 AND attempts = $3",
            [.time(due), .name(mail.id), .integer(Int64(mail.attempts))])
    }

    public func waitingMails() async throws -> Int {
        try await first("SELECT COUNT(*) FROM mails", []) { Int(try $0.integer()) } ?? 0
    }

    public func sweepMail(at now: Timestamp, limit: Int) async throws -> (mails: Int, secrets: Int) {
        try await database.write { connection in
            let mails = try connection.run(
                "DELETE FROM mails WHERE id IN (SELECT id FROM mails WHERE expires_at <= $1 LIMIT $2)",
                [.time(now), .integer(Int64(limit))])
            let secrets = try connection.run(
                """
                DELETE FROM mail_secrets WHERE link IN (SELECT link FROM mail_secrets WHERE expires_at <= $1 LIMIT $2)
                """, [.time(now), .integer(Int64(limit))])
            return (mails, secrets)
        }
    }
}

extension SQLConnection {
    func queue(_ mail: WaitingMail) throws {
        _ = try run(
            """
            INSERT INTO mails (id, sealed, attempts, queued_at, due_at, expires_at) VALUES ($1, $2, $3, $4, $4, $5)
            """,
            [.name(mail.id), .bytes(mail.sealed), .integer(Int64(mail.attempts)), .time(mail.queuedAt), .time(mail.expiresAt)])
    }
}

extension Schema {
    /// Mails that wait, and the secrets in them.
    static func mail(_ dialect: SQLDialect) -> [String] {
        [
            """
            CREATE TABLE mails (
                id \(dialect.key) PRIMARY KEY, sealed BYTEA NOT NULL, attempts BIGINT NOT NULL, queued_at BIGINT NOT NULL,
                due_at BIGINT NOT NULL, expires_at BIGINT NOT NULL
            )
            """,
            "CREATE INDEX mails_by_due ON mails (due_at)",
            """
            CREATE TABLE mail_secrets (
                link BYTEA PRIMARY KEY, purpose TEXT NOT NULL, email_key \(dialect.key) NOT NULL,
                user_id \(dialect.key) REFERENCES accounts (id) ON DELETE CASCADE, code BYTEA, browser BYTEA, sealed BYTEA,
                tries BIGINT NOT NULL, expires_at BIGINT NOT NULL
            )
            """,
            "CREATE UNIQUE INDEX mail_secrets_by_browser ON mail_secrets (browser, purpose)",
            "CREATE INDEX mail_secrets_by_user ON mail_secrets (user_id)",
            "CREATE INDEX mail_secrets_by_end ON mail_secrets (expires_at)",
        ]
    }
}
