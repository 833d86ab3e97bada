// Signing keys at rest, encrypted by the engine before they come here.

import Keys
import OAuth

extension SQLBackedStore {
    public func signingKeys(at time: Timestamp) async throws -> [StoredKey] {
        try await all(
            """
            SELECT key_id, algorithm, sealed, created_at, signs_from, retires_at FROM signing_keys
            WHERE retires_at IS NULL OR retires_at > $1 ORDER BY created_at, key_id
            """, [.time(time)]
        ) { row in
            StoredKey(
                keyID: try row.text(), algorithm: try Self.algorithm(row.text()), sealed: try row.bytes(),
                createdAt: try row.time(), signsFrom: try row.time(), retiresAt: try row.optionalTime())
        }
    }

    private static func algorithm(_ name: String) throws -> SigningAlgorithm {
        guard let algorithm = SigningAlgorithm(rawValue: name) else { throw StoreError.newerSchema }
        return algorithm
    }

    public func add(_ key: StoredKey, retiringOthersAt retiring: Timestamp?, onlyIfNone: Bool) async throws {
        try await database.write { connection in
            _ = try connection.take(1, from: .keys)
            if onlyIfNone {
                let present = try connection.rows(
                    "SELECT key_id FROM signing_keys WHERE algorithm = $1 AND retires_at IS NULL",
                    [.text(key.algorithm.rawValue)])
                guard present.isEmpty else { return }
            }
            try connection.add(key, retiringOthersAt: retiring)
            try connection.note(.keys, key.keyID, at: key.createdAt)
        }
    }

    public func rotate(
        to keys: [StoredKey], retiringOthersAt retiring: Timestamp, ifMadeBy due: Timestamp?
    ) async throws -> Bool {
        try await database.write { connection in
            // Held until the commit: who comes second sees what the first has done.
            _ = try connection.take(1, from: .keys)
            if let due {
                let old = try connection.rows(
                    "SELECT key_id FROM signing_keys WHERE retires_at IS NULL AND created_at <= $1", [.time(due)])
                guard !old.isEmpty else { return false }
            }
            for key in keys { try connection.add(key, retiringOthersAt: retiring) }
            guard let first = keys.first else { return false }
            try connection.note(.keys, first.keyID, at: first.createdAt)
            return true
        }
    }
}

extension SQLConnection {
    fileprivate func add(_ key: StoredKey, retiringOthersAt retiring: Timestamp?) throws {
        if let retiring {
            // What was to retire later does so now too.
            _ = try run(
                """
                UPDATE signing_keys SET retires_at = $1
                WHERE algorithm = $2 AND (retires_at IS NULL OR retires_at > $1)
                """, [.time(retiring), .text(key.algorithm.rawValue)])
        }
        _ = try run(
            """
            INSERT INTO signing_keys (key_id, algorithm, sealed, created_at, signs_from, retires_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            [
                .text(key.keyID), .text(key.algorithm.rawValue), .bytes(key.sealed), .time(key.createdAt),
                .time(key.signsFrom), .time(key.retiresAt),
            ])
    }
}
