// The schema, as a list of migrations that are run once each, in order. A released migration is never edited.
// Wide rows lie in the order of their insertion, so that what is written together lies together on few pages;
// narrow ones lie in their primary key. Times are milliseconds since 1970; digests and sealed bytes are BYTEA, which SQLite takes as it comes.

enum Schema {
    /// The version that this program writes.
    static var newest: Int { migrations.count }

    /// Brings a database to the newest version, in one transaction: many servers may start at once.
    ///
    /// - Throws: `StoreError.notOpen` for a database that is not to be served, unless for a reason that is `accepted`.
    static func migrate(_ database: any SQLDatabase, accepting accepted: Set<Standing.State> = []) async throws {
        let dialect = database.dialect
        try await database.maintain { connection in
            if let lock = dialect.migrationLock { _ = try connection.rows(lock, []) }
            _ = try connection.run(
                "CREATE TABLE IF NOT EXISTS migrations (version BIGINT PRIMARY KEY)", [])
            let rows = try connection.rows(SchemaVersion.query, [])
            var reader = RowReader(rows.first ?? [.integer(0)])
            let done = Int(try reader.integer())
            guard done <= migrations.count else { throw StoreError.newerSchema }
            if done >= firstWithStanding, let standing = try connection.standing() {
                guard accepted.contains(standing.state) else { throw StoreError.notOpen(standing) }
                // Nothing is written there, not by us either.
                if standing.state == .moved { return }
            }
            for version in migrations.indices.dropFirst(done) {
                for statement in migrations[version](dialect) { _ = try connection.run(statement, []) }
                _ = try connection.run("INSERT INTO migrations (version) VALUES ($1)", [.integer(Int64(version + 1))])
            }
        }
    }

    private static let migrations: [@Sendable (SQLDialect) -> [String]] = [
        first, registrations, replays, traces, counters, standing, limits, passkeys, authentication, federation, gaps, mail,
        upstreamTokens,
    ]
    private static let firstWithStanding = 6

    private static func first(_ dialect: SQLDialect) -> [String] {
        people(dialect) + clients(dialect) + server(dialect)
    }

    /// How clients came to be known, and whether a person ever allowed them anything: the rest is swept.
    private static func registrations(_ dialect: SQLDialect) -> [String] {
        [
            "ALTER TABLE clients ADD COLUMN registered_as TEXT NOT NULL DEFAULT 'preregistered'",
            "ALTER TABLE clients ADD COLUMN registration_token BYTEA",
            "ALTER TABLE clients ADD COLUMN granted_at BIGINT",
            """
            CREATE INDEX clients_unused ON clients (created_at)
            WHERE granted_at IS NULL AND registered_as <> 'preregistered'
            """,
        ]
    }

    /// What may be used once, such as the assertions of clients.
    private static func replays(_ dialect: SQLDialect) -> [String] {
        [
            "CREATE TABLE seen (mark BYTEA PRIMARY KEY, until BIGINT NOT NULL)\(dialect.clustered)",
            "CREATE INDEX seen_by_end ON seen (until)",
        ]
    }

    /// Connection attempts.
    private static func traces(_ dialect: SQLDialect) -> [String] {
        [
            """
            CREATE TABLE attempts (
                id \(dialect.key) PRIMARY KEY, started_at BIGINT NOT NULL, last_at BIGINT NOT NULL, client_id TEXT, client_name TEXT,
                profile TEXT, resource TEXT, gaps BIGINT NOT NULL
            )
            """,
            "CREATE INDEX attempts_by_end ON attempts (last_at)",
            """
            CREATE TABLE trace_steps (
                sequence \(dialect.sequence), attempt_id \(dialect.key) NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
                at BIGINT NOT NULL, step TEXT NOT NULL
            )
            """,
            "CREATE INDEX trace_steps_by_attempt ON trace_steps (attempt_id)",
            """
            CREATE TABLE attempt_links (
                link \(dialect.key) NOT NULL, attempt_id \(dialect.key) NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
                PRIMARY KEY (link, attempt_id)
            )\(dialect.clustered)
            """,
            "CREATE INDEX attempt_links_by_attempt ON attempt_links (attempt_id)",
        ]
    }

    /// The last numbers that were given to rows which others follow.
    private static func counters(_ dialect: SQLDialect) -> [String] {
        ["CREATE TABLE counters (name \(dialect.key) PRIMARY KEY, value BIGINT NOT NULL)\(dialect.clustered)"]
            + ["changes", "trace_steps"].map { table in
                "INSERT INTO counters (name, value) SELECT '\(table)', \(dialect.largestNumber(table))"
            }
    }

