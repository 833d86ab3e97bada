// What may be used once (RFC 7523 §3): the digest of each, until it could not be used any more anyway.

import Keys
import OAuth

extension SQLBackedStore {
    public func firstSeen(_ mark: Digest, until expiry: Timestamp) async throws -> Bool {
        try await database.run(
            "INSERT INTO seen (mark, until) VALUES ($1, $2) ON CONFLICT (mark) DO NOTHING", [.digest(mark), .time(expiry)]) == 1
    }

    static func sweepSeen(_ connection: any SQLConnection, before time: Timestamp, limit: Int) throws -> Int {
        try connection.run(
            "DELETE FROM seen WHERE mark IN (SELECT mark FROM seen WHERE until < $1 LIMIT $2)",
            [.time(time), .integer(Int64(limit))])
    }
}
