// An API that Usher protects: where it is served, where it really lives, and what a call to it needs.
// RFC 8707 calls it a resource; RFC 6749 §3.3 defines its scopes.

extension Configuration {
    /// One entry of `resources`.
    struct Resource: Sendable, Equatable {
        var id: String
        /// Where it is served, below the public URL: `/notes`.
        var path: String
        var upstream: HTTPURL
        /// The resource identifier, and the audience of its tokens.
        var identifier: String
        /// Further identifiers that mean it.
        var aliases: [String] = []
        /// What a person reads on the consent page.
        var name: String
        /// In the order of the file.
        var scopes: [Scope]
        /// What a client gets that asks for nothing.
        var defaultScopes: [String]
        /// What each of these scopes includes besides itself.
        var impliedScopes: [String: [String]]
        /// The first match decides. No rules at all: every call needs a valid token, of any scope.
        var rules: [Rule]
        var kind: Kind = .http
        /// For an MCP server: what its tools need. Tools that are not named need any valid token.
        var tools: [Tool] = []
        var signIn: SignIn = .always
        var timeout: Duration
        var plugin: Plugin?
        /// Absolute path of the OpenAPI document whose operations are the tools of an MCP server beside the API.
        var toolDocument: String?
        /// Providers whose access tokens its back end may have for the people who call it.
        var upstreamTokens: [String] = []
    }

    enum Kind: String, Sendable, CaseIterable { case http, mcp }

    /// When an MCP server's clients need a token.
    enum SignIn: String, Sendable, CaseIterable {
        case always
        case perTool = "per_tool"
    }

    /// What a tool of an MCP server needs.
    struct Tool: Sendable, Equatable {
        var name: String
        /// Nil: anybody may call it.
        var scopes: [String]?
    }

    /// A scope and the sentence that explains it to a person.
    struct Scope: Sendable, Equatable {
        var name: String
        var sentence: String
    }

    /// What a call needs, by method and path.
    struct Rule: Sendable, Equatable {
        enum Requirement: Sendable, Equatable {
            case scope(String)
            /// No token at all.
            case anybody
        }
        /// Empty: every method.
        var methods: [String]
        /// Relative to the resource's path; `*` is one segment, `**` any number.
        var path: String
        var requirement: Requirement
    }

    /// What `/.well-known/ai-plugin.json` says.
    struct Plugin: Sendable, Equatable {
        enum ContentType: String, Sendable, CaseIterable {
            case json = "application/json"
            case form = "application/x-www-form-urlencoded"
        }
        enum Logo: Sendable, Equatable {
            /// Absolute path of an image that Usher serves.
            case file(String)
            case url(String)
        }
        var name: String
        var nameForModel: String
        var description: String
        var descriptionForModel: String
        /// Absolute path of the OpenAPI document.
        var openAPI: String
        var contact: String
        var legal: String
        var logo: Logo?
        /// Service → token, as the client's domain check gave it out.
        var verificationTokens: [String: String]
        var contentType: ContentType
    }
}
