// Counts of failed sign-ins, kept so that a restart forgives nothing; and the sweeping of what people leave behind.

import Identity
import Keys

extension SQLBackedStore {
    public func failures(_ keys: [FailureKey]) async throws -> [Failures] {
        guard !keys.isEmpty else { return [] }
        let places = keys.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        return try await all(
            "SELECT subject, count, last_at, forgotten_at FROM failures WHERE subject IN (\(places))",
            keys.map { .text($0.value) }
        ) { row in
            Failures(
                key: FailureKey(stored: try row.text()), count: Int(try row.integer()), lastAt: try row.time(),
                forgottenAt: try row.time())
        }
    }

    public func record(_ failures: [Failure]) async throws {
        try await database.write { connection in
            for failure in failures {
                _ = try connection.run(
                    """
                    INSERT INTO failures (subject, count, last_at, forgotten_at) VALUES ($1, 1, $2, $3)
                    ON CONFLICT (subject) DO UPDATE SET
                        count = CASE WHEN failures.forgotten_at <= $2 THEN 1 ELSE failures.count + 1 END,
                        last_at = $2,
                        forgotten_at = CASE WHEN failures.forgotten_at <= $2 OR $4 = 1 THEN $3
                            ELSE failures.forgotten_at END
                    """,
                    [.text(failure.key.value), .time(failure.at), .time(failure.forgottenAt), .flag(failure.prolongs)])
            }
        }
    }

    public func forget(_ key: FailureKey) async throws {
        _ = try await database.run("DELETE FROM failures WHERE subject = $1", [.text(key.value)])
    }

    public func sweep(at now: Timestamp, limit: Int) async throws -> Int {
        try await database.write { connection in
            let sessions = try connection.run(
                """
                DELETE FROM sessions WHERE secret IN
                    (SELECT secret FROM sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
                """, [.time(now), .integer(Int64(limit))])
            let failures = try connection.run(
                """
                DELETE FROM failures WHERE subject IN
                    (SELECT subject FROM failures WHERE forgotten_at <= $1 ORDER BY forgotten_at LIMIT $2)
                """, [.time(now), .integer(Int64(max(0, limit - sessions)))])
            let counts = try Self.sweepCounts(connection, at: now, limit: limit - sessions - failures)
            let challenges = try Self.sweepChallenges(connection, at: now, limit: limit - sessions - failures - counts)
            return sessions + failures + counts + challenges
        }
    }
}
