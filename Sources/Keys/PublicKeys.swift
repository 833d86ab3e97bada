// Checking a JWT with published keys (RFC 7515 §5.2, RFC 8725 §3): used by Usher for its own tokens and by
// `UsherVerifier` in a backend. Everything is refused that is not exactly as expected.

import FoundationEssentials
import JWTKit

/// Why a JWT is not accepted. The sentences may be published.
public enum TokenProblem: String, Error, Sendable {
    case malformed = "The token is not a JWT that this server could have issued."
    case wrongType = "The token is of another type than the one expected here."
    case unknownKey = "The token was signed with a key that is not in use."
    case badSignature = "The token's signature is wrong."
    case wrongIssuer = "The token was issued by another server."
    case wrongAudience = "The token is for another resource."
    case expired = "The token has expired."
    case notYetValid = "The token was issued in the future: check the clocks."
    case revoked = "The token has been revoked."
}

/// A set of public keys (RFC 7517 §5) that can check signatures.
public struct PublicKeys: Sendable {
    private struct Header: Decodable {
        var alg: String?
        var typ: String?
        var kid: String?
        var crit: [String]?
    }

    private let collection: JWTKeyCollection
    private let algorithms: [String: String]

    /// Reads a JWK Set document.
    public init(jwks document: [UInt8]) async throws {
        let set = try JSONDecoder().decode(JWKS.self, from: Data(document))
        var algorithms: [String: String] = [:]
        collection = JWTKeyCollection()
        for key in set.keys {
            guard let keyID = key.keyIdentifier?.string, let algorithm = key.algorithm?.rawValue else { continue }
            try await collection.add(jwk: key)
            algorithms[keyID] = algorithm
        }
        self.algorithms = algorithms
    }

    public var keyIDs: [String] { Array(algorithms.keys) }

    /// What a JWT must say to be accepted.
    public struct Expectation: Sendable {
        public var type: TokenType
        public var issuer: String
        /// One of these must be in `aud`; `nil` leaves the audience to the caller.
        public var audiences: [String]?
        /// How far clocks may differ.
        public var leeway: Duration
        /// How far ahead the clock may be that issued it, if that is another matter than when it expires.
        public var issuerAhead: Duration

        public init(
            _ type: TokenType, issuer: String, audiences: [String]?, leeway: Duration = .seconds(5), issuerAhead: Duration? = nil
        ) {
            self.type = type
            self.issuer = issuer
            self.audiences = audiences
            self.leeway = leeway
            self.issuerAhead = issuerAhead ?? leeway
        }
    }

    /// The claims of `token`, once type, signature, issuer, audience and time have been found right.
    public func verify(_ token: String, _ expected: Expectation, at now: Timestamp) async throws(TokenProblem) -> Claims {
        let claims = try await verifySignature(of: token, type: expected.type)
        guard claims.issuer == expected.issuer else { throw .wrongIssuer }
        if let audiences = expected.audiences, Set(audiences).isDisjoint(with: claims.audience) { throw .wrongAudience }
        // RFC 7519 §4.1.4: on or after `exp` a token must not be accepted.
        guard (now - expected.leeway).seconds < claims.expiresAt else { throw .expired }
        guard claims.issuedAt <= (now + expected.issuerAhead).seconds else { throw .notYetValid }
        return claims
    }

    private func verifySignature(of token: String, type: TokenType) async throws(TokenProblem) -> Claims {
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, token.utf8.count <= 8192,
            let head = Base64URL.decode(Substring(parts[0])),
            Base64URL.decode(Substring(parts[1])) != nil, Base64URL.decode(Substring(parts[2])) != nil,
            let header = try? JSONDecoder().decode(Header.self, from: Data(head))
        else { throw .malformed }
        // RFC 8725 §3.11 and RFC 7515 §4.1.11: the right type, and no extension that we do not understand.
        guard header.crit == nil, header.typ?.lowercased() == type.rawValue.lowercased() else { throw .wrongType }
        guard let keyID = header.kid, let algorithm = algorithms[keyID] else { throw .unknownKey }
        // RFC 8725 §3.1: the key says which algorithm is right, never the token.
        guard header.alg == algorithm else { throw .badSignature }
        do {
            return try await collection.verify(token, as: Claims.self)
        } catch {
            throw .badSignature
        }
    }
}
