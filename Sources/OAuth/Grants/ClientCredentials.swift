// The client credentials grant, RFC 6749 §4.4: a confidential client acting for itself.
// Nothing is stored: the token is a signature, and it dies with the client.

import Keys

struct ClientCredentials: GrantHandler {
    static let type = GrantType.clientCredentials

    let settings: Settings

    func redeem(_ parameters: Parameters, for client: Client) async throws -> Redeemed {
        // RFC 6749 §4.4: confidential clients only.
        guard client.isConfidential else {
            throw OAuthError(.unauthorizedClient, "Only a client with a secret or keys may act for itself.", .grantTypeNotAllowed)
        }
        let requested: Scope? = if let text = try parameters.value("scope") { try Scope(reading: text) } else { nil }
        let resource = try ResourceIndicator(settings: settings)
            .resource(named: parameters.values("resource"), scope: requested, client: client)
        // Without a person there is no identity to ask for.
        let granted = ScopeCheck.granted(requested, resource: resource, client: client)
        let scope = Scope(granted.names.filter { !IdentityScope.all.contains($0) })
        // The identifiers of clients and of people never coincide, so `sub` says which it is (RFC 9700 §4.15).
        return Redeemed(subject: client.id.value, scope: scope, resource: resource?.identifier)
    }
}
