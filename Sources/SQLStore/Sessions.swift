// Sessions: browsers in which somebody is signed in.

import Identity
import Keys

extension SQLBackedStore {
    public func begin(
        _ session: Session, proof: PasswordHash?, rehash: PasswordHash?, ending: Digest?
    ) async throws -> Bool {
        try await database.write { connection in
            let proven = try connection.run(
                """
                UPDATE accounts SET last_signed_in_at = $1, password_hash = $2
                WHERE id = $3 AND COALESCE(password_hash, '') = $4 AND disabled_at IS NULL
                """,
                [.time(session.createdAt), .text((rehash ?? proof)?.text), .name(session.user), .text(proof?.text ?? "")])
            guard proven == 1 else { return false }
            if let ending { try connection.end(ending) }
            try connection.begin(session)
            return true
        }
    }

    public func session(_ secret: Digest) async throws -> SignedIn? {
        try await first(Self.lookup, [.digest(secret)]) { row in
            SignedIn(session: try SessionColumns.read(&row), account: try AccountColumns.read(&row))
        }
    }

    private static let lookup = """
        SELECT \(SessionColumns.qualified), \(AccountColumns.qualified)
        FROM sessions JOIN accounts ON accounts.id = sessions.user_id WHERE sessions.secret = $1
        """

    public func renew(
        _ session: SessionID, usedAt now: Timestamp, expiresAt: Timestamp,
        unlessUsedAfter since: Timestamp
    ) async throws {
        _ = try await database.run(
            """
            UPDATE sessions SET last_used_at = $1, expires_at = $2
            WHERE id = $3 AND last_used_at <= $4
            """, [.time(now), .time(expiresAt), .name(session), .time(since)])
    }

    public func sessions(of user: UserID, at now: Timestamp) async throws -> [Session] {
        try await all(
            """
            SELECT \(SessionColumns.qualified) FROM sessions
            WHERE user_id = $1 AND expires_at > $2 AND absolute_expires_at > $2
            ORDER BY last_used_at DESC, id
            """, [.name(user), .time(now)], SessionColumns.read)
    }

    public func end(_ secret: Digest) async throws {
        try await database.write { try $0.end(secret) }
    }

    public func end(_ session: SessionID, of user: UserID) async throws -> Bool {
        try await database.run("DELETE FROM sessions WHERE user_id = $1 AND id = $2", [.name(user), .name(session)]) == 1
    }

    public func endSessions(of user: UserID, except kept: SessionID?) async throws -> Int {
        try await database.run(
            "DELETE FROM sessions WHERE user_id = $1 AND id <> $2", [.name(user), .text(kept?.value ?? "")])
    }
}

extension SQLConnection {
    func begin(_ session: Session) throws {
        _ = try run(
            "INSERT INTO sessions (\(SessionColumns.list)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            SessionColumns.values(session))
    }

    func end(_ secret: Digest) throws {
        _ = try run("DELETE FROM sessions WHERE secret = $1", [.digest(secret)])
    }

    func endSessions(of user: UserID) throws {
        _ = try run("DELETE FROM sessions WHERE user_id = $1", [.name(user)])
    }
}

/// The columns of a session, in the order in which they are read and written.
enum SessionColumns {
    private static let names = [
        "secret", "id", "user_id", "created_at", "authenticated_at", "last_used_at", "expires_at",
        "absolute_expires_at", "address", "user_agent", "methods",
    ]
    static let list = names.joined(separator: ", ")
    static let qualified = names.map { "sessions.\($0)" }.joined(separator: ", ")

    static func values(_ session: Session) -> [SQLValue] {
        [
            .digest(session.secret), .name(session.id), .name(session.user), .time(session.createdAt),
            .time(session.authenticatedAt), .time(session.lastUsedAt), .time(session.expiresAt),
            .time(session.absoluteExpiresAt), .text(session.device.address), .text(session.device.userAgent),
            .text(session.methods.text),
        ]
    }

    static func read(_ row: inout RowReader) throws -> Session {
        let (secret, id, user) = (try row.digest(), try row.name(SessionID.self), try row.name(UserID.self))
        let (createdAt, authenticatedAt) = (try row.time(), try row.time())
        let (lastUsedAt, expiresAt, absoluteExpiresAt) = (try row.time(), try row.time(), try row.time())
        return Session(
            id: id, secret: secret, user: user, createdAt: createdAt, authenticatedAt: authenticatedAt,
            lastUsedAt: lastUsedAt, expiresAt: expiresAt, absoluteExpiresAt: absoluteExpiresAt,
            device: Device(storedAddress: try row.optionalText(), userAgent: try row.optionalText()),
            methods: AuthenticationMethods(stored: try row.text()))
    }
}
