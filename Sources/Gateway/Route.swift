// One protected resource: where it is served, where it really lives, and what a call to it needs.
// Made from configuration; a mistake in it is an error with a sentence, never a surprise at the first request.

import FoundationEssentials

/// A protected resource below the public address, and the upstream that answers for it.
public struct Route: Sendable {
    public let id: String
    /// Where it is served, for example `/notes`. `/` serves everything that nothing else serves.
    public let path: String
    /// What is really called: `/notes/a` becomes `upstream` + `/a`.
    public let upstream: URL
    /// The resource identifier: the audience of the tokens that open this route, and of the assertions that the
    /// upstream receives.
    public let identifier: String
    /// Scope name to what it allows, in words.
    public let scopes: [String: String]
    /// What a client is told to ask for at first, where a call needs nothing in particular. Empty for all of them.
    public let defaultScopes: [String]
    /// The first rule that matches a call decides it. No rules: any good token opens every path.
    public let rules: [Rule]
    /// How long the upstream may stay silent before its answer begins.
    public let timeout: Duration
    /// The absolute address of the RFC 9728 document that challenges point at.
    public let metadataURL: URL
    /// Names of further request headers that go up, besides those that always do.
    public let forwardHeaders: [String]
    /// What stands behind the route.
    public let kind: Kind
    /// Whether answers carry `Content-Security-Policy: sandbox`, so that a page of the upstream
    /// never runs with the rights of Usher's own pages, whose origin it shares.
    public let isSandboxed: Bool

    public enum Kind: Sendable, Equatable {
        case http
        /// A Model Context Protocol server that speaks Streamable HTTP.
        case mcp(ToolRules)
    }

    public init(
        id: String, path: String, upstream: URL, identifier: String,
        scopes: [String: String] = [:], defaultScopes: [String] = [], rules: [Rule] = [], timeout: Duration = .seconds(60),
        metadataURL: URL,
        forwardHeaders: [String] = [], kind: Kind = .http, isSandboxed: Bool = true
    ) throws(InvalidRoute) {
        let cleanPath = path == "/" || (path.hasPrefix("/") && !path.hasSuffix("/"))
        guard cleanPath, path.utf8.allSatisfy(RequestTarget.isPlainPathByte), !path.contains("//"),
            !path.contains("*"), !path.contains(":")
        else {
            throw InvalidRoute("path '\(path)' must start with '/', must not end with '/', and holds plain characters only")
        }
        guard upstream.scheme == "http" || upstream.scheme == "https", upstream.host()?.isEmpty == false,
            upstream.query() == nil, upstream.fragment() == nil, upstream.user() == nil
        else {
            throw InvalidRoute("upstream must be an http or https address without a query, such as http://127.0.0.1:9000")
        }
        guard timeout > .zero else { throw InvalidRoute("timeout must be more than zero") }
        self.id = id
        self.path = path
        self.upstream = upstream
        self.identifier = identifier
        self.scopes = scopes
        self.defaultScopes = defaultScopes
        self.rules = rules
        self.timeout = timeout
        self.metadataURL = metadataURL
        self.forwardHeaders = forwardHeaders
        self.kind = kind
        self.isSandboxed = isSandboxed
    }

    var isMCP: Bool { kind != .http }

    /// The rules for tools, if there are any to be kept.
    var toolRules: ToolRules? {
        if case .mcp(let rules) = kind, rules.readsCalls { rules } else { nil }
    }
}

/// What is wrong with a route or a rule, in one sentence.
public struct InvalidRoute: Error, Sendable, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}
