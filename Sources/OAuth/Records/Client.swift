// A client, RFC 6749 §2: who may ask, how it proves itself, and where answers to it may go.
// One record, whichever way the client came to be known; the members follow RFC 7591 §2.

import Keys

/// How a client proves itself at the token endpoint (RFC 7591 §2, `token_endpoint_auth_method`).
public enum ClientAuthenticationMethod: String, Sendable, CaseIterable, Codable {
    case basic = "client_secret_basic"
    case post = "client_secret_post"
    case none = "none"
    /// RFC 7523 §2.2: an assertion signed with a key that the client has published.
    case privateKeyJWT = "private_key_jwt"

    /// Whether it is a secret that the client and the server share.
    public var isSharedSecret: Bool { self == .basic || self == .post }
}

/// A way to obtain tokens (RFC 6749 §1.3).
public enum GrantType: String, Sendable, CaseIterable, Codable {
    case authorizationCode = "authorization_code"
    case refreshToken = "refresh_token"
    case clientCredentials = "client_credentials"
}

/// The public keys of a client (RFC 7591 §2): by value or by reference, never both.
public enum ClientKeys: Sendable, Equatable {
    /// A JWK Set, as JSON text.
    case inline(String)
    /// The URL of one.
    case location(String)
}

/// What Usher remembers of a client, whatever way it was registered.
public struct Client: Sendable, Equatable {
    /// How a client came to be known, and so whose word its name is.
    public enum Registration: String, Sendable, CaseIterable, Codable {
        /// The operator added it.
        case preregistered
        /// It registered itself (RFC 7591): nothing that it says of itself is proven.
        case dynamic
        /// Its identifier is the URL of its metadata: the host in it is proven.
        case document
    }

    /// Where an app runs (OpenID Connect Dynamic Client Registration §2).
    public enum ApplicationType: String, Sendable, CaseIterable, Codable {
        case web, native
    }

    public let id: ClientID
    public var registration: Registration
    /// What people read on the consent page.
    public var name: String
    /// The name of the profile it was added with.
    public var profile: String
    /// The digest of its secret; `nil` for a client without one.
    public var secret: Digest?
    /// The keys that its assertions are checked with.
    public var keys: ClientKeys?
    public var authenticationMethods: [ClientAuthenticationMethod]
    public var grantTypes: [GrantType]
    public var redirectURIs: [String]
    public var redirectPatterns: [RedirectPattern]
    /// Whether RFC 7636 is demanded; see `mayBeExempted`.
    public var requiresPKCE: Bool
    /// The resource that is meant when a request names none.
    public var resource: ResourceID?
    /// The scopes it may have; `nil` for all that the resource offers.
    public var scopes: Scope?
    public var idTokenAlgorithm: SigningAlgorithm
    /// How `token_type` is spelled in answers; the plugin's documents show it in lower case.
    public var tokenTypeSpelling: String
    public var applicationType: ApplicationType?
    /// Its home page, `client_uri`.
    public var uri: String?
    public var logoURI: String?
    public var policyURI: String?
    public var termsURI: String?
    public var softwareID: String?
    /// The digest of the token that manages the registration (RFC 7592 §1.3).
    public var registrationToken: Digest?
    public var createdAt: Timestamp
    /// When a person last allowed it something, to the hour; kept by the store, never by `update`.
    public var lastGrantedAt: Timestamp?

    /// Whether it proves who it is whenever it comes (RFC 6749 §2.1): by a secret, or by signed assertions and in
    /// no other way. One that may also come without proof is a public client.
    public var isConfidential: Bool {
        secret != nil
            || (keys != nil && !authenticationMethods.isEmpty && authenticationMethods.allSatisfy { $0 == .privateKeyJWT })
    }

    /// Whether it may go without PKCE and have patterns for redirect URIs: only a client that the operator added
    /// and that holds a secret. A stranger could otherwise register the exception for itself.
    public var mayBeExempted: Bool { registration == .preregistered && secret != nil }

    /// Whether it is the resource's own back end: a service client that the operator added for it, which nobody signs in to.
    func isBackend(of resource: ResourceID) -> Bool {
        self.resource == resource && registration == .preregistered && redirectURIs.isEmpty && redirectPatterns.isEmpty
    }

    public init(
        id: ClientID, registration: Registration = .preregistered, name: String, profile: String, secret: Digest?,
        keys: ClientKeys? = nil, authenticationMethods: [ClientAuthenticationMethod], grantTypes: [GrantType],
        redirectURIs: [String], redirectPatterns: [RedirectPattern] = [], requiresPKCE: Bool = true,
        resource: ResourceID? = nil, scopes: Scope? = nil, idTokenAlgorithm: SigningAlgorithm = .es256,
        tokenTypeSpelling: String = "Bearer", applicationType: ApplicationType? = nil, uri: String? = nil,
        logoURI: String? = nil, policyURI: String? = nil, termsURI: String? = nil, softwareID: String? = nil,
        registrationToken: Digest? = nil, createdAt: Timestamp, lastGrantedAt: Timestamp? = nil
    ) {
        self.id = id
        self.registration = registration
        self.name = name
        self.profile = profile
        self.secret = secret
        self.keys = keys
        self.authenticationMethods = authenticationMethods
        self.grantTypes = grantTypes
        self.redirectURIs = redirectURIs
        self.redirectPatterns = redirectPatterns
        self.requiresPKCE = requiresPKCE
        self.resource = resource
        self.scopes = scopes
        self.idTokenAlgorithm = idTokenAlgorithm
        self.tokenTypeSpelling = tokenTypeSpelling
        self.applicationType = applicationType
        self.uri = uri
        self.logoURI = logoURI
        self.policyURI = policyURI
        self.termsURI = termsURI
        self.softwareID = softwareID
        self.registrationToken = registrationToken
        self.createdAt = createdAt
        self.lastGrantedAt = lastGrantedAt
    }
}
