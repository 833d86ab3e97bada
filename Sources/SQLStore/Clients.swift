// Clients: what must be unique or looked up is a column, the rest of a registration is one JSON document.

import FoundationEssentials
import Keys
import OAuth

extension SQLBackedStore {
    public func client(_ id: ClientID) async throws -> Client? {
        try await first(
            "SELECT \(ClientColumns.list) FROM clients WHERE id = $1", [.name(id)], ClientColumns.read)
    }

    public func clients() async throws -> [Client] {
        try await all(
            "SELECT \(ClientColumns.list) FROM clients ORDER BY created_at, id", [], ClientColumns.read)
    }

    public func register(_ client: Client) async throws -> Bool {
        let values = try ClientColumns.values(client)
        return try await database.write { connection in
            let added = try connection.run(
                """
                INSERT INTO clients (\(ClientColumns.list)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                ON CONFLICT (id) DO NOTHING
                """, values)
            if added == 1 { try connection.note(.clientChanged, client.id.value, at: client.createdAt) }
            return added == 1
        }
    }

    public func update(_ client: Client, at time: Timestamp) async throws -> Bool {
        let registration = try StoredRegistration(client).text
        return try await database.write { connection in
            let changed = try connection.run(
                """
                UPDATE clients SET name = $1, profile = $2, secret = $3, registration_token = $4, registration = $5
                WHERE id = $6
                """,
                [
                    .text(client.name), .text(client.profile), .digest(client.secret),
                    .digest(client.registrationToken), .text(registration), .name(client.id),
                ])
            if changed == 1 { try connection.note(.clientChanged, client.id.value, at: time) }
            return changed == 1
        }
    }

    public func keep(document client: Client, askingAgain: Bool, at time: Timestamp) async throws {
        let values = try ClientColumns.values(client)
        try await database.write { connection in
            let changed = try connection.run(
                """
                INSERT INTO clients (\(ClientColumns.list)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                ON CONFLICT (id) DO UPDATE SET name = excluded.name, registration = excluded.registration
                WHERE clients.registered_as = excluded.registered_as
                """, values)
            guard changed == 1 else { return }
            if askingAgain { _ = try connection.run("DELETE FROM consents WHERE client_id = $1", [.name(client.id)]) }
            try connection.note(.clientChanged, client.id.value, at: time)
        }
    }

    public func remove(client: ClientID, at time: Timestamp) async throws -> Bool {
        try await database.write { connection in
            let removed = try connection.run("DELETE FROM clients WHERE id = $1", [.name(client)])
            if removed == 1 { try connection.note(.clientEnded, client.value, at: time) }
            return removed == 1
        }
    }
}

extension SQLBackedStore {
    public func sweepUnusedClients(before deadline: Timestamp, limit: Int, at time: Timestamp) async throws -> Int {
        try await database.write { connection in
            // The condition is repeated outside: there it is held against the row as it is once it is locked, so that
            // a grant which began meanwhile saves its client.
            let swept = try connection.all(
                """
                DELETE FROM clients WHERE granted_at IS NULL AND id IN (
                    SELECT id FROM clients
                    WHERE granted_at IS NULL AND registered_as <> 'preregistered' AND created_at < $1
                    ORDER BY created_at LIMIT $2)
                RETURNING id
                """, [.time(deadline), .integer(Int64(limit))]
            ) { try $0.text() }
            // They never had a token, so nothing ends; servers only have to forget them.
            try connection.note(.clientChanged, swept, at: time)
            return swept.count
        }
    }
}

extension SQLConnection {
    /// Remembers, at most once an hour, that a client was granted something. The row is written before the grant is,
    /// so that a sweep which wants it waits.
    ///
    /// - Returns: whether other servers must be told.
    func markGrant(to client: ClientID, at time: Timestamp) throws -> Bool {
        try run(
            "UPDATE clients SET granted_at = $1 WHERE id = $2 AND (granted_at IS NULL OR granted_at <= $3)",
            [.time(time), .name(client), .time(time - .seconds(3600))]) == 1
    }
}

/// The columns of a client, in the order in which they are read and written.
private enum ClientColumns {
    static let list = "id, registered_as, name, profile, secret, registration_token, registration, created_at, granted_at"

    static func values(_ client: Client) throws -> [SQLValue] {
        [
            .name(client.id), .text(client.registration.rawValue), .text(client.name), .text(client.profile),
            .digest(client.secret), .digest(client.registrationToken), .text(try StoredRegistration(client).text),
            .time(client.createdAt), .time(client.lastGrantedAt),
        ]
    }

    static func read(_ row: inout RowReader) throws -> Client {
        // Whatever a newer version has registered is trusted least.
        let (id, registration) = (try row.name(ClientID.self), Client.Registration(rawValue: try row.text()) ?? .dynamic)
        let (name, profile, secret, token) = (
            try row.text(), try row.text(), try row.optionalDigest(), try row.optionalDigest()
        )
        let stored = try JSONDecoder().decode(StoredRegistration.self, from: Data(try row.text().utf8))
        return Client(
            id: id, registration: registration, name: name, profile: profile, secret: secret, keys: stored.clientKeys,
            authenticationMethods: stored.authenticationMethods, grantTypes: stored.grantTypes,
            redirectURIs: stored.redirectURIs, redirectPatterns: stored.redirectPatterns,
            requiresPKCE: stored.requiresPKCE, resource: stored.resource, scopes: stored.scopes.map(Scope.init(stored:)),
            idTokenAlgorithm: SigningAlgorithm(rawValue: stored.idTokenAlgorithm) ?? .es256,
            tokenTypeSpelling: stored.tokenTypeSpelling, applicationType: stored.applicationType, uri: stored.uri,
            logoURI: stored.logoURI, policyURI: stored.policyURI, termsURI: stored.termsURI,
            softwareID: stored.softwareID, registrationToken: token, createdAt: try row.time(),
            lastGrantedAt: try row.optionalTime())
    }
}

/// What is stored of a registration besides the columns. Rows from before a member was known have none.
private struct StoredRegistration: Codable {
    var authenticationMethods: [ClientAuthenticationMethod]
    var grantTypes: [GrantType]
    var redirectURIs: [String]
    var redirectPatterns: [RedirectPattern]
    var requiresPKCE: Bool
    var resource: ResourceID?
    var scopes: String?
    var idTokenAlgorithm: String
    var tokenTypeSpelling: String
    var keys: String?
    var keysLocation: String?
    var applicationType: Client.ApplicationType?
    var uri: String?
    var logoURI: String?
    var policyURI: String?
    var termsURI: String?
    var softwareID: String?

    init(_ client: Client) {
        authenticationMethods = client.authenticationMethods
        grantTypes = client.grantTypes
        redirectURIs = client.redirectURIs
        redirectPatterns = client.redirectPatterns
        requiresPKCE = client.requiresPKCE
        resource = client.resource
        scopes = client.scopes?.text
        idTokenAlgorithm = client.idTokenAlgorithm.rawValue
        tokenTypeSpelling = client.tokenTypeSpelling
        switch client.keys {
        case .inline(let text)?: keys = text
        case .location(let url)?: keysLocation = url
        case nil: break
        }
        applicationType = client.applicationType
        uri = client.uri
        logoURI = client.logoURI
        policyURI = client.policyURI
        termsURI = client.termsURI
        softwareID = client.softwareID
    }

    var clientKeys: ClientKeys? { keys.map { .inline($0) } ?? keysLocation.map { .location($0) } }

    var text: String {
        get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
    }
}
