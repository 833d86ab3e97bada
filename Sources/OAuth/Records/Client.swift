// A client, RFC 6749 §2: who may ask, how it proves itself, and where answers to it may go.

import Keys

/// How a client proves itself at the token endpoint (RFC 7591 §2, `token_endpoint_auth_method`).
public enum ClientAuthenticationMethod: String, Sendable, CaseIterable, Codable {
    case basic = "client_secret_basic"
    case post = "client_secret_post"
    case none = "none"
}

/// A way to obtain tokens (RFC 6749 §1.3).
public enum GrantType: String, Sendable, CaseIterable, Codable {
    case authorizationCode = "authorization_code"
    case refreshToken = "refresh_token"
    case clientCredentials = "client_credentials"
}

/// What Usher remembers of a client, whatever way it was registered.
public struct Client: Sendable, Equatable {
    public let id: ClientID
    /// What people read on the consent page.
    public var name: String
    /// The name of the profile it was added with.
    public var profile: String
    /// The digest of its secret; `nil` for a public client.
    public var secret: Digest?
    public var authenticationMethods: [ClientAuthenticationMethod]
    public var grantTypes: [GrantType]
    public var redirectURIs: [String]
    public var redirectPatterns: [RedirectPattern]
    /// Whether RFC 7636 is demanded; only confidential clients of a profile that cannot do it are exempt.
    public var requiresPKCE: Bool
    /// The resource that is meant when a request names none.
    public var resource: ResourceID?
    /// The scopes it may have; `nil` for all that the resource offers.
    public var scopes: Scope?
    public var idTokenAlgorithm: SigningAlgorithm
    /// How `token_type` is spelled in answers; the plugin's documents show it in lower case.
    public var tokenTypeSpelling: String
    public var createdAt: Timestamp

    /// Whether it can keep a secret (RFC 6749 §2.1).
    public var isConfidential: Bool { secret != nil }

    public init(
        id: ClientID, name: String, profile: String, secret: Digest?,
        authenticationMethods: [ClientAuthenticationMethod], grantTypes: [GrantType], redirectURIs: [String],
        redirectPatterns: [RedirectPattern] = [], requiresPKCE: Bool = true, resource: ResourceID? = nil,
        scopes: Scope? = nil, idTokenAlgorithm: SigningAlgorithm = .es256, tokenTypeSpelling: String = "Bearer",
        createdAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.profile = profile
        self.secret = secret
        self.authenticationMethods = authenticationMethods
        self.grantTypes = grantTypes
        self.redirectURIs = redirectURIs
        self.redirectPatterns = redirectPatterns
        self.requiresPKCE = requiresPKCE
        self.resource = resource
        self.scopes = scopes
        self.idTokenAlgorithm = idTokenAlgorithm
        self.tokenTypeSpelling = tokenTypeSpelling
        self.createdAt = createdAt
    }
}
