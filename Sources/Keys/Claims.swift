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
    /// How much the person proved, and in which ways.
    public var context: String?
    public var methods: [String]?
    public var nonce: String?
    public var email: String?
    /// The grant that an access token belongs to; private to Usher.
    public var grant: GrantID?

    /// The left half of the access token's hash, in an ID token (OpenID Connect Core §3.1.3.6).
    public var accessTokenHash: String?

    public init(
        issuer: String, subject: String, audience: [String], clientID: ClientID? = nil, scope: String? = nil,
        expiresAt: Int64, issuedAt: Int64, tokenID: String? = nil, authTime: Int64? = nil, context: String? = nil,
        methods: [String]? = nil, nonce: String? = nil, email: String? = nil, grant: GrantID? = nil, accessTokenHash: String? = nil
    ) {
        self.issuer = issuer
        self.subject = subject
        self.audience = audience
        self.clientID = clientID
        self.scope = scope
        self.expiresAt = expiresAt
        self.issuedAt = issuedAt
        self.tokenID = tokenID
        self.authTime = authTime
        self.context = context
        self.methods = methods
        self.nonce = nonce
        self.email = email
        self.grant = grant
        self.accessTokenHash = accessTokenHash
    }

    /// The claims as they are signed.
    public var members: JSON.Members {
        [
            "iss": .string(issuer), "sub": .string(subject),
            "aud": audience.count == 1 ? .string(audience[0]) : .array(audience.map { .string($0) }),
            "client_id": clientID.map { .string($0.value) }, "scope": scope.map { .string($0) },
            "iat": .integer(issuedAt), "exp": .integer(expiresAt), "jti": tokenID.map { .string($0) },
            "auth_time": authTime.map { .integer($0) }, "acr": context.map { .string($0) },
            "amr": methods.map { .array($0.map { .string($0) }) }, "nonce": nonce.map { .string($0) },
            "at_hash": accessTokenHash.map { .string($0) }, "email": email.map { .string($0) },
            "grant": grant.map { .string($0.value) },
        ]
    }

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
        case context = "acr"
        case methods = "amr"
        case accessTokenHash = "at_hash"
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
        context = try container.decodeIfPresent(String.self, forKey: .context)
        methods = try container.decodeIfPresent([String].self, forKey: .methods)
        nonce = try container.decodeIfPresent(String.self, forKey: .nonce)
        email = try container.decodeIfPresent(String.self, forKey: .email)
        accessTokenHash = try container.decodeIfPresent(String.self, forKey: .accessTokenHash)
        grant = try container.decodeIfPresent(GrantID.self, forKey: .grant)
    }

    // Times, issuer and audience are checked by `PublicKeys.verify`, against a clock that is handed in.
    public func verify(using algorithm: some JWTAlgorithm) {}
}
