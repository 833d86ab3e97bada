// Grants: the code that works once and the refresh token that rotates. Each redemption is one conditional statement.

import Keys
import OAuth

extension SQLBackedStore {
    public func begin(_ grant: Grant, notingClient: Bool) async throws {
        let parameters: [SQLValue] = [
            .name(grant.id), .name(grant.client), .name(grant.user), .text(grant.scope.text), .text(grant.resource),
            .time(grant.authentication.time), .time(grant.createdAt), .time(grant.expiresAt), .digest(grant.code.digest),
            .time(grant.code.expiresAt), .text(grant.code.redirectURI), .flag(grant.code.redirectURIWasSent),
            .text(grant.code.challenge), .text(grant.code.nonce), .text(grant.authentication.context),
            .text(grant.authentication.methods.text),
        ]
        // Once an hour for each client there is more to do.
        guard notingClient else { return _ = try await database.run(Self.insertion, parameters) }
        try await database.write { connection in
            let isMarked = try connection.markGrant(to: grant.client, at: grant.createdAt)
            _ = try connection.run(Self.insertion, parameters)
            if isMarked { try connection.note(.clientChanged, grant.client.value, at: grant.createdAt) }
        }
    }

    private static let insertion = """
        INSERT INTO grants (id, client_id, user_id, scope, resource, auth_time, created_at, expires_at, code,
            code_expires_at, redirect_uri, redirect_uri_was_sent, challenge, nonce, acr, amr)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        """

    public func grant(_ id: GrantID) async throws -> Grant? {
        try await first(Self.reading, [.name(id)], Self.grant)
    }

    private static let reading = "SELECT \(columns) FROM grants WHERE id = $1"

    public func redeem(_ shown: ShownCode, at time: Timestamp, refresh: Grant.Refresh?) async throws -> Grant? {
        try await changed(
            Self.redemption,
            [
                .time(time), .digest(refresh?.current), .time(refresh?.expiresAt), .name(shown.grant), .digest(shown.code),
                .name(shown.client), .text(shown.redirectURI), .text(shown.challenge),
            ], Self.grant)
    }

    private static let redemption = """
        UPDATE grants SET redeemed_at = $1, refresh = $2, refresh_expires_at = $3
        WHERE id = $4 AND code = $5 AND redeemed_at IS NULL AND revoked_at IS NULL AND code_expires_at > $1
            AND client_id = $6 AND (redirect_uri = $7 OR $7 IS NULL) AND (challenge = $8 OR $8 IS NULL)
        RETURNING \(columns)
        """

    public func rotate(
        _ id: GrantID, presented: Digest, by client: ClientID, to refresh: Grant.Refresh, at time: Timestamp
    ) async throws -> Grant? {
        try await changed(
            Self.rotation,
            [
                .digest(refresh.current), .digest(presented), .bytes(refresh.sealedSuccessor), .time(time),
                .time(refresh.expiresAt), .name(id), .name(client),
            ], Self.grant)
    }

    // A person who is disabled for a while keeps the token that they had.
    private static let rotation = """
        UPDATE grants SET refresh = $1, refresh_previous = $2, refresh_successor = $3, refreshed_at = $4,
            refresh_expires_at = $5
        WHERE id = $6 AND refresh = $2 AND revoked_at IS NULL AND refresh_expires_at > $4 AND expires_at > $4
            AND client_id = $7
            AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = grants.user_id AND accounts.disabled_at IS NULL)
        RETURNING \(columns)
        """

    public func revoke(_ id: GrantID, at time: Timestamp) async throws {
        try await database.write { connection in
            let revoked = try connection.run(
                "UPDATE grants SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL", [.time(time), .name(id)])
            if revoked == 1 { try connection.note(.grant, id.value, at: time) }
        }
    }

    public func revoke(accessToken id: String, at time: Timestamp) async throws {
        try await database.write { try $0.note(.token, id, at: time) }
    }

    private static let columns = """
        id, client_id, user_id, scope, resource, auth_time, acr, amr, created_at, expires_at, code, code_expires_at, redirect_uri,
        redirect_uri_was_sent, challenge, nonce, redeemed_at, refresh, refresh_previous, refresh_successor, refreshed_at,
        refresh_expires_at, revoked_at
        """

    private static func grant(_ row: inout RowReader) throws -> Grant {
        Grant(
            id: try row.name(), client: try row.name(), user: try row.name(), scope: Scope(stored: try row.text()),
            resource: try row.optionalText(),
            authentication: Grant.Authentication(
                time: try row.time(), context: try row.optionalText(), methods: AuthenticationMethods(stored: try row.text())),
            createdAt: try row.time(),
            expiresAt: try row.time(),
            code: Grant.Code(
                digest: try row.digest(), expiresAt: try row.time(), redirectURI: try row.text(),
                redirectURIWasSent: try row.flag(), challenge: try row.optionalText(), nonce: try row.optionalText()),
            redeemedAt: try row.optionalTime(), refresh: try refresh(&row), revokedAt: try row.optionalTime())
    }

    private static func refresh(_ row: inout RowReader) throws -> Grant.Refresh? {
        let (current, previous) = (try row.optionalDigest(), try row.optionalDigest())
        let (successor, rotatedAt) = (try row.optionalBytes(), try row.optionalTime())
        let expiresAt = try row.optionalTime()
        guard let current, let expiresAt else { return nil }
        return Grant.Refresh(
            current: current, previous: previous, sealedSuccessor: successor, rotatedAt: rotatedAt,
            expiresAt: expiresAt)
    }
}
