// What each tool of an MCP server needs, and when a person has to sign in: as the operator wrote it.

import MCP

/// The rules for the tools behind one route.
public struct ToolRules: Sendable, Equatable {
    /// What a call of a tool has to show.
    public enum Access: Sendable, Hashable {
        /// Nothing more than the route asks for anyway.
        case anybody
        /// A good token with every one of these scopes; none listed: any good token.
        case scopes([String])
    }

    public enum SignIn: Sendable, Hashable {
        /// Every call needs a token.
        case always
        /// A client may look around without a token; one is asked for when a tool needs it.
        case perTool
    }

    public let signIn: SignIn
    private let tools: [String: Access]

    /// - Parameter tools: what a tool needs that is not named here: any good token.
    public init(_ tools: [String: Access] = [:], signIn: SignIn = .always) {
        var folded: [String: Access] = [:]
        for (name, access) in tools { folded[Self.folded(name)] = access }
        self.tools = folded
        self.signIn = signIn
    }

    /// Whether bodies have to be read at all.
    var readsCalls: Bool { !tools.isEmpty || signIn == .perTool }

    /// What a call of a tool needs. Some servers ignore the case of letters and some do not, and the gateway cannot
    /// know: a name that is a known one but for its letters needs what that one needs.
    func access(of tool: String) -> Access { tools[Self.folded(tool)] ?? .scopes([]) }

    /// How a caller of a tool signs in; nil if there is no rule for it and the server has said so itself.
    @Sendable func schemes(of tool: String, hasSaid: Bool) -> [SecurityScheme]? {
        if hasSaid, tools[Self.folded(tool)] == nil { return nil }
        return switch access(of: tool) {
        case .scopes(let scopes): [.oauth2(scopes: scopes)]
        case .anybody: signIn == .perTool ? [.none, .oauth2(scopes: [])] : [.oauth2(scopes: [])]
        }
    }

    private static func folded(_ name: String) -> String {
        name.lowercased().filter { !$0.isWhitespace }
    }
}
