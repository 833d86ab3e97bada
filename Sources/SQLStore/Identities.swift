// Linked identities: the ways in that other sites vouch for.

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

    public func unlink(issuer: String, subject: String, of user: UserID, ifLeft ways: WaysIn) async throws -> WayInRemoval {
        try await database.write { connection in
            _ = try connection.hold(user)
            let known = try connection.rows(
                "SELECT 1 FROM identities WHERE issuer = $1 AND subject = $2 AND user_id = $3",
                [.text(issuer), .text(subject), .name(user)])
            guard !known.isEmpty else { return .unknown }
            guard try connection.isWayInLeft(to: user, losing: { $0.issuers.contains(issuer) }, of: ways) else { return .last }
            _ = try connection.run("DELETE FROM identities WHERE issuer = $1 AND subject = $2", [.text(issuer), .text(subject)])
            return .removed
        }
    }
}

extension SQLConnection {
    fileprivate func link(_ identity: LinkedIdentity) throws -> Bool {
        try run(
            "INSERT INTO identities (\(IdentityColumns.list)) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (issuer, subject) DO NOTHING",
            IdentityColumns.values(identity)) == 1
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
