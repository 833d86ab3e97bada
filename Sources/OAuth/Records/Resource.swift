// A protected resource, RFC 8707 and RFC 9728: an API behind the gateway, and the audience of tokens for it.

import Keys

/// A resource's short name in the configuration.
public struct ResourceID: Identifier {
    public let value: String
    public init(_ value: String) { self.value = value }
}

/// An API that tokens can be for.
public struct Resource: Sendable, Equatable {
    public let id: ResourceID
    /// The canonical identifier: the `aud` of its tokens.
    public var identifier: String
    /// Other spellings that a client may send and that mean the same.
    public var aliases: [String]
    public var name: String
    /// Each scope with the sentence that the consent page shows.
    public var scopes: [ScopeSentence]
    /// What is granted when a client names no scope.
    public var defaultScope: Scope
    /// Scopes that others include: with `notes:write` a token may do what needs `notes:read`.
    public var impliedScopes: [String: Scope]

    public struct ScopeSentence: Sendable, Equatable {
        public var name: String
        public var sentence: String
        public init(name: String, sentence: String) {
            self.name = name
            self.sentence = sentence
        }
    }

    public init(
        id: ResourceID, identifier: String, aliases: [String] = [], name: String, scopes: [ScopeSentence],
        defaultScope: Scope? = nil, impliedScopes: [String: Scope] = [:]
    ) {
        self.id = id
        self.identifier = identifier
        self.aliases = aliases
        self.name = name
        self.scopes = scopes
        self.defaultScope = defaultScope ?? Scope(scopes.map(\.name))
        self.impliedScopes = impliedScopes
    }

    /// The scope with all that it includes (MCP authorization: hierarchies of scopes count).
    public func widened(_ scope: Scope) -> Scope {
        guard !impliedScopes.isEmpty else { return scope }
        var (whole, next) = (scope, scope.names)
        while let name = next.popLast() {
            let more = impliedScopes[name]?.names.filter { !whole.contains($0) } ?? []
            whole = whole.union(Scope(more))
            next += more
        }
        return whole
    }
}
