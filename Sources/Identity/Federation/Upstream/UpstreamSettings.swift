// A provider that people sign in at: OpenID Connect by its issuer, or GitHub, which has OAuth without OpenID.

import Keys

/// What the operator has said about a provider.
public struct UpstreamSettings: Sendable, Equatable {
    /// How the provider says who somebody is.
    public enum Kind: Sendable, Equatable {
        /// With an ID token (OpenID Connect Core); everything else is in its discovery document.
        case openID
        /// With an API of its own.
        case gitHub
    }

    /// The operator's own name for it: part of the address that people come back to.
    public var id: String
    /// What people call it.
    public var name: String
    public var kind: Kind
    /// The `iss` of its identities.
    public var issuer: String
    public var clientID: String
    public var clientSecret: String?
    public var scopes: [String]
    /// Where people come back to. No two providers share one (RFC 9700 §4.4.2).
    public var redirectURI: String
    /// Whether it answers with a form that comes from its own site.
    public var answersByForm: Bool
    /// How it is asked for tokens that last, where those are kept; `nil` where none are.
    public var keeping: OfflineAccess?

    public init(
        id: String, name: String, kind: Kind = .openID, issuer: String, clientID: String, clientSecret: String?,
        scopes: [String] = ["openid", "email", "profile"], redirectURI: String, answersByForm: Bool = false,
        keeping: OfflineAccess? = nil
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.scopes = scopes
        self.redirectURI = redirectURI
        self.answersByForm = answersByForm
        self.keeping = keeping
    }
}

/// How a provider is asked for a refresh token.
public enum OfflineAccess: Sendable, Equatable {
    /// OpenID Connect Core §11: the scope offline_access, if the provider has it, and the person is asked each time.
    case scopeAndConsent
    /// The scope alone: these providers want no more.
    case scope
    /// Google knows no such scope. Without the question it gives a refresh token only once.
    case google
    /// It gives one without being asked, or tokens that do not end.
    case unasked
}

/// What is known about providers that many people use.
public enum UpstreamPreset: String, Sendable, CaseIterable {
    case google, microsoft, apple, github, gitlab, auth0, okta, keycloak

    public var name: String {
        switch self {
        case .google: "Google"
        case .microsoft: "Microsoft"
        case .apple: "Apple"
        case .github: "GitHub"
        case .gitlab: "GitLab"
        case .auth0: "Auth0"
        case .okta: "Okta"
        case .keycloak: "Keycloak"
        }
    }

    /// Its issuer; `nil` where each customer has one of their own.
    public var issuer: String? {
        switch self {
        case .google: "https://accounts.google.com"
        case .apple: "https://appleid.apple.com"
        case .github: "https://github.com"
        case .gitlab: "https://gitlab.com"
        case .microsoft, .auth0, .okta, .keycloak: nil
        }
    }

    public var kind: UpstreamSettings.Kind { self == .github ? .gitHub : .openID }

    public var scopes: [String] {
        switch self {
        case .apple: ["openid", "email", "name"]
        case .github: ["read:user", "user:email"]
        default: ["openid", "email", "profile"]
        }
    }

    /// How it is asked for a refresh token; `nil` where its tokens open nothing.
    public var offlineAccess: OfflineAccess? {
        switch self {
        case .google: .google
        case .microsoft, .auth0, .okta, .keycloak: .scope
        case .github, .gitlab: .unasked
        case .apple: nil
        }
    }

    /// Apple gives name and address only in this way.
    public var answersByForm: Bool { self == .apple }
}
