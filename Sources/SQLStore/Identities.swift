// Linked identities: the ways in that other sites vouch for. Two statements about one person's ways in never overlap: whoever
// removes one holds the account's row meanwhile.

import Identity
import Keys

extension SQLBackedStore {
    public func identity(issuer: String, subject: String) async throws -> LinkedIdentity? {
        try await first(
            "SELECT \(IdentityColumns.list) FROM identities WHERE issuer = $1 AND subject = $2",
            [.text(issuer), .text(subject)], IdentityColumns.read)
    }

    public func identities(of user: UserID) async throws -> [LinkedIdentity] {
        try await all(
            "SELECT \(IdentityColumns.list) FROM identities WHERE user_id = $1 ORDER BY created_at, issuer, subject",
            [.name(user)], IdentityColumns.read)
    }

    public func add(_ account: Account, with identity: LinkedIdentity) async throws -> FederatedAddition {
        try await database.write { connection in
            guard try connection.add(account) else { return .addressTaken }
            guard try connection.link(identity) else {
                _ = try connection.run("DELETE FROM accounts WHERE id = $1", [.name(account.id)])
                return .identityTaken
            }
            return .added
        }
    }

    public func link(_ identity: LinkedIdentity) async throws -> Bool {
        try await database.write { try $0.link(identity) }
    }

    public func noteUse(of identity: LinkedIdentity) async throws {
        _ = try await database.run(
            "UPDATE identities SET label = $1, last_used_at = $2 WHERE issuer = $3 AND subject = $4",
            [.text(identity.label), .time(identity.lastUsedAt), .text(identity.issuer), .text(identity.subject)])
    }

    public func unlink(issuer: String, subject: String, of user: UserID, ifLeft ways: OtherWays) async throws -> Bool {
        try await database.write { connection in
            guard try connection.run("UPDATE accounts SET is_admin = is_admin WHERE id = $1", [.name(user)]) == 1 else { return false }
            guard try ways.another || connection.hasPassword(user, ways) || connection.hasIdentity(user, ways, but: (issuer, subject))
            else { return false }
            return try connection.run(
                "DELETE FROM identities WHERE issuer = $1 AND subject = $2 AND user_id = $3",
                [.text(issuer), .text(subject), .name(user)]) == 1
        }
    }
}

extension SQLConnection {
    fileprivate func link(_ identity: LinkedIdentity) throws -> Bool {
        try run(
            "INSERT INTO identities (\(IdentityColumns.list)) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (issuer, subject) DO NOTHING",
            IdentityColumns.values(identity)) == 1
    }

    fileprivate func hasPassword(_ user: UserID, _ ways: OtherWays) throws -> Bool {
        guard ways.password else { return false }
        return try !rows("SELECT 1 FROM accounts WHERE id = $1 AND password_hash IS NOT NULL", [.name(user)]).isEmpty
    }

    fileprivate func hasIdentity(_ user: UserID, _ ways: OtherWays, but removed: (issuer: String, subject: String)) throws -> Bool {
        try all("SELECT issuer, subject FROM identities WHERE user_id = $1", [.name(user)]) { row in
            (issuer: try row.text(), subject: try row.text())
        }.contains { $0 != removed && ways.issuers.contains($0.issuer) }
    }
}

/// The columns of an identity, in the order in which they are read and written.
private enum IdentityColumns {
    static let list = "issuer, subject, user_id, label, created_at, last_used_at"

    static func values(_ identity: LinkedIdentity) -> [SQLValue] {
        [
            .text(identity.issuer), .text(identity.subject), .name(identity.user), .text(identity.label),
            .time(identity.createdAt), .time(identity.lastUsedAt),
        ]
    }

    static func read(_ row: inout RowReader) throws -> LinkedIdentity {
        LinkedIdentity(
            issuer: try row.text(), subject: try row.text(), user: try row.name(), label: try row.text(),
            createdAt: try row.time(), lastUsedAt: try row.optionalTime())
    }
}
