// What a provider says of itself: OpenID Connect Discovery §3 and §4.3, RFC 9207 §3.

import Keys

/// A provider's endpoints.
struct ProviderDocument: Sendable, Equatable {
    var authorization: String
    var token: String
    var keys: String?
    var userInfo: String?
    /// Whether each answer names its issuer.
    var namesIssuer = false
    /// Whether the secret goes into the body of a token request, not into its header.
    var secretInBody = false
    /// Whether there is a scope for a refresh token (OpenID Connect Core §11).
    var hasOfflineScope = false

    static let gitHub = ProviderDocument(
        authorization: "https://github.com/login/oauth/authorize", token: "https://github.com/login/oauth/access_token",
        userInfo: "https://api.github.com/user", secretInBody: true)

    /// Reads a discovery document.
    ///
    /// - Throws: if it is another issuer's, or names endpoints that are not to be used.
    init(_ bytes: [UInt8], issuer: String) throws(ForeignRefusal) {
        guard let text = try? JSONText(reading: bytes, deepest: 16), text.kind == .object else {
            throw ForeignRefusal(.unavailable, "the provider's discovery document is no JSON object")
        }
        // OpenID Connect Discovery §4.3: byte for byte, or it is somebody else's document.
        guard text["issuer"]?.string == issuer else {
            throw ForeignRefusal(.unavailable, "the provider's discovery document names another issuer than \(issuer)")
        }
        func endpoint(_ name: String) throws(ForeignRefusal) -> String? {
            guard let value = text[name]?.string else { return nil }
            guard Self.isUsable(value, issuer: issuer) else {
                throw ForeignRefusal(.unavailable, "\(name) of the provider's discovery document is no https URL")
            }
            return value
        }
        guard let authorization = try endpoint("authorization_endpoint"), let token = try endpoint("token_endpoint"),
            let keys = try endpoint("jwks_uri")
        else { throw ForeignRefusal(.unavailable, "the provider's discovery document lacks an endpoint") }
        self.authorization = authorization
        self.token = token
        self.keys = keys
        userInfo = try endpoint("userinfo_endpoint")
        namesIssuer = text["authorization_response_iss_parameter_supported"]?.boolean ?? false
        // OpenID Connect Discovery §3: the header, unless it says otherwise.
        let methods = text["token_endpoint_auth_methods_supported"]?.elements.compactMap(\.string) ?? []
        secretInBody = !methods.isEmpty && !methods.contains("client_secret_basic")
        hasOfflineScope = text["scopes_supported"]?.elements.contains { $0.string == "offline_access" } ?? false
    }

    private init(authorization: String, token: String, userInfo: String, secretInBody: Bool) {
        self.authorization = authorization
        self.token = token
        self.userInfo = userInfo
        self.secretInBody = secretInBody
    }

    /// https, and http only for a provider that is on plain http itself, on this machine: the operator said so.
    private static func isUsable(_ url: String, issuer: String) -> Bool {
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !url.contains("#") else { return false }
        if url.hasPrefix("https://") { return true }
        let origin = issuer.split(separator: "/", omittingEmptySubsequences: false).prefix(3).joined(separator: "/")
        return issuer.hasPrefix("http://") && url.hasPrefix(origin + "/")
    }
}

/// A provider's discovery document and keys, between their uses.
actor Provider {
    private let kind: UpstreamSettings.Kind
    private let caller: any HTTPCalling
    private let now: Now
    private let published: Remembered<ProviderDocument>
    /// The keys at the URL that the document names; they stay while it does.
    private var keys: (url: String, set: PublishedKeys)?

    init(_ settings: UpstreamSettings, _ caller: any HTTPCalling, now: @escaping Now) {
        kind = settings.kind
        self.caller = caller
        self.now = now
        published = Remembered(every: .seconds(10), now: now) {
            let base = settings.issuer.hasSuffix("/") ? String(settings.issuer.dropLast()) : settings.issuer
            let request = OutgoingRequest(base + "/.well-known/openid-configuration", headers: ["Accept": "application/json"])
            guard let answer = try? await caller.answer(to: request), answer.status == 200 else { throw Self.unavailable }
            return (try ProviderDocument(answer.body, issuer: settings.issuer), .seconds(3600))
        }
    }

    func document() async throws -> ProviderDocument {
        guard kind == .openID else { return .gitHub }
        do {
            return try await published.value()
        } catch is Remembered<ProviderDocument>.TooSoon {
            throw Self.unavailable
        }
    }

    /// What an ID token says that the provider has signed.
    func payload(of token: String) async throws -> JSONText {
        guard let url = try await document().keys else { throw Self.unavailable }
        return try await keys(at: url).payload(of: token)
    }

    private func keys(at url: String) -> PublishedKeys {
        if let keys, keys.url == url { return keys.set }
        let set = PublishedKeys(url, caller, now: now)
        keys = (url, set)
        return set
    }

    private static let unavailable = ForeignRefusal(.unavailable, "the provider's discovery document could not be fetched")
}
