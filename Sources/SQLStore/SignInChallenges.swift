// Challenges of sign-ins that are finished elsewhere. Each ends by one conditional statement that deletes it and returns it, so
// that of any number of callers one has it.

import Identity
import Keys

extension SQLBackedStore {
    public func begin(_ challenge: SignInChallenge) async throws {
        _ = try await database.run(
            "INSERT INTO challenges (\(ChallengeColumns.list)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            ChallengeColumns.values(challenge))
    }

    public func challenge(
        _ id: Digest, _ purpose: SignInChallenge.Purpose, at now: Timestamp
    ) async throws -> SignInChallenge? {
        try await first(
            """
            SELECT \(ChallengeColumns.list) FROM challenges
            WHERE id = $1 AND purpose = $2 AND completion IS NULL AND expires_at > $3
            """, [.digest(id), .text(purpose.value), .time(now)], ChallengeColumns.read)
    }

    public func take(
        challenge id: Digest, _ purpose: SignInChallenge.Purpose, browser: Digest, at now: Timestamp
    ) async throws -> SignInChallenge? {
        try await changed(
            """
            DELETE FROM challenges
            WHERE id = $1 AND purpose = $2 AND browser = $3 AND completion IS NULL AND expires_at > $4
            RETURNING \(ChallengeColumns.list)
            """, [.digest(id), .text(purpose.value), .digest(browser), .time(now)], ChallengeColumns.read)
    }

    public func answer(
        challenge id: Digest, _ purpose: SignInChallenge.Purpose, with answer: String, completion: Digest,
        expiresAt: Timestamp, at now: Timestamp
    ) async throws -> Bool {
        try await database.run(
            """
            UPDATE challenges SET answer = $1, completion = $2, expires_at = $3
            WHERE id = $4 AND purpose = $5 AND completion IS NULL AND expires_at > $6
            """,
            [.text(answer), .digest(completion), .time(expiresAt), .digest(id), .text(purpose.value), .time(now)]) == 1
    }

    public func take(
        completion: Digest, _ purpose: SignInChallenge.Purpose, browser: Digest, at now: Timestamp
    ) async throws -> SignInChallenge? {
        try await changed(
            """
            DELETE FROM challenges WHERE completion = $1 AND purpose = $2 AND browser = $3 AND expires_at > $4
            RETURNING \(ChallengeColumns.list)
            """, [.digest(completion), .text(purpose.value), .digest(browser), .time(now)], ChallengeColumns.read)
    }

    static func sweepChallenges(_ connection: any SQLConnection, at now: Timestamp, limit: Int) throws -> Int {
        guard limit > 0 else { return 0 }
        return try connection.run(
            "DELETE FROM challenges WHERE id IN (SELECT id FROM challenges WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)",
            [.time(now), .integer(Int64(limit))])
    }
}

/// The columns of a challenge, in the order in which they are read and written.
private enum ChallengeColumns {
    static let list = "id, purpose, browser, ticket, user_id, detail, created_at, expires_at, answer"

    static func values(_ challenge: SignInChallenge) -> [SQLValue] {
        [
            .digest(challenge.id), .text(challenge.purpose.value), .digest(challenge.browser), .text(challenge.ticket),
            .text(challenge.user?.value), .text(challenge.detail), .time(challenge.createdAt), .time(challenge.expiresAt),
            .text(challenge.answer),
        ]
    }

    static func read(_ row: inout RowReader) throws -> SignInChallenge {
        let (id, purpose, browser) = (try row.digest(), SignInChallenge.Purpose(stored: try row.text()), try row.digest())
        return SignInChallenge(
            id: id, purpose: purpose, browser: browser, ticket: try row.optionalText(),
            user: try row.optionalText().map { UserID($0) }, detail: try row.optionalText(), createdAt: try row.time(),
            expiresAt: try row.time(), answer: try row.optionalText())
    }
}
