// The public keys of a client (RFC 7517 §5) and what it signs with them: assertions in place of a secret
// (RFC 7523 §3, RFC 8725 §3). Keys of strangers: what is not understood is left out, what is weak too.

import FoundationEssentials
import JWTKit

/// The claims of an assertion whose signature is right.
public struct AssertionClaims: Sendable, Equatable {
    public var issuer: String
    public var subject: String
    public var audience: [String]
    /// `exp`, in seconds since 1970; the other times too.
    public var expiresAt: Int64
    public var issuedAt: Int64?
    public var notBefore: Int64?
    public var tokenID: String?
}

/// A JWK Set that somebody else has published.
public struct AssertionKeys: Sendable {
    /// How assertions may be signed, and so what is published (RFC 8414 §2). Never `none`, never a shared secret.
    public static let algorithms = ["ES256", "RS256", "PS256", "EdDSA"]

    private struct Key: Sendable {
        var keyID: String?
        var algorithm: String
        /// Holds this one key.
        var collection: JWTKeyCollection
    }

    private let keys: [Key]
    /// The set again, with nothing in it but public keys that can be used.
    public let document: [UInt8]

    public var isEmpty: Bool { keys.isEmpty }

    /// Reads a JWK Set document.
    ///
    /// - Throws: if it is none. A key that cannot be used is no error: the set may be meant for others too.
    public init(jwks: [UInt8]) async throws {
        let set = try JSONDecoder().decode(KeySetDocument.self, from: Data(jwks))
        var keys: [Key] = []
        var usable: [KeySetDocument.Entry] = []
        // A set of more keys than anybody needs would only make us work.
        for entry in set.keys.prefix(20) {
            let before = keys.count
            for algorithm in entry.algorithms {
                guard let jwk = entry.jwk(algorithm) else { continue }
                let collection = JWTKeyCollection()
                guard (try? await collection.add(jwk: jwk, isDefault: true)) != nil else { continue }
                keys.append(Key(keyID: entry.kid, algorithm: algorithm, collection: collection))
            }
            if keys.count > before { usable.append(entry) }
        }
        self.keys = keys
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        document = Array(try encoder.encode(["keys": usable]))
    }

    /// The claims of an assertion that one of the keys has signed.
    ///
    /// - Throws: `unknownKey` if no key fits it: then a newer set may.
    public func claims(of assertion: String) async throws(TokenProblem) -> AssertionClaims {
        try await verified(assertion, as: SignedAssertion.self, Self.header(of: assertion)).claims
    }

    /// Everything that a JWT of somebody else says, once one of the keys has signed it. Only the signature is checked.
    ///
    /// - Throws: `unknownKey` if no key fits it: then a newer set may.
    public func payload(of token: String) async throws(TokenProblem) -> JSONText {
        let header = try ForeignToken.header(of: token, types: ForeignToken.plainTypes)
        _ = try await verified(token, as: AnyPayload.self, header)
        return try ForeignToken.payload(of: token)
    }

    private func verified<Payload: JWTPayload>(
        _ token: String, as type: Payload.Type, _ header: ForeignToken.Header
    ) async throws(TokenProblem) -> Payload {
        let candidates = keys.filter { key in
            // RFC 8725 §3.1: the key says which algorithm is right, never the token.
            key.algorithm == header.alg && (header.kid == nil || key.keyID == nil || key.keyID == header.kid)
        }
        for candidate in candidates {
            if let signed = try? await candidate.collection.verify(token, as: type) { return signed }
        }
        // With a name it is that key and the signature is wrong; without one it may be a key that we do not know.
        throw header.kid != nil && candidates.contains { $0.keyID == header.kid } ? .badSignature : .unknownKey
    }

