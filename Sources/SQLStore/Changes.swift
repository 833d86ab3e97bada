// The list of changes that running servers follow, and the sweeping of what has expired.

import Keys
import OAuth
import Synchronization

extension SQLBackedStore {
    public func changes(after sequence: Int64, limit: Int) async throws -> [Change] {
        try await all(
            "SELECT sequence, kind, subject, at FROM changes WHERE sequence > $1 ORDER BY sequence LIMIT $2",
            [.integer(sequence), .integer(Int64(limit))], Self.change)
    }

    public func latestChange() async throws -> Int64 {
        // The largest number is not the row's: that may have been swept.
        try await first("SELECT value FROM counters WHERE name = 'changes'", []) { try $0.integer() } ?? 0
    }

    public func endings(since time: Timestamp) async throws -> [Change] {
        try await all(
            """
            SELECT sequence, kind, subject, at FROM changes
            WHERE at >= $1 AND (kind IN ('grant', 'token', 'user-ended', 'client-ended')
                OR (kind IN ('user-changed', 'client-changed') AND subject IN
                    (SELECT subject FROM changes WHERE kind IN ('user-ended', 'client-ended'))))
            ORDER BY sequence
            """, [.time(time)], Self.change)
    }

    private static func change(_ row: inout RowReader) throws -> Change {
        Change(
            sequence: try row.integer(), kind: Change.Kind(rawValue: try row.text()) ?? .unknown,
            subject: try row.text(), at: try row.time())
    }

    public func sweep(before time: Timestamp, limit: Int) async throws -> Int {
        let start = sweepCursor.withLock { $0 }
        // Another server's clock may be behind.
        let expired = time - .clockDifference
        let (deleted, next) = try await database.write { connection in
            // Only the first of them are looked at: they are numbered one after the other.
            let changes = try connection.run(
                "DELETE FROM changes WHERE at < $1 AND sequence < (SELECT MIN(sequence) FROM changes) + $2",
                [.time(time - .seconds(2 * 86400)), .integer(Int64(limit))])
            _ = try connection.run("DELETE FROM signing_keys WHERE retires_at < $1", [.time(expired)])
            let (grants, next) = try Self.sweepGrants(connection, from: start, before: expired, limit: limit)
            let seen = try Self.sweepSeen(connection, before: expired, limit: limit)
            return (changes + grants + seen, next)
        }
        sweepCursor.withLock { $0 = next }
        return deleted
    }

    // Grants are walked in the order of their keys, some at a time, round and round: no index has to be kept
    // for it, and each step costs the same however many there are.
    private static func sweepGrants(
        _ connection: any SQLConnection, from start: String, before time: Timestamp, limit: Int
    ) throws -> (deleted: Int, next: String) {
        let end = try connection.first(
            "SELECT MAX(id) FROM (SELECT id FROM grants WHERE id > $1 ORDER BY id LIMIT $2) AS step",
            [.text(start), .integer(Int64(limit))]
        ) { try $0.optionalText() }
        guard let end = end ?? nil else { return (0, "") }
        // A spent code is remembered as long as its grant, so that a replay is known for what it is.
        let deleted = try connection.run(
            """
            DELETE FROM grants WHERE id > $1 AND id <= $2 AND (
                (redeemed_at IS NULL AND code_expires_at < $3)
                OR (redeemed_at < $4 AND refresh IS NULL) OR refresh_expires_at < $3 OR expires_at < $3
                OR revoked_at < $4)
            """, [.text(start), .text(end), .time(time), .time(time - .seconds(2 * 86400))])
        return (deleted, end)
    }
}

extension SQLConnection {
    /// Tells every server of a change, in the transaction that makes it. To be the last of the transaction: whoever has
    /// something to tell waits from here on until it is over.
    func note(_ kind: Change.Kind, _ subject: String, at time: Timestamp) throws {
        try note(kind, [subject], at: time)
    }

    /// Tells every server of changes of one kind.
    func note(_ kind: Change.Kind, _ subjects: [String], at time: Timestamp) throws {
        guard !subjects.isEmpty else { return }
        var next = try take(subjects.count, from: .changes)
        for (index, subject) in subjects.enumerated() {
            if try !insert(next, kind, subject, at: time) {
                try mend(.changes, "SELECT MAX(sequence) FROM changes")
                next = try take(subjects.count - index, from: .changes)
                _ = try insert(next, kind, subject, at: time)
            }
            next += 1
        }
        try announce()
    }

    /// - Returns: `false` if the number is taken.
    private func insert(_ number: Int64, _ kind: Change.Kind, _ subject: String, at time: Timestamp) throws -> Bool {
        try run(
            "INSERT INTO changes (sequence, kind, subject, at) VALUES ($1, $2, $3, $4) ON CONFLICT (sequence) DO NOTHING",
            [.integer(number), .text(kind.rawValue), .text(subject), .time(time)]) == 1
    }
}
