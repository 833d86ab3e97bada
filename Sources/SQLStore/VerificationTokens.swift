// Tokens with which a service verifies that a plugin manifest is ours; they arrive while the server runs.

/// Where verification tokens that were set by command are kept.
public protocol VerificationTokenStore: Sendable {
    /// The tokens of a resource's plugin, by the service that gave them.
    func verificationTokens(of resource: String) async throws -> [String: String]
    /// Sets the token of a service; `nil` removes it.
    func setVerificationToken(_ token: String?, from service: String, of resource: String) async throws
}

extension SQLBackedStore {
    public func verificationTokens(of resource: String) async throws -> [String: String] {
        try await database.read { connection in
            let pairs = try connection.all(
                "SELECT service, token FROM verification_tokens WHERE resource = $1", [.text(resource)]
            ) { row in (try row.text(), try row.text()) }
            return Dictionary(uniqueKeysWithValues: pairs)
        }
    }

    public func setVerificationToken(_ token: String?, from service: String, of resource: String) async throws {
        try await database.write { connection in
            guard let token else {
                _ = try connection.run(
                    "DELETE FROM verification_tokens WHERE resource = $1 AND service = $2",
                    [.text(resource), .text(service)])
                return
            }
            _ = try connection.run(
                """
                INSERT INTO verification_tokens (resource, service, token) VALUES ($1, $2, $3)
                ON CONFLICT (resource, service) DO UPDATE SET token = excluded.token
                """, [.text(resource), .text(service), .text(token)])
        }
    }
}
