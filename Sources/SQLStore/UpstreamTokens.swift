// Tokens of providers. A write goes through only if the bytes are still those that were read: sealed anew they are others each time.

import Identity
import Keys

extension SQLBackedStore: UpstreamTokenStore {
    public func upstreamTokens(of user: UserID) async throws -> [SealedTokens] {
        try await all(
            """
            SELECT tokens.provider, tokens.issuer, tokens.subject, identities.user_id, tokens.sealed FROM upstream_tokens AS tokens
            JOIN identities ON identities.issuer = tokens.issuer AND identities.subject = tokens.subject
            WHERE identities.user_id = $1
            ORDER BY COALESCE(identities.last_used_at, identities.created_at) DESC, tokens.issuer, tokens.subject, tokens.provider
            """, [.name(user)]
        ) { row in
            SealedTokens(
                provider: try row.text(), issuer: try row.text(), subject: try row.text(), user: try row.name(),
                sealed: try row.bytes())
        }
    }

    public func keep(_ tokens: SealedTokens) async throws -> Bool {
        try await database.write { connection in
            // Written to hold the row: whoever removes the identity waits, or has removed it.
            let held = try connection.run(
                "UPDATE identities SET user_id = user_id WHERE issuer = $1 AND subject = $2 AND user_id = $3",
                [.text(tokens.issuer), .text(tokens.subject), .name(tokens.user)])
            guard held == 1 else { return false }
            return try connection.run(
                """
                INSERT INTO upstream_tokens (issuer, subject, provider, sealed) VALUES ($1, $2, $3, $4)
                ON CONFLICT (issuer, subject, provider) DO NOTHING
                """, tokens.key + [.bytes(tokens.sealed)]) == 1
        }
    }

    public func replace(_ tokens: SealedTokens, by sealed: [UInt8], endingLease: Bool) async throws -> Bool {
        let statement =
            endingLease
            ? """
            UPDATE upstream_tokens SET sealed = $1, leased_until = NULL
            WHERE issuer = $2 AND subject = $3 AND provider = $4 AND sealed = $5
            """
            : "UPDATE upstream_tokens SET sealed = $1 WHERE issuer = $2 AND subject = $3 AND provider = $4 AND sealed = $5"
        return try await database.run(statement, [.bytes(sealed)] + tokens.asRead) == 1
    }

    public func lease(_ tokens: SealedTokens, until end: Timestamp, at now: Timestamp) async throws -> Bool {
        try await database.run(
            """
            UPDATE upstream_tokens SET leased_until = $1
            WHERE issuer = $2 AND subject = $3 AND provider = $4 AND sealed = $5 AND (leased_until IS NULL OR leased_until <= $6)
            """, [.time(end)] + tokens.asRead + [.time(now)]) == 1
    }

    public func endLease(of tokens: SealedTokens) async throws {
        _ = try await database.run(
            """
            UPDATE upstream_tokens SET leased_until = NULL
            WHERE issuer = $1 AND subject = $2 AND provider = $3 AND sealed = $4
            """, tokens.asRead)
    }

    public func dropUpstreamTokens(except providers: [String]) async throws -> Int {
        let places = providers.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        return try await database.run(
            "DELETE FROM upstream_tokens" + (providers.isEmpty ? "" : " WHERE provider NOT IN (\(places))"),
            providers.map { .text($0) })
    }
}

extension SealedTokens {
    fileprivate var key: [SQLValue] { [.text(issuer), .text(subject), .text(provider)] }
    fileprivate var asRead: [SQLValue] { key + [.bytes(sealed)] }
}
