// Clients: what must be unique or looked up is a column, the rest of a registration is one JSON document.

import FoundationEssentials
import Keys
import OAuth

/// What is stored of a registration besides the columns.
private struct Registration: Codable {
    var authenticationMethods: [ClientAuthenticationMethod]
    var grantTypes: [GrantType]
    var redirectURIs: [String]
    var redirectPatterns: [RedirectPattern]
    var requiresPKCE: Bool
    var resource: ResourceID?
    var scopes: String?
    var idTokenAlgorithm: String
    var tokenTypeSpelling: String
}

extension SQLBackedStore {
    private static var columns: String { "id, name, profile, secret, registration, created_at" }

    public func client(_ id: ClientID) async throws -> Client? {
        try await database.read { connection in
            try connection.first("SELECT \(Self.columns) FROM clients WHERE id = $1", [.name(id)], Self.client)
        }
    }

    public func clients() async throws -> [Client] {
        try await database.read { connection in
            try connection.all("SELECT \(Self.columns) FROM clients ORDER BY created_at, id", [], Self.client)
        }
    }

    public func register(_ client: Client) async throws -> Bool {
        let registration = try Self.registration(of: client)
        return try await database.write { connection in
            let added = try connection.run(
                """
                INSERT INTO clients (\(Self.columns)) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING
                """,
                [
                    .name(client.id), .text(client.name), .text(client.profile), .digest(client.secret),
                    .text(registration), .time(client.createdAt),
                ])
            if added == 1 { try connection.note(.clientChanged, client.id.value, at: client.createdAt) }
            return added == 1
        }
    }

    public func update(_ client: Client, at time: Timestamp) async throws -> Bool {
        let registration = try Self.registration(of: client)
        return try await database.write { connection in
            let changed = try connection.run(
                "UPDATE clients SET name = $1, profile = $2, secret = $3, registration = $4 WHERE id = $5",
                [
                    .text(client.name), .text(client.profile), .digest(client.secret), .text(registration),
                    .name(client.id),
                ])
            if changed == 1 { try connection.note(.clientChanged, client.id.value, at: time) }
            return changed == 1
        }
    }

    public func remove(client: ClientID, at time: Timestamp) async throws -> Bool {
        try await database.write { connection in
            let removed = try connection.run("DELETE FROM clients WHERE id = $1", [.name(client)])
            if removed == 1 { try connection.note(.clientEnded, client.value, at: time) }
            return removed == 1
        }
    }

    private static func registration(of client: Client) throws -> String {
        let registration = Registration(
            authenticationMethods: client.authenticationMethods, grantTypes: client.grantTypes,
            redirectURIs: client.redirectURIs, redirectPatterns: client.redirectPatterns,
            requiresPKCE: client.requiresPKCE, resource: client.resource, scopes: client.scopes?.text,
            idTokenAlgorithm: client.idTokenAlgorithm.rawValue, tokenTypeSpelling: client.tokenTypeSpelling)
        return String(decoding: try JSONEncoder().encode(registration), as: UTF8.self)
    }

    private static func client(_ row: inout RowReader) throws -> Client {
        let (id, name, profile) = (try row.name(ClientID.self), try row.text(), try row.text())
        let secret = try row.optionalDigest()
        let stored = try JSONDecoder().decode(Registration.self, from: Data(try row.text().utf8))
        return Client(
            id: id, name: name, profile: profile, secret: secret, authenticationMethods: stored.authenticationMethods,
            grantTypes: stored.grantTypes, redirectURIs: stored.redirectURIs, redirectPatterns: stored.redirectPatterns,
            requiresPKCE: stored.requiresPKCE, resource: stored.resource, scopes: stored.scopes.map(Scope.init(stored:)),
            idTokenAlgorithm: SigningAlgorithm(rawValue: stored.idTokenAlgorithm) ?? .es256,
            tokenTypeSpelling: stored.tokenTypeSpelling, createdAt: try row.time())
    }
}
