// Why something was refused: a name for each rule that can decide, and the specification and section that it is from.
// Set where the rule is enforced and never sent to anybody: it is for whoever runs the server (`usher trace`).

/// Where a rule stands.
public struct Citation: Sendable, Equatable, CustomStringConvertible {
    public let specification: String
    /// Empty for a rule of Usher's own.
    public let section: String

    init(_ specification: String, _ section: String = "") {
        self.specification = specification
        self.section = section
    }

    static func rfc(_ number: Int, _ section: String) -> Citation { Citation("RFC \(number)", section) }
    static func core(_ section: String) -> Citation { Citation("OpenID Connect Core", section) }

    public var description: String { section.isEmpty ? specification : "\(specification) §\(section)" }
}

/// What decided. The raw values are stored, and read by people's scripts.
public enum Reason: String, Sendable, CaseIterable, Codable {
    // The client, and where answers to it may go.
    case clientMissing = "client-missing"
    case clientUnknown = "client-unknown"
    case documentWrong = "document-wrong"
    case documentUnreachable = "document-unreachable"
    case redirectURIMissing = "redirect-uri-missing"
    case redirectURINotRegistered = "redirect-uri-not-registered"
    case redirectURIForbidden = "redirect-uri-forbidden"

    // The authorization request.
    case parameterRepeated = "parameter-repeated"
    case parameterMalformed = "parameter-malformed"
    case responseMode = "response-mode"
    case responseType = "response-type"
    case requestObject = "request-object"
    case signInNotAllowed = "sign-in-not-allowed"
    case resourceUnknown = "resource-unknown"
    case resourcesSeveral = "resources-several"
    case resourceOfAnother = "resource-of-another"
    case challengeMissing = "challenge-missing"
    case challengeMethod = "challenge-method"
    case challengeMalformed = "challenge-malformed"
    case accessDenied = "access-denied"
    case loginRequired = "login-required"
    case proofUnmet = "proof-unmet"
    case consentRequired = "consent-required"
    case formForged = "form-forged"
    case passwordWrong = "password-wrong"
    case secondFactorWrong = "second-factor-wrong"
    case elsewhereRefused = "sign-in-elsewhere-refused"
    case passkeyWrong = "passkey-wrong"
    case signInLimited = "sign-in-limited"

    // The client proving itself.
    case secretWrong = "secret-wrong"
    case methodWrong = "method-wrong"
    case methodsSeveral = "methods-several"
    case assertionWrong = "assertion-wrong"
    case keysUnavailable = "keys-unavailable"
    case failuresTooMany = "failures-too-many"
    case credentialsInQuery = "credentials-in-query"
    case bodyType = "body-type"

    // Codes and refresh tokens.
    case grantTypeMissing = "grant-type-missing"
    case grantTypeUnsupported = "grant-type-unsupported"
    case grantTypeNotAllowed = "grant-type-not-allowed"
    case codeMissing = "code-missing"
    case codeUnknown = "code-unknown"
    case codeExpired = "code-expired"
    case codeReplayed = "code-replayed"
    case codeOfAnother = "code-of-another"
    case redirectURIDiffers = "redirect-uri-differs"
    case redirectURINotRepeated = "redirect-uri-not-repeated"
    case verifierMissing = "verifier-missing"
    case verifierMalformed = "verifier-malformed"
    case verifierWrong = "verifier-wrong"
    case verifierUnexpected = "verifier-unexpected"
    case refreshMissing = "refresh-missing"
    case refreshUnknown = "refresh-unknown"
    case refreshOfAnother = "refresh-of-another"
    case refreshExpired = "refresh-expired"
    case refreshReplayed = "refresh-replayed"
    case grantRevoked = "grant-revoked"
    case scopeWidened = "scope-widened"
    case personGone = "person-gone"

    // A call to an API.
    case tokenMissing = "token-missing"
    case tokenMalformed = "token-malformed"
    case tokenExpired = "token-expired"
    case tokenRevoked = "token-revoked"
    case tokenForAnother = "token-for-another"
    case tokenTwice = "token-twice"
    case scopeInsufficient = "scope-insufficient"
    case ruleMissing = "rule-missing"
    case upstreamFailed = "upstream-failed"

    // Ourselves.
    case ownFailure = "own-failure"

    public var rule: Citation { Self.rules[self] ?? Citation("Usher") }

