// A secret that two servers share to sign JWTs with: HS256 (RFC 7518 §3.2) and nothing else. A public key can never be
// taken for one (RFC 8725 §2.1): which kind of key checks a token is the operator's choice, never the token's.

import FoundationEssentials
import JWTKit

/// A shared secret of at least 256 bits. Never printed.
public struct SharedSecret: Sendable, CustomStringConvertible {
    /// RFC 7518 §3.2: as long as the hash.
    public static let fewestBytes = 32
    public static let algorithm = "HS256"

    private let keys: JWTKeyCollection
    private let digest: Digest

    /// - Returns: `nil` if it is too short.
    public init?(_ bytes: [UInt8]) async {
        guard bytes.count >= Self.fewestBytes else { return nil }
        keys = await JWTKeyCollection().add(hmac: HMACKey(from: Data(bytes)), digestAlgorithm: .sha256)
        digest = Digest(of: bytes)
    }

    /// Everything that a JWT says, once it is known to be signed with the secret. Only the signature is checked.
    public func payload(of token: String) async throws(TokenProblem) -> JSONText {
        let header = try ForeignToken.header(of: token, types: ForeignToken.plainTypes)
        // RFC 8725 §3.1: the key says which algorithm is right, never the token.
        guard header.alg == Self.algorithm else { throw .badSignature }
        guard (try? await keys.verify(token, as: AnyPayload.self)) != nil else { throw .badSignature }
        return try ForeignToken.payload(of: token)
    }

    public var description: String { "SharedSecret(…)" }
}

extension SharedSecret: Equatable {
    public static func == (left: SharedSecret, right: SharedSecret) -> Bool { left.digest.matches(right.digest) }
}
