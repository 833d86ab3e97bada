// Which scopes a request gets: RFC 6749 §3.3.
// Names that mean nothing here are dropped, since clients keep stale ones; no name at all means the default.

struct ScopeCheck {
    /// The scope to ask the person for.
    static func granted(_ requested: Scope?, resource: Resource?, client: Client) -> Scope {
        let allowed = allowed(resource, client)
        let known = (requested ?? .none).intersection(allowed)
        // To stay connected is no wish by itself: with nothing else it comes with the default.
        guard known.names.allSatisfy({ $0 == IdentityScope.offlineAccess.rawValue }) else { return known }
        return known.union((client.scopes ?? resource?.defaultScope ?? .none).intersection(allowed))
    }

    /// All that the client can ask for.
    static func allowed(_ resource: Resource?, _ client: Client) -> Scope {
        let offered = Scope(resource?.scopes.map(\.name) ?? []).union(IdentityScope.all)
        // Only what an operator registered is a limit: whoever registers itself could as well have named more, and
        // must be able to ask for more later (MCP authorization, step-up).
        guard client.registration == .preregistered, let limit = client.scopes else { return offered }
        return offered.intersection(limit.union(IdentityScope.all))
    }
}