    /// Whether the database may be served.
    private static func standing(_ dialect: SQLDialect) -> [String] {
        [
            """
            CREATE TABLE standing (
                id BIGINT PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL, run TEXT NOT NULL, since BIGINT NOT NULL, note TEXT NOT NULL
            )
            """
        ]
    }

    /// What all servers count together; and the row that whoever changes the signing keys holds.
    private static func limits(_ dialect: SQLDialect) -> [String] {
        [
            """
            CREATE TABLE limit_counts (
                subject BYTEA PRIMARY KEY, events BIGINT NOT NULL, ends_at BIGINT NOT NULL
            )\(dialect.clustered)
            """,
            "CREATE INDEX limit_counts_by_end ON limit_counts (ends_at)",
            "INSERT INTO counters (name, value) VALUES ('signing_keys', 0)",
        ]
    }

    private static func passkeys(_ dialect: SQLDialect) -> [String] {
        [
            """
            CREATE TABLE passkeys (
                id BYTEA PRIMARY KEY, user_id \(dialect.key) NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
                user_handle BYTEA NOT NULL, algorithm BIGINT NOT NULL, public_key BYTEA NOT NULL, counter BIGINT NOT NULL,
                is_backup_eligible BIGINT NOT NULL, is_backed_up BIGINT NOT NULL, transports TEXT NOT NULL, name TEXT NOT NULL,
                created_at BIGINT NOT NULL, last_used_at BIGINT, suspected_at BIGINT
            )
            """,
            "CREATE INDEX passkeys_by_user ON passkeys (user_id)",
        ]
    }

    /// How people proved who they are, and the second factors that they have.
    private static func authentication(_ dialect: SQLDialect) -> [String] {
        [
            // Until now there were passwords alone.
            "ALTER TABLE sessions ADD COLUMN methods TEXT NOT NULL DEFAULT 'pwd'",
            "ALTER TABLE grants ADD COLUMN acr TEXT",
            "ALTER TABLE grants ADD COLUMN amr TEXT NOT NULL DEFAULT ''",
            """
            CREATE TABLE authenticators (
                user_id \(dialect.key) PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
                sealed BYTEA NOT NULL, last_step BIGINT NOT NULL, created_at BIGINT NOT NULL
            )
            """,
            """
            CREATE TABLE recovery_codes (
                user_id \(dialect.key) NOT NULL REFERENCES accounts (id) ON DELETE CASCADE, code BYTEA NOT NULL,
                PRIMARY KEY (user_id, code)
            )\(dialect.clustered)
            """,
        ]
    }

    /// Ways in that other sites vouch for, and the sign-ins that are under way there.
    private static func federation(_ dialect: SQLDialect) -> [String] {
        [
            """
            CREATE TABLE identities (
                issuer \(dialect.key) NOT NULL, subject \(dialect.key) NOT NULL,
                user_id \(dialect.key) NOT NULL REFERENCES accounts (id) ON DELETE CASCADE, label TEXT NOT NULL,
                created_at BIGINT NOT NULL, last_used_at BIGINT, PRIMARY KEY (issuer, subject)
            )\(dialect.clustered)
            """,
            "CREATE INDEX identities_by_user ON identities (user_id)",
            """
            CREATE TABLE challenges (
                id BYTEA PRIMARY KEY, purpose TEXT NOT NULL, browser BYTEA NOT NULL, ticket TEXT,
                user_id \(dialect.key) REFERENCES accounts (id) ON DELETE CASCADE, detail TEXT, created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL, completion BYTEA UNIQUE, answer TEXT
            )
            """,
            "CREATE INDEX challenges_by_user ON challenges (user_id)",
            "CREATE INDEX challenges_by_end ON challenges (expires_at)",
        ]
    }

    /// What providers gave out for people, sealed.
    private static func upstreamTokens(_ dialect: SQLDialect) -> [String] {
        [
            """
            CREATE TABLE upstream_tokens (
                issuer \(dialect.key) NOT NULL, subject \(dialect.key) NOT NULL, provider \(dialect.key) NOT NULL, sealed BYTEA NOT NULL,
                leased_until BIGINT, PRIMARY KEY (issuer, subject, provider),
                FOREIGN KEY (issuer, subject) REFERENCES identities (issuer, subject) ON DELETE CASCADE
            )
            """
        ]
    }

