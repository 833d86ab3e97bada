// How a client connects, in the order in which it does it: discovery, registration, authorization, tokens, calls.

extension Profile {
    /// Everything that a client does by itself, from its first request on.
    public struct Connection: Sendable, Equatable {
        public let discovery: Discovery
        /// The ways to a client identifier, in the client's order: the first one whose needs are met is taken.
        public let registrations: [Registration]
        public let authorization: AuthorizationRequest
        public let tokens: TokenRequests
        public let calls: Calls
        /// What answers must be for this client to go on.
        public let demands: Set<Demand>
        /// What it does differently when it connects a second time.
        public let reconnection: [Reconnection]
        public let timeLimits: TimeLimits

        init(
            discovery: Discovery = Discovery(), registrations: [Registration], authorization: AuthorizationRequest,
            tokens: TokenRequests = TokenRequests(), calls: Calls, demands: Set<Demand> = [], reconnection: [Reconnection] = [],
            timeLimits: TimeLimits = TimeLimits()
        ) {
            self.discovery = discovery
            self.registrations = registrations
            self.authorization = authorization
            self.tokens = tokens
            self.calls = calls
            self.demands = demands
            self.reconnection = reconnection
            self.timeLimits = timeLimits
        }
    }

    /// How the client finds the authorization server.
    public struct Discovery: Sendable, Equatable {
        /// The documents of the authorization server, in the order in which they are asked for.
        public let documents: [Document]
        /// Which of several authorization servers it tries.
        public let servers: Servers
        /// The `MCP-Protocol-Version` of discovery requests, where the client sends one.
        public let protocolVersion: String?
        public let userAgent: String

        init(
            documents: [Document] = [.oauth, .openID], servers: Servers = .first, protocolVersion: String? = nil,
            userAgent: String = "node"
        ) {
            self.documents = documents
            self.servers = servers
            self.protocolVersion = protocolVersion
            self.userAgent = userAgent
        }

        public enum Document: String, Sendable {
            /// RFC 8414 §3.
            case oauth = "oauth-authorization-server"
            /// OpenID Connect Discovery §4.
            case openID = "openid-configuration"
        }

        public enum Servers: Sendable { case first, each }
    }

    /// Something without which the client stops, or goes astray.
    public enum Demand: String, Sendable, CaseIterable {
        /// No member of any document is null.
        case noNull
        /// The metadata's issuer is the identifier that led there, octet for octet (RFC 8414 §3.3).
        case exactIssuer
        /// An `iss` that the server promises is compared, in errors too (RFC 9207 §2.4).
        case issuerInAnswer
        /// `code_challenge_methods_supported` lists S256 (MCP authorization, Authorization Code Protection).
        case challengeMethods
        /// `Bearer` is the first scheme of the challenge.
        case bearerFirst
        /// The resource metadata's `resource` is the URL that the person typed, octet for octet (RFC 9728 §3.3).
        case sameResource
        /// The resource metadata's `resource` has the origin of the typed URL, and a path that begins it.
        case resourceAbove
        /// An address without a document answers 404 in JSON, never with a page.
        case jsonNotFound
    }

    /// What is different about a second connection.
    public enum Reconnection: String, Sendable, CaseIterable {
        /// `scope` is left out.
        case withoutScope
        /// A new client is registered.
        case registersAgain
        /// `state` has more than 500 characters, as it has when the client's own editor connects.
        case longState
        /// `resource` is there twice, as it is when the person has configured one too.
        case resourceTwice
    }

    /// How long the client waits.
    public struct TimeLimits: Sendable, Equatable {
        /// For discovery, registration and the exchange of a code.
        public let answer: Duration
        public let refresh: Duration
        /// For the API itself.
        public let call: Duration

        init(answer: Duration = .seconds(10), refresh: Duration = .seconds(30), call: Duration = .seconds(60)) {
            self.answer = answer
            self.refresh = refresh
            self.call = call
        }
    }
}
