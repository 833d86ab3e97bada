// Counts of events within a window of time, shared by all servers. What is counted is named by a digest.

import Keys
import OAuth

extension SQLBackedStore {
    public func count(_ key: Digest, at time: Timestamp, window: Duration) async throws -> Tally {
        try await database.write { connection in
            // A window that ends too late was begun by a clock that was wrong.
            let tally = try connection.first(
                """
                INSERT INTO limit_counts (subject, events, ends_at) VALUES ($1, 1, $2)
                ON CONFLICT (subject) DO UPDATE SET
                    events = CASE WHEN limit_counts.ends_at BETWEEN $3 AND $4 THEN limit_counts.events + 1 ELSE 1 END,
                    ends_at = CASE WHEN limit_counts.ends_at BETWEEN $3 AND $4 THEN limit_counts.ends_at ELSE $2 END
                RETURNING events, ends_at
                """,
                [
                    .digest(key), .time(time + window), .time(time + .milliseconds(1)),
                    .time(time + window + .clockDifference),
                ]
            ) { row in Tally(events: Int(try row.integer()), endsAt: try row.time()) }
            return tally ?? Tally(events: 1, endsAt: time + window)
        }
    }

    public func forget(_ key: Digest) async throws {
        _ = try await database.run("DELETE FROM limit_counts WHERE subject = $1", [.digest(key)])
    }

    static func sweepCounts(_ connection: any SQLConnection, at now: Timestamp, limit: Int) throws -> Int {
        try connection.run(
            """
            DELETE FROM limit_counts WHERE subject IN
                (SELECT subject FROM limit_counts WHERE ends_at <= $1 ORDER BY ends_at LIMIT $2)
            """, [.time(now - .clockDifference), .integer(Int64(max(0, limit)))])
    }
}
