// The endpoints, in one list: routes, published metadata and links all come from here.

/// Something that a client can call.
public enum Endpoint: String, Sendable, CaseIterable {
    case authorization = "/authorize"
    case token = "/token"
    case revocation = "/revoke"
    case introspection = "/introspect"
    case userInfo = "/userinfo"
    case keys = "/jwks"
    case registration = "/register"

    public var path: String { rawValue }

    /// The member that names it in metadata (RFC 8414 §2, OpenID Connect Discovery §3).
    var metadataMember: String {
        switch self {
        case .authorization: "authorization_endpoint"
        case .token: "token_endpoint"
        case .revocation: "revocation_endpoint"
        case .introspection: "introspection_endpoint"
        case .userInfo: "userinfo_endpoint"
        case .keys: "jwks_uri"
        case .registration: "registration_endpoint"
        }
    }

    /// The methods it answers to; anything else is 405 (RFC 9110 §15.5.6).
    public var methods: [String] {
        switch self {
        case .authorization, .userInfo: ["GET", "POST"]
        case .token, .revocation, .introspection, .registration: ["POST"]
        case .keys: ["GET"]
        }
    }

    /// Whether scripts of other origins may call it. Never the authorization endpoint (RFC 9700 §2.6).
    public var allowsCrossOrigin: Bool { self != .authorization }
}
