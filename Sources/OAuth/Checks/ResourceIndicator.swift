// Resource indicators, RFC 8707: which API a token is for.
// Clients spell the same resource in several ways; they are compared after a small, fixed normalisation.

import Keys

struct ResourceIndicator {
    let settings: Settings

    /// The resource that a request means, or `nil` if it is only about the person's identity.
    ///
    /// - Throws: `invalid_target` for one that is not served here, or several different ones.
    func resource(named values: [String], scope: Scope?, client: Client) throws(OAuthError) -> Resource? {
        guard let first = values.first else { return fallback(scope: scope, client: client) }
        var found: Resource?
        for value in values {
            guard let resource = resource(matching: value) else {
                throw OAuthError(
                    .invalidTarget, "The resource is not one that this server protects.", .resourceUnknown, detail: value)
            }
            guard found == nil || found == resource else {
                throw OAuthError(.invalidTarget, "Ask for one resource at a time.", .resourcesSeveral)
            }
            found = resource
        }
        if let allowed = client.resource, found?.id != allowed {
            throw OAuthError(
                .invalidTarget, "This client is registered for another resource.", .resourceOfAnother, detail: first)
        }
        return found
    }

    // A request that names none (plugins, Actions, older MCP clients) gets the client's own resource, else the only
    // one there is, else the one whose scopes it asks for; never "all". A scope that nobody offers, such as one that was
    // renamed, says nothing.
    private func fallback(scope: Scope?, client: Client) -> Resource? {
        if let id = client.resource { return settings.resource(id) }
        if settings.resources.count == 1 { return settings.resources[0] }
        let wanted = (scope ?? .none).names.filter { name in
            !IdentityScope.all.contains(name) && settings.resources.contains { $0.scopes.contains { $0.name == name } }
        }
        guard !wanted.isEmpty else { return nil }
        let owners = settings.resources.filter { resource in
            wanted.allSatisfy { name in resource.scopes.contains { $0.name == name } }
        }
        return owners.count == 1 ? owners[0] : nil
    }

    /// A refresh may name the grant's resource again, in any of its spellings, and no other (RFC 8707 §2.2).
    func check(_ parameters: Parameters, isWithin grant: Grant) throws(OAuthError) {
        for value in parameters.values("resource") {
            guard let granted = grant.resource, resource(matching: value)?.identifier == granted else {
                throw OAuthError(
                    .invalidTarget, "The resource is not the one that was granted.", .resourceOfAnother, detail: value)
            }
        }
    }

    func resource(matching value: String) -> Resource? {
        guard let wanted = Self.normalize(value) else { return nil }
        let named = settings.resources.first { resource in
            ([resource.identifier] + resource.aliases).contains { Self.normalize($0) == wanted }
        }
        return named ?? onlyResource(atOrigin: wanted)
    }

    // Some clients know only the origin of the API that they were given. If one resource alone lives there, it is meant.
    private func onlyResource(atOrigin wanted: String) -> Resource? {
        let there = settings.resources.filter { resource in
            guard let identifier = Self.normalize(resource.identifier), let uri = RedirectURI(identifier) else { return false }
            return identifier.dropLast(uri.rest.count) == wanted
        }
        return there.count == 1 ? there[0] : nil
    }

    /// Lower-case scheme and host, no default port, no slash at the end; `nil` if it is no absolute URI
    /// or has a fragment (RFC 8707 §2).
    static func normalize(_ text: String) -> String? {
        guard text.utf8.count <= 2048, let uri = RedirectURI(text), !uri.host.isEmpty else { return nil }
        var authority = text.dropFirst(uri.scheme.utf8.count + 3)
        authority = authority[..<(authority.firstIndex { $0 == "/" || $0 == "?" } ?? authority.endIndex)]
        var host = authority.lowercased()
        for (scheme, port) in [("http", ":80"), ("https", ":443")] where uri.scheme == scheme && host.hasSuffix(port) {
            host.removeLast(port.count)
        }
        var rest = uri.rest
        if rest.hasSuffix("/") { rest.removeLast() }
        return "\(uri.scheme)://\(host)\(rest)"
    }
}
