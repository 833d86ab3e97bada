// Each AI client as data: what it sends to an OAuth 2.1 server, where it wants its answer, what its dialogs are called.
// `usher client add --profile`, the emulators behind `usher try`, the doctor and the engine's per-client settings read the
// same value, so that a client is described once.

/// What one kind of client sends and expects.
public struct Profile: Sendable, Equatable {
    /// What a person types, as in `--profile gpt-action`.
    public let name: String
    /// What a person reads.
    public let title: String
    public let family: Family
    /// How the client authenticates at the token endpoint; the first is the default. Never empty.
    public let authenticationMethods: [AuthenticationMethod]
    /// Whether an authorization request without a PKCE challenge is refused.
    public let requiresPKCE: Bool
    public let grantTypes: [GrantType]
    /// Where answers may go, besides what `--redirect-uri` adds.
    public let redirects: Redirects
    /// The bodies that the client sends to the token endpoint; the first is the default.
    public let tokenContentTypes: [ContentType]
    /// How `token_type` is spelled in answers to this client.
    public let tokenType: TokenTypeSpelling
    /// Where the values of a new client go in the client's own dialogs.
    public let setup: Setup
    /// How the client connects, from its first request on.
    public let connection: Connection
    /// What is odd about the client, and where that was read.
    public let evidence: Evidence

    /// Whether the client can keep a secret (RFC 6749 §2.1).
    public var isConfidential: Bool { !authenticationMethods.contains(.publicClient) }

    init(
        name: String, title: String, family: Family, authenticationMethods: [AuthenticationMethod], requiresPKCE: Bool = true,
        grantTypes: [GrantType] = [.authorizationCode, .refreshToken], redirects: Redirects,
        tokenContentTypes: [ContentType] = [.form], tokenType: TokenTypeSpelling = .capitalised, setup: Setup,
        connection: Connection, evidence: Evidence
    ) {
        self.name = name
        self.title = title
        self.family = family
        self.authenticationMethods = authenticationMethods
        self.requiresPKCE = requiresPKCE
        self.grantTypes = grantTypes
        self.redirects = redirects
        self.tokenContentTypes = tokenContentTypes
        self.tokenType = tokenType
        self.setup = setup
        self.connection = connection
        self.evidence = evidence
    }
}

extension Profile: CustomStringConvertible {
    public var description: String { name }
}

extension Profile {
    /// Clients that walk the same way.
    public enum Family: String, Sendable {
        /// ChatGPT plugins and GPT Actions: RFC 6749 with a secret, an HTTP API and nothing newer.
        case plugin
        /// Clients of MCP servers: discovery, registration, PKCE and `resource`.
        case mcp
        /// Web applications that sign people in (OpenID Connect).
        case web
        /// Programs that act for themselves (RFC 6749 §4.4).
        case service
    }

    /// A value of `token_endpoint_auth_method` (RFC 7591 §2).
    public enum AuthenticationMethod: String, Sendable {
        /// The client is public: it has no secret. Not called `none`, which an optional would swallow.
        case publicClient = "none"
        case secretInBody = "client_secret_post"
        case secretInHeader = "client_secret_basic"
    }

    /// A value of `grant_type`.
    public enum GrantType: String, Sendable {
        case authorizationCode = "authorization_code"
        case refreshToken = "refresh_token"
        case clientCredentials = "client_credentials"
    }

    /// A body of a token request.
    public enum ContentType: String, Sendable {
        case form = "application/x-www-form-urlencoded"
        case json = "application/json"
    }

    /// RFC 6749 §5.1 compares `token_type` without regard to case; OpenAI's documents show it in lower case.
    public enum TokenTypeSpelling: String, Sendable {
        case capitalised = "Bearer"
        case lowerCase = "bearer"
    }
}
