// Errors that a client is told about: RFC 6749 §4.1.2.1 and §5.2, RFC 6750 §3.1, OpenID Connect Core §3.1.2.6.

import Keys

/// A refusal that is answered to the client. Anything else that is thrown is our own fault.
public struct OAuthError: Error, Sendable, Equatable {
    public enum Code: String, Sendable {
        case invalidRequest = "invalid_request"
        case invalidClient = "invalid_client"
        case invalidGrant = "invalid_grant"
        case unauthorizedClient = "unauthorized_client"
        case unsupportedGrantType = "unsupported_grant_type"
        case unsupportedResponseType = "unsupported_response_type"
        case invalidScope = "invalid_scope"
        case accessDenied = "access_denied"
        case tooManyRequests = "too_many_requests"
        case temporarilyUnavailable = "temporarily_unavailable"
        // RFC 6750 §3.1
        case invalidToken = "invalid_token"
        case insufficientScope = "insufficient_scope"
        // RFC 7591 §3.2.2
        case invalidRedirectURI = "invalid_redirect_uri"
        case invalidClientMetadata = "invalid_client_metadata"
        case invalidSoftwareStatement = "invalid_software_statement"
        // RFC 7009 §2.2.1
        case unsupportedTokenType = "unsupported_token_type"
        // RFC 8707 §2
        case invalidTarget = "invalid_target"
        // OpenID Connect Core §3.1.2.6
        case loginRequired = "login_required"
        case consentRequired = "consent_required"
        // RFC 9470 §5, OpenID Connect Core Unmet Authentication Requirements 1.0
        case unmetAuthenticationRequirements = "unmet_authentication_requirements"
        case requestNotSupported = "request_not_supported"
        case requestURINotSupported = "request_uri_not_supported"
        case registrationNotSupported = "registration_not_supported"
    }

    public let code: Code
    /// A sentence for the developer who reads it. Published, so it never repeats what was sent; only a redirect URI that cannot be
    /// registered is named, to those who sent it, without the characters that RFC 6749 §5.2 forbids.
    public let description: String
    /// What the log may say besides; never published.
    public let detail: String?
    /// When the client may try again, if that is the matter.
    public let retryAfter: Duration?
    /// Which rule decided; never published.
    public let reason: Reason?

    public init(
        _ code: Code, _ description: String, _ reason: Reason? = nil, detail: String? = nil, retryAfter: Duration? = nil
    ) {
        self.code = code
        self.description = description
        self.reason = reason
        self.detail = detail
        self.retryAfter = retryAfter
    }
}

/// A refusal that is shown to the person, because we do not (yet) know an address that may be trusted.
public struct PageError: Error, Sendable, Equatable {
    public let title: String
    public let sentence: String
    /// What to do about it.
    public let cure: String
    /// Which rule decided, and what the trace may say besides; never shown to the person.
    public let reason: Reason?
    public let detail: String?

    public init(title: String, sentence: String, cure: String, reason: Reason? = nil, detail: String? = nil) {
        self.title = title
        self.sentence = sentence
        self.cure = cure
        self.reason = reason
        self.detail = detail
    }
}
