// Passkeys. Whether a count has gone up is decided by the statement that writes it.

import Identity
import Keys

extension SQLBackedStore: PasskeyStore {
    public func add(_ passkey: Passkey, atMost limit: Int) async throws -> PasskeyAddition {
        try await database.write { connection in
            guard try connection.hold(passkey.user) else { return .nobody }
            guard try connection.count(of: passkey.user) < limit else { return .full }
            let added = try connection.run(
                """
                INSERT INTO passkeys (\(PasskeyColumns.list)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                ON CONFLICT (id) DO NOTHING
                """, PasskeyColumns.values(passkey))
            return added == 1 ? .added : .taken
        }
    }

    public func passkey(_ id: CredentialID) async throws -> Passkey? {
        try await first("SELECT \(PasskeyColumns.list) FROM passkeys WHERE id = $1", [.bytes(id.bytes)], PasskeyColumns.read)
    }

    public func passkeys(of user: UserID) async throws -> [Passkey] {
        try await all(
            "SELECT \(PasskeyColumns.list) FROM passkeys WHERE user_id = $1 ORDER BY created_at, id", [.name(user)],
            PasskeyColumns.read)
    }

    public func use(_ id: CredentialID, counter: UInt32, isBackedUp: Bool, at now: Timestamp) async throws -> Bool {
        // WebAuthn level 3 §7.2 step 22.
        try await database.run(
            """
            UPDATE passkeys SET counter = $1, is_backed_up = $2, last_used_at = $3
            WHERE id = $4 AND (counter < $1 OR counter = 0 AND $1 = 0)
            """, [.integer(Int64(counter)), .flag(isBackedUp), .time(now), .bytes(id.bytes)]) == 1
    }

    public func suspect(_ id: CredentialID, at now: Timestamp) async throws {
        _ = try await database.run("UPDATE passkeys SET suspected_at = $1 WHERE id = $2", [.time(now), .bytes(id.bytes)])
    }

    public func rename(_ id: CredentialID, of user: UserID, to name: String) async throws -> Bool {
        try await database.run(
            "UPDATE passkeys SET name = $1 WHERE id = $2 AND user_id = $3", [.text(name), .bytes(id.bytes), .name(user)]) == 1
    }

    public func waysIn(of user: UserID, counting ways: WaysIn) async throws -> Int {
        try await database.read { try $0.waysIn(of: user, counting: ways) }
    }

    public func remove(_ id: CredentialID, of user: UserID, ifLeft ways: WaysIn?) async throws -> WayInRemoval {
        try await database.write { connection in
            _ = try connection.hold(user)
            let known = try connection.rows(
                "SELECT 1 FROM passkeys WHERE id = $1 AND user_id = $2", [.bytes(id.bytes), .name(user)])
            guard !known.isEmpty else { return .unknown }
            guard try connection.isWayInLeft(to: user, losing: \.passkeys, of: ways) else { return .last }
            _ = try connection.run("DELETE FROM passkeys WHERE id = $1", [.bytes(id.bytes)])
            return .removed
        }
    }
}

extension SQLConnection {
    fileprivate func count(of user: UserID) throws -> Int64 {
        try first("SELECT COUNT(*) FROM passkeys WHERE user_id = $1", [.name(user)]) { try $0.integer() } ?? 0
    }
}

/// The columns of a passkey, in the order in which they are read and written.
private enum PasskeyColumns {
    static let list =
        """
        id, user_id, user_handle, algorithm, public_key, counter, is_backup_eligible, is_backed_up, transports, name, \
        created_at, last_used_at, suspected_at
        """

    static func values(_ passkey: Passkey) -> [SQLValue] {
        [
            .bytes(passkey.id.bytes), .name(passkey.user), .bytes(passkey.userHandle),
            .integer(passkey.key.algorithm.rawValue), .bytes(passkey.key.bytes), .integer(Int64(passkey.counter)),
            .flag(passkey.isBackupEligible), .flag(passkey.isBackedUp), .text(passkey.transports.joined(separator: " ")),
            .text(passkey.name), .time(passkey.createdAt), .time(passkey.lastUsedAt), .time(passkey.suspectedAt),
        ]
    }

    static func read(_ row: inout RowReader) throws -> Passkey {
        guard let id = CredentialID(try row.bytes()) else { throw UnreadableRow(column: 0) }
        let (user, handle) = (try row.name(UserID.self), try row.bytes())
        let (algorithm, key) = (try row.integer(), try row.bytes())
        guard let counter = UInt32(exactly: try row.integer()) else { throw UnreadableRow(column: 5) }
        return Passkey(
            id: id, user: user, userHandle: handle, key: try CredentialKey(stored: key, algorithm: algorithm), counter: counter,
            isBackupEligible: try row.flag(), isBackedUp: try row.flag(),
            transports: try row.text().split(separator: " ").map(String.init), name: try row.text(),
            createdAt: try row.time(), lastUsedAt: try row.optionalTime(), suspectedAt: try row.optionalTime())
    }
}
