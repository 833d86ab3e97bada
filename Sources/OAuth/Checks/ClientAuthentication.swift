// Client authentication, RFC 6749 §2.3: `client_secret_basic`, `client_secret_post`, `private_key_jwt` (RFC 7523 §2.2),
// or none for public clients. An unknown client, a wrong secret and a method that is not the client's own all get
// the same answer.

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

    public var usesBasic: Bool {
        guard let authorization else { return false }
        return authorization.utf8.count > 6 && authorization.prefix(6).lowercased() == "basic "
    }

    /// Whether the client brings a signature, and so has proven itself once it is authenticated.
    var usesAssertion: Bool { !parameters.values("client_assertion").isEmpty }
}

struct ClientAuthentication {
    /// What works here, and so is published (RFC 8414 §2) and may be registered.
    static let methods: [ClientAuthenticationMethod] = [.basic, .post, .none, .privateKeyJWT]

    let clients: any ClientLookup
    let assertions: ClientAssertion
    let limiter: RateLimiter
    let now: Now

    private enum Proof {
        /// The spellings of the secret that the request can mean.
        case secrets([String])
        case assertion(String)
        case nothing
    }

    /// What the request claims, before anything is believed.
    private struct Claim {
        var method: ClientAuthenticationMethod
        var id: ClientID
        var proof: Proof

        /// What is wrong if it proves nothing.
        var reason: Reason { if case .assertion = proof { .assertionWrong } else { .secretWrong } }
    }

    /// The client, proven where it has a secret or keys.
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
        if let wait = limiter.wait(for: key, at: now()) { throw Self.tooMany(wait) }
        var reason = Reason.clientUnknown
        do {
            for claim in claims {
                guard let client = try await client(claim.id, request.address) else { continue }
                if try await proves(claim, client) {
                    try await limiter.clear(key)
                    return client
                }
                reason = client.authenticationMethods.contains(claim.method) ? claim.reason : .methodWrong
            }
        } catch let error as OAuthError where error.code == .invalidClient {
            try await note(key)
            throw error
        }
        // Identifiers that strangers make up share one count, so that they cannot make us remember without end.
        try await note(reason == .clientUnknown ? "\u{0}\(request.address)" : key)
        throw OAuthError(.invalidClient, "The client is unknown, or its credentials are wrong.", reason)
    }

    /// Counts a failure; one too many, as other servers may have counted the rest, is answered like those after it.
    private func note(_ key: String) async throws {
        if let wait = try await limiter.count(key, at: now()) { throw Self.tooMany(wait) }
    }

    private static func tooMany(_ wait: Duration) -> OAuthError {
        OAuthError(.invalidClient, "There were too many failed attempts; wait.", .failuresTooMany, retryAfter: wait)
    }

    private func client(_ id: ClientID, _ address: String) async throws -> Client? {
        do {
            return try await clients.client(id, for: address)
        } catch let problem as ClientDocumentProblem {
            throw OAuthError(
                problem.isTemporary ? .temporarilyUnavailable : .invalidClient, problem.sentence, problem.reason,
                detail: problem.detail, retryAfter: problem.isTemporary ? .seconds(30) : nil)
        }
    }

    private func proves(_ claim: Claim, _ client: Client) async throws -> Bool {
        guard client.authenticationMethods.contains(claim.method) else { return false }
        switch claim.proof {
        case .assertion(let assertion): return try await assertions.proves(assertion, client)
        case .secrets(let secrets):
            guard let stored = client.secret else { return false }
            return secrets.contains { Digest(of: $0).matches(stored) }
        case .nothing: return client.secret == nil
        }
    }

    private func claims(of request: BackChannelRequest) throws(OAuthError) -> [Claim] {
        let bodyID = try request.parameters.value("client_id")
        let bodySecret = try request.parameters.value("client_secret")
        if let claim = try assertion(in: request, bodyID) {
            // RFC 6749 §2.3: one method in a request.
            guard !request.usesBasic, bodySecret == nil else {
                throw OAuthError(.invalidRequest, "Send a client_assertion or a secret, not both.", .methodsSeveral)
            }
            return [claim]
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
        if let bodySecret { return [Claim(method: .post, id: ClientID(bodyID), proof: .secrets([bodySecret]))] }
        return [Claim(method: .none, id: ClientID(bodyID), proof: .nothing)]
    }

    private func assertion(in request: BackChannelRequest, _ bodyID: String?) throws(OAuthError) -> Claim? {
        let assertion = try request.parameters.value("client_assertion")
        let type = try request.parameters.value("client_assertion_type")
        guard let assertion else {
            guard type == nil else {
                throw OAuthError(
                    .invalidRequest, "There is a client_assertion_type but no client_assertion.", .parameterMalformed,
                    detail: "client_assertion")
            }
            return nil
        }
        // RFC 7521 §4.2.1.
        guard type == ClientAssertion.type else {
            throw OAuthError(.invalidClient, "The client_assertion_type must be \(ClientAssertion.type).", .assertionWrong)
        }
        // RFC 7521 §4.2: client_id is optional, and the subject of the assertion if it is there.
        guard let subject = AssertionKeys.unverifiedSubject(of: assertion) else {
            throw OAuthError(.invalidClient, "The client_assertion is not a JWT that a client signs.", .assertionWrong)
        }
        guard bodyID == nil || bodyID?.utf8.elementsEqual(subject.utf8) == true else {
            throw OAuthError(
                .invalidClient, "The client_id in the body is not the one in the client_assertion.", .assertionWrong)
        }
        return Claim(method: .privateKeyJWT, id: ClientID(subject), proof: .assertion(assertion))
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
        var claims = [Claim(method: .basic, id: ClientID(raw.id), proof: .secrets([raw.secret]))]
        if let id = FormEncoding.decode(raw.id), let secret = FormEncoding.decode(raw.secret),
            (id, secret) != raw
        {
            claims.insert(Claim(method: .basic, id: ClientID(id), proof: .secrets([secret])), at: 0)
        }
        return claims
    }
}