    /// Steps of connection attempts that were not recorded, by the minute.
    private static func gaps(_ dialect: SQLDialect) -> [String] {
        ["CREATE TABLE trace_gaps (minute BIGINT PRIMARY KEY, since BIGINT NOT NULL, lost BIGINT NOT NULL)\(dialect.clustered)"]
    }

    private static func people(_ dialect: SQLDialect) -> [String] {
        [
            """
            CREATE TABLE accounts (
                id \(dialect.key) PRIMARY KEY, email_key \(dialect.key) NOT NULL UNIQUE, email TEXT NOT NULL, name TEXT,
                password_hash TEXT, is_admin BIGINT NOT NULL, created_at BIGINT NOT NULL, disabled_at BIGINT,
                last_signed_in_at BIGINT, is_email_verified BIGINT NOT NULL
            )
            """,
            """
            CREATE TABLE sessions (
                secret BYTEA PRIMARY KEY, id \(dialect.key) NOT NULL UNIQUE,
                user_id \(dialect.key) NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
                created_at BIGINT NOT NULL, authenticated_at BIGINT NOT NULL, last_used_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL, absolute_expires_at BIGINT NOT NULL, address TEXT, user_agent TEXT
            )
            """,
            "CREATE INDEX sessions_by_user ON sessions (user_id)",
            "CREATE INDEX sessions_by_end ON sessions (expires_at)",
            """
            CREATE TABLE failures (
                subject \(dialect.key) PRIMARY KEY, count BIGINT NOT NULL, last_at BIGINT NOT NULL, forgotten_at BIGINT NOT NULL
            )\(dialect.clustered)
            """,
            "CREATE INDEX failures_by_end ON failures (forgotten_at)",
        ]
    }

    private static func clients(_ dialect: SQLDialect) -> [String] {
        [
            """
            CREATE TABLE clients (
                id \(dialect.key) PRIMARY KEY, name TEXT NOT NULL, profile TEXT NOT NULL, secret BYTEA,
                registration TEXT NOT NULL, created_at BIGINT NOT NULL
            )
            """,
            """
            CREATE TABLE consents (
                user_id \(dialect.key) NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
                client_id \(dialect.key) NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
                resource TEXT NOT NULL, redirect_host TEXT NOT NULL, scope TEXT NOT NULL, given_at BIGINT NOT NULL,
                last_used_at BIGINT, PRIMARY KEY (user_id, client_id, resource, redirect_host)
            )\(dialect.clustered)
            """,
            "CREATE INDEX consents_by_client ON consents (client_id)",
            // No index that changes when a refresh token rotates: a rotation writes to one place only.
            """
            CREATE TABLE grants (
                id \(dialect.key) PRIMARY KEY, client_id \(dialect.key) NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
                user_id \(dialect.key) NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
                scope TEXT NOT NULL, resource TEXT, auth_time BIGINT NOT NULL, created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL, code BYTEA NOT NULL, code_expires_at BIGINT NOT NULL,
                redirect_uri TEXT NOT NULL, redirect_uri_was_sent BIGINT NOT NULL, challenge TEXT, nonce TEXT,
                redeemed_at BIGINT, refresh BYTEA, refresh_previous BYTEA, refresh_successor BYTEA,
                refreshed_at BIGINT, refresh_expires_at BIGINT, revoked_at BIGINT
            )
            """,
            "CREATE INDEX grants_by_user ON grants (user_id)",
        ]
    }

    private static func server(_ dialect: SQLDialect) -> [String] {
        [
            """
            CREATE TABLE changes (
                sequence \(dialect.sequence), kind TEXT NOT NULL, subject TEXT NOT NULL, at BIGINT NOT NULL
            )
            """,
            """
            CREATE TABLE signing_keys (
                key_id \(dialect.key) PRIMARY KEY, algorithm TEXT NOT NULL, sealed BYTEA NOT NULL, created_at BIGINT NOT NULL,
                signs_from BIGINT NOT NULL, retires_at BIGINT
            )\(dialect.clustered)
            """,
            """
            CREATE TABLE verification_tokens (
                resource TEXT NOT NULL, service TEXT NOT NULL, token TEXT NOT NULL, PRIMARY KEY (resource, service)
            )\(dialect.clustered)
            """,
        ]
    }
}

/// What the operator is told when the database cannot be used.
public enum StoreError: Error, CustomStringConvertible {
    case newerSchema
    /// The database is not to be served now.
    case notOpen(Standing)

    public var description: String {
        switch self {
        case .newerSchema:
            "The database was written by a newer version of Usher. Install that version, or restore an older backup."
        case .notOpen(let standing): standing.sentence
        }
    }
}
