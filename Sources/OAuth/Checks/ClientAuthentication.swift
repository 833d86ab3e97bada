// Client authentication, RFC 6749 §2.3: `client_secret_basic`, `client_secret_post`, or none for public clients.
// An unknown client, a wrong secret and a method that is not the client's own all get the same answer.

import FoundationEssentials
import Keys

/// What a back-channel request brings: the `Authorization` header, the parameters, and where it came from.
public struct BackChannelRequest: Sendable {
    public var authorization: String?
    public var parameters: Parameters
    /// The peer's address, for limits.
    public var address: String

    public init(authorization: String?, parameters: Parameters, address: String) {
        self.authorization = authorization
        self.parameters = parameters
        self.address = address
    }

    var usesBasic: Bool {
        guard let authorization else { return false }
        return authorization.utf8.count > 6 && authorization.prefix(6).lowercased() == "basic "
    }
}

struct ClientAuthentication {
    /// What works here, and so is published (RFC 8414 §2) and may be registered.
    static let methods: [ClientAuthenticationMethod] = [.basic, .post, .none]

    let clients: any ClientLookup
    let limiter: RateLimiter
    let now: Now

    /// What the request claims, before anything is believed.
    private struct Claim {
        var method: ClientAuthenticationMethod
        var id: ClientID
        /// The spellings of the secret that the request can mean.
        var secrets: [String]
    }

    /// The client, proven where it has a secret.
    ///
    /// - Throws: `invalid_client`, `invalid_request` for two methods at once, or a limit.
    func client(of request: BackChannelRequest) async throws -> Client {
        try request.parameters.refuseRepetitions()
        let claims = try claims(of: request)
        guard let id = claims.first?.id else {
            throw OAuthError(.invalidClient, "Send client_id, or authenticate with HTTP Basic.", .clientMissing)
        }
        // OAuth 2.1 §2.4.1: secrets must not be guessable by trying. The address is part of the key, so that one
        // guesser does not lock out the rightful client.
        let key = "\(id.value)\u{0}\(request.address)"
        if let wait = limiter.wait(for: key, at: now()) {
            throw OAuthError(.invalidClient, "There were too many failed attempts; wait.", .failuresTooMany, retryAfter: wait)
        }
        var reason = Reason.clientUnknown
        for claim in claims {
            guard let client = try await clients.client(claim.id) else { continue }
            if proves(claim, client) {
                limiter.clear(key)
                return client
            }
            reason = client.authenticationMethods.contains(claim.method) ? .secretWrong : .methodWrong
        }
        limiter.note(for: key, at: now())
        throw OAuthError(.invalidClient, "The client is unknown, or its credentials are wrong.", reason)
    }

    private func proves(_ claim: Claim, _ client: Client) -> Bool {
        guard client.authenticationMethods.contains(claim.method) else { return false }
        guard let stored = client.secret else { return claim.method == .none }
        return claim.secrets.contains { Digest(of: $0).matches(stored) }
    }

    private func claims(of request: BackChannelRequest) throws(OAuthError) -> [Claim] {
        let bodyID = try request.parameters.value("client_id")
        let bodySecret = try request.parameters.value("client_secret")
        guard try request.parameters.value("client_assertion") == nil else {
            throw OAuthError(.invalidClient, "Client assertions are not supported here.", .methodWrong)
        }
        if request.usesBasic, let authorization = request.authorization {
            // RFC 6749 §2.3: one method in a request.
            guard bodySecret == nil else {
                throw OAuthError(
                    .invalidRequest, "Send the client's secret in the header or in the body, not in both.", .methodsSeveral)
            }
            let claims = Self.basic(authorization)
            guard bodyID == nil || claims.contains(where: { $0.id.value == bodyID }) else {
                throw OAuthError(.invalidRequest, "The client_id in the body is not the one in the header.", .methodsSeveral)
            }
            return claims
        }
        guard let bodyID else { return [] }
        if let bodySecret { return [Claim(method: .post, id: ClientID(bodyID), secrets: [bodySecret])] }
        return [Claim(method: .none, id: ClientID(bodyID), secrets: [])]
    }

    /// Reads a Basic header. RFC 6749 §2.3.1 wants both halves form-encoded; some clients send them raw, so both
    /// readings are tried.
    private static func basic(_ authorization: String) -> [Claim] {
        let encoded = authorization.utf8.dropFirst("basic ".utf8.count).drop { $0 == UInt8(ascii: " ") }
        guard encoded.count <= 4096, let data = Data(base64Encoded: Data(encoded)),
            let colon = data.firstIndex(of: UInt8(ascii: ":")),
            let id = String(validating: data[..<colon], as: UTF8.self),
            let secret = String(validating: data[(colon + 1)...], as: UTF8.self)
        else { return [] }
        let raw = (id: id, secret: secret)
        var claims = [Claim(method: .basic, id: ClientID(raw.id), secrets: [raw.secret])]
        if let id = FormEncoding.decode(raw.id), let secret = FormEncoding.decode(raw.secret),
            (id, secret) != raw
        {
            claims.insert(Claim(method: .basic, id: ClientID(id), secrets: [secret]), at: 0)
        }
        return claims
    }
}

/// Where clients are looked up.
public protocol ClientLookup: Sendable {
    func client(_ id: ClientID) async throws -> Client?
}
