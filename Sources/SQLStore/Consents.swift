// Consents, and the connections that people see on their account page.

import Keys
import OAuth

extension SQLBackedStore {
    public func consent(
        user: UserID, client: ClientID, resource: String, redirectHost: String
    ) async throws -> Consent? {
        try await first(
            """
            SELECT scope, given_at FROM consents
            WHERE user_id = $1 AND client_id = $2 AND resource = $3 AND redirect_host = $4
            """, [.name(user), .name(client), .text(resource), .text(redirectHost)]
        ) { row in
            Consent(
                user: user, client: client, resource: resource, redirectHost: redirectHost,
                scope: Scope(stored: try row.text()), givenAt: try row.time())
        }
    }

    public func record(_ consent: Consent) async throws {
        try await database.write { connection in
            let key: [SQLValue] = [
                .name(consent.user), .name(consent.client), .text(consent.resource), .text(consent.redirectHost),
            ]
            // The row is made before it is read, so that two answers at once wait for each other.
            _ = try connection.run(
                """
                INSERT INTO consents (user_id, client_id, resource, redirect_host, scope, given_at)
                VALUES ($1, $2, $3, $4, '', $5)
                ON CONFLICT (user_id, client_id, resource, redirect_host) DO UPDATE SET given_at = consents.given_at
                """, key + [.time(consent.givenAt)])
            let before = try connection.first(
                """
                SELECT scope FROM consents
                WHERE user_id = $1 AND client_id = $2 AND resource = $3 AND redirect_host = $4
                """, key
            ) { Scope(stored: try $0.text()) }
            let scope = (before ?? .none).union(consent.scope)
            _ = try connection.run(
                """
                UPDATE consents SET scope = $1
                WHERE user_id = $2 AND client_id = $3 AND resource = $4 AND redirect_host = $5
                """, [.text(scope.text)] + key)
        }
    }

    public func connections(of user: UserID) async throws -> [Connection] {
        try await all(
            """
            SELECT consents.client_id, clients.name, consents.resource, consents.scope, consents.given_at,
                consents.last_used_at
            FROM consents JOIN clients ON clients.id = consents.client_id
            WHERE consents.user_id = $1 ORDER BY consents.given_at, consents.client_id
            """, [.name(user)]
        ) { row in
            Connection(
                client: try row.name(), clientName: try row.text(), resource: try row.text(),
                scope: Scope(stored: try row.text()), since: try row.time(), lastUsedAt: try row.optionalTime())
        }
    }

    public func disconnect(user: UserID, client: ClientID, at time: Timestamp) async throws {
        try await database.write { connection in
            _ = try connection.run(
                "DELETE FROM consents WHERE user_id = $1 AND client_id = $2", [.name(user), .name(client)])
            let ended = try connection.all(
                """
                UPDATE grants SET revoked_at = $1 WHERE user_id = $2 AND client_id = $3 AND revoked_at IS NULL
                RETURNING id
                """, [.time(time), .name(user), .name(client)]
            ) { try $0.text() }
            try connection.note(.grant, ended, at: time)
        }
    }

    public func noteUse(_ uses: [Use]) async throws {
        try await database.write { connection in
            for use in uses {
                _ = try connection.run(
                    """
                    UPDATE consents SET last_used_at = $1
                    WHERE user_id = $2 AND client_id = $3 AND (last_used_at IS NULL OR last_used_at < $1)
                    """, [.time(use.at), .name(use.user), .name(use.client)])
            }
        }
    }
}
