// The claims that Usher writes into JWTs and reads back (RFC 7519 §4.1, RFC 9068 §2.2, OpenID Connect Core §2).

import JWTKit

/// What a JWT is for: its `typ` header, which keeps one kind from passing for another (RFC 8725 §3.11).
public enum TokenType: String, Sendable {
    /// RFC 9068 §2.1.
    case accessToken = "at+jwt"
    case idToken = "JWT"
    /// What the gateway tells an upstream about a call.
    case assertion = "usher-assertion+jwt"
}

/// The claims of a verified JWT.
public struct Claims: Sendable, Equatable {
    public var issuer: String
    public var subject: String
    public var audience: [String]
    public var clientID: ClientID?
    public var scope: String?
    /// `exp`, in seconds since 1970.
    public var expiresAt: Int64
    /// `iat`, in seconds since 1970.
    public var issuedAt: Int64
    public var tokenID: String?
    public var authTime: Int64?
    public var nonce: String?
    public var email: String?
    /// The grant that an access token belongs to; private to Usher.
    public var grant: GrantID?

    /// The scopes, split at spaces (RFC 6749 §3.3).
    public var scopes: [String] { scope?.split(separator: " ").map(String.init) ?? [] }
}

extension Claims: JWTPayload {
    private enum CodingKeys: String, CodingKey {
        case issuer = "iss"
        case subject = "sub"
        case audience = "aud"
        case clientID = "client_id"
        case expiresAt = "exp"
        case issuedAt = "iat"
        case tokenID = "jti"
        case authTime = "auth_time"
        case scope, nonce, email, grant
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        issuer = try container.decode(String.self, forKey: .issuer)
        subject = try container.decode(String.self, forKey: .subject)
        // RFC 7519 §4.1.3: one string, or an array of them.
        audience =
            try (try? container.decode(String.self, forKey: .audience)).map { [$0] }
            ?? container.decode([String].self, forKey: .audience)
        expiresAt = try container.decode(Int64.self, forKey: .expiresAt)
        issuedAt = try container.decode(Int64.self, forKey: .issuedAt)
        clientID = try container.decodeIfPresent(ClientID.self, forKey: .clientID)
        scope = try container.decodeIfPresent(String.self, forKey: .scope)
        tokenID = try container.decodeIfPresent(String.self, forKey: .tokenID)
        authTime = try container.decodeIfPresent(Int64.self, forKey: .authTime)
        nonce = try container.decodeIfPresent(String.self, forKey: .nonce)
        email = try container.decodeIfPresent(String.self, forKey: .email)
        grant = try container.decodeIfPresent(GrantID.self, forKey: .grant)
    }

    // Times, issuer and audience are checked by `PublicKeys.verify`, against a clock that is handed in.
    public func verify(using algorithm: some JWTAlgorithm) {}
}
