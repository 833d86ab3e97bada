// Second factors: the authenticator app of a person and its recovery codes.

import Identity
import Keys

extension SQLBackedStore {
    public func secondFactors(of user: UserID) async throws -> Set<SecondFactor> {
        let names = try await all(
            """
            SELECT 'authenticator' FROM authenticators WHERE user_id = $1
            UNION SELECT 'passkey' FROM passkeys WHERE user_id = $1
            """, [.name(user)]
        ) { try $0.text() }
        return Set(names.compactMap(SecondFactor.init))
    }

    public func authenticator(of user: UserID) async throws -> Authenticator? {
        try await first(
            "SELECT user_id, sealed, last_step, created_at FROM authenticators WHERE user_id = $1", [.name(user)]
        ) { row in
            Authenticator(
                user: try row.name(), sealedSecret: try row.bytes(), lastStep: try row.integer(), createdAt: try row.time())
        }
    }

    public func add(_ authenticator: Authenticator, recoveryCodes: [Digest]) async throws -> Bool {
        try await database.write { connection in
            let added = try connection.run(
                """
                INSERT INTO authenticators (user_id, sealed, last_step, created_at) VALUES ($1, $2, $3, $4)
                ON CONFLICT (user_id) DO NOTHING
                """,
                [
                    .name(authenticator.user), .bytes(authenticator.sealedSecret), .integer(authenticator.lastStep),
                    .time(authenticator.createdAt),
                ])
            guard added == 1 else { return false }
            try connection.set(recoveryCodes, of: authenticator.user)
            return true
        }
    }

    public func accept(step: Int64, of user: UserID) async throws -> Bool {
        try await database.run(
            "UPDATE authenticators SET last_step = $1 WHERE user_id = $2 AND last_step < $1", [.integer(step), .name(user)]) == 1
    }

    public func spend(recoveryCode: Digest, of user: UserID) async throws -> Bool {
        try await database.run(
            "DELETE FROM recovery_codes WHERE user_id = $1 AND code = $2", [.name(user), .digest(recoveryCode)]) == 1
    }

    public func recoveryCodes(of user: UserID) async throws -> Int {
        try await database.rows("SELECT 1 FROM recovery_codes WHERE user_id = $1", [.name(user)]).count
    }

    public func replaceRecoveryCodes(of user: UserID, by codes: [Digest]) async throws -> Bool {
        try await database.write { connection in
            // Written to hold the row: two replacements at once come one after the other.
            guard try connection.run("UPDATE authenticators SET user_id = user_id WHERE user_id = $1", [.name(user)]) == 1 else {
                return false
            }
            try connection.set(codes, of: user)
            return true
        }
    }

    public func removeAuthenticator(of user: UserID) async throws -> Bool {
        try await database.write { connection in
            try connection.set([], of: user)
            return try connection.run("DELETE FROM authenticators WHERE user_id = $1", [.name(user)]) == 1
        }
    }
}

extension SQLConnection {
    /// Puts these recovery codes in the place of those that were there.
    fileprivate func set(_ codes: [Digest], of user: UserID) throws {
        _ = try run("DELETE FROM recovery_codes WHERE user_id = $1", [.name(user)])
        for code in codes {
            _ = try run("INSERT INTO recovery_codes (user_id, code) VALUES ($1, $2)", [.name(user), .digest(code)])
        }
    }
}
