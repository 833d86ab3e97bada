// What a client sends to the token endpoint (RFC 6749 §4.1.3, §6) and, with the tokens, to the API.

extension Profile {
    /// Requests to the token endpoint.
    public struct TokenRequests: Sendable, Equatable {
        /// How identifier and secret are put into a Basic header (RFC 6749 §2.3.1).
        public let basic: Basic
        /// Whether a refresh says `scope`.
        public let refreshesWithScope: Bool
        /// Whether a refresh says `resource`, where the authorization request did.
        public let refreshesWithResource: Bool
        /// How many refreshes with one token may be under way at the same time.
        public let simultaneousRefreshes: Int

        init(
            basic: Basic = .percentEncoded, refreshesWithScope: Bool = false, refreshesWithResource: Bool = true,
            simultaneousRefreshes: Int = 1
        ) {
            self.basic = basic
            self.refreshesWithScope = refreshesWithScope
            self.refreshesWithResource = refreshesWithResource
            self.simultaneousRefreshes = simultaneousRefreshes
        }

        public enum Basic: Sendable { case percentEncoded, raw }
    }

    /// What the client does with its access token.
    public enum Calls: Sendable, Equatable {
        /// Calls of an HTTP API with these headers.
        case http([Pair])
        /// Calls of an MCP server over Streamable HTTP.
        case mcp(MCPClient)
    }

    /// How a client introduces itself to an MCP server.
    public struct MCPClient: Sendable, Equatable {
        public let name: String
        public let version: String
        /// What it asks for in `initialize`.
        public let protocolVersion: String
        /// Whether it first tries the stateless transport of 2026-07-28.
        public let triesStateless: Bool

        init(_ name: String, _ version: String, protocolVersion: String = "2025-11-25", triesStateless: Bool = false) {
            self.name = name
            self.version = version
            self.protocolVersion = protocolVersion
            self.triesStateless = triesStateless
        }
    }
}