    private static let rules: [Reason: Citation] = [
        .clientMissing: .rfc(6749, "4.1.1"), .clientUnknown: .rfc(6749, "2.2"),
        .documentWrong: Citation("Client ID Metadata Document", "4.1"),
        .documentUnreachable: Citation("Client ID Metadata Document", "4"),
        .assertionWrong: .rfc(7523, "3"), .keysUnavailable: .rfc(7591, "2"),
        .redirectURIMissing: .rfc(6749, "3.1.2.3"), .redirectURINotRegistered: .rfc(9700, "4.1.3"),
        .redirectURIForbidden: .rfc(9700, "2.6"),
        .parameterRepeated: .rfc(6749, "3.1"), .parameterMalformed: .rfc(6749, "3.1"),
        .responseMode: Citation("OAuth 2.0 Multiple Response Types", "2.1"), .responseType: .rfc(6749, "3.1.1"),
        .requestObject: .core("3.1.2.6"), .signInNotAllowed: .rfc(6749, "4.1.2.1"),
        .resourceUnknown: .rfc(8707, "2"), .resourcesSeveral: .rfc(8707, "2"), .resourceOfAnother: .rfc(8707, "2"),
        .challengeMissing: .rfc(9700, "2.1.1"), .challengeMethod: .rfc(7636, "4.4.1"),
        .challengeMalformed: .rfc(7636, "4.2"),
        .accessDenied: .rfc(6749, "4.1.2.1"), .loginRequired: .core("3.1.2.6"), .proofUnmet: .rfc(9470, "5"),
        .consentRequired: .core("3.1.2.6"), .secondFactorWrong: .rfc(6238, "5.2"),
        .passkeyWrong: Citation("WebAuthn level 3", "7.2"),
        .formForged: .rfc(6749, "10.12"),
        .secretWrong: .rfc(6749, "2.3"), .methodWrong: .rfc(6749, "2.3"), .methodsSeveral: .rfc(6749, "2.3"),
        .failuresTooMany: .rfc(6749, "2.3.1"), .credentialsInQuery: .rfc(6749, "2.3.1"),
        .bodyType: .rfc(6749, "B"),
        .grantTypeMissing: .rfc(6749, "5.2"), .grantTypeUnsupported: .rfc(6749, "5.2"),
        .grantTypeNotAllowed: .rfc(6749, "5.2"),
        .codeMissing: .rfc(6749, "4.1.3"), .codeUnknown: .rfc(6749, "4.1.3"), .codeExpired: .rfc(6749, "4.1.2"),
        .codeReplayed: .rfc(6749, "4.1.2"), .codeOfAnother: .rfc(6749, "4.1.3"),
        .redirectURIDiffers: .rfc(6749, "4.1.3"), .redirectURINotRepeated: .rfc(6749, "4.1.3"),
        .verifierMissing: .rfc(7636, "4.5"), .verifierMalformed: .rfc(7636, "4.1"), .verifierWrong: .rfc(7636, "4.6"),
        .verifierUnexpected: .rfc(9700, "4.8.2"),
        .refreshMissing: .rfc(6749, "6"), .refreshUnknown: .rfc(6749, "6"), .refreshOfAnother: .rfc(6749, "6"),
        .refreshExpired: .rfc(6749, "6"), .refreshReplayed: .rfc(9700, "4.14.2"), .grantRevoked: .rfc(6749, "5.2"),
        .scopeWidened: .rfc(6749, "6"), .personGone: .rfc(6749, "5.2"),
        .tokenMissing: .rfc(6750, "3.1"), .tokenMalformed: .rfc(9068, "4"), .tokenExpired: .rfc(6750, "3.1"),
        .tokenRevoked: .rfc(6750, "3.1"), .tokenForAnother: .rfc(9068, "4"), .tokenTwice: .rfc(6750, "2"),
        .scopeInsufficient: .rfc(6750, "3.1"), .upstreamFailed: .rfc(9110, "15.6.3"),
    ]
}

extension TokenProblem {
    /// Which rule an access token broke.
    public var reason: Reason {
        switch self {
        case .malformed, .wrongType, .unknownKey, .badSignature, .wrongIssuer, .notYetValid: .tokenMalformed
        case .wrongAudience: .tokenForAnother
        case .expired: .tokenExpired
        case .revoked: .tokenRevoked
        }
    }
}