    /// Whom an assertion claims to be about. Nothing is checked: good for finding the keys, and for nothing else.
    public static func unverifiedSubject(of assertion: String) -> String? {
        guard (try? header(of: assertion)) != nil,
            let payload = Base64URL.decode(assertion.split(separator: ".", omittingEmptySubsequences: false)[1])
        else { return nil }
        return try? JSONDecoder().decode(Subject.self, from: Data(payload)).sub
    }

    private struct Subject: Decodable { var sub: String }

    private static func header(of assertion: String) throws(TokenProblem) -> ForeignToken.Header {
        try ForeignToken.header(
            of: assertion,
            types: ForeignToken.plainTypes + ["client-authentication+jwt", "application/client-authentication+jwt"])
    }
}

/// RFC 7517 §5, as far as it is needed to check signatures.
private struct KeySetDocument: Decodable {
    struct Entry: Codable {
        var kty: String
        var kid: String?
        var use: String?
        var alg: String?
        var crv: String?
        var x: String?
        var y: String?
        var n: String?
        var e: String?
        /// The private half; nobody else's business, so such a key is not to be trusted any more.
        var d: String?

        /// What the key can be used for (RFC 7518 §3.1, RFC 8037 §3.1): what it says, else what its kind can do.
        var algorithms: [String] {
            guard d == nil, use == nil || use == "sig" else { return [] }
            let possible =
                switch (kty, crv) {
                case ("EC", "P-256"): ["ES256"]
                case ("RSA", _): ["RS256", "PS256"]
                case ("OKP", "Ed25519"): ["EdDSA"]
                default: [String]()
                }
            return alg.map { alg in possible.filter { $0 == alg } } ?? possible
        }

        func jwk(_ algorithm: String) -> JWK? {
            guard let data = try? JSONEncoder().encode(self), var jwk = try? JSONDecoder().decode(JWK.self, from: data) else {
                return nil
            }
            jwk.algorithm = JWK.Algorithm(rawValue: algorithm)
            jwk.keyIdentifier = JWKIdentifier(string: kid ?? "key")
            return jwk
        }
    }

    /// An entry that is not understood is left out, whatever it is.
    private struct Lenient: Decodable {
        let entry: Entry?
        init(from decoder: any Decoder) throws { entry = try? Entry(from: decoder) }
    }

    private enum CodingKeys: CodingKey { case keys }

    var keys: [Entry]

    init(from decoder: any Decoder) throws {
        keys = try decoder.container(keyedBy: CodingKeys.self).decode([Lenient].self, forKey: .keys).compactMap(\.entry)
    }
}

/// The payload of an assertion (RFC 7523 §3).
private struct SignedAssertion: JWTPayload {
    let claims: AssertionClaims

    private enum CodingKeys: String, CodingKey { case iss, sub, aud, exp, iat, nbf, jti }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        // RFC 7519 §2: a NumericDate may have a fraction.
        func time(_ key: CodingKeys) throws -> Int64? {
            try container.decodeIfPresent(Double.self, forKey: key).map { seconds in
                guard seconds.magnitude < 1e12 else { throw TokenProblem.malformed }
                return Int64(seconds)
            }
        }
        guard let expiresAt = try time(.exp) else { throw TokenProblem.malformed }
        claims = AssertionClaims(
            issuer: try container.decode(String.self, forKey: .iss), subject: try container.decode(String.self, forKey: .sub),
            audience: try (try? container.decode(String.self, forKey: .aud)).map { [$0] }
                ?? container.decode([String].self, forKey: .aud),
            expiresAt: expiresAt, issuedAt: try time(.iat), notBefore: try time(.nbf),
            tokenID: try container.decodeIfPresent(String.self, forKey: .jti))
    }

    func encode(to encoder: any Encoder) throws {
        throw EncodingError.invalidValue(self, .init(codingPath: [], debugDescription: "Assertions are only read here."))
    }

    // Times, issuer and audience are checked by whoever knows the client, against a clock that is handed in.
    func verify(using algorithm: some JWTAlgorithm) {}
}
