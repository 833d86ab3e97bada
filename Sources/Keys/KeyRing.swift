// The keys in use: one current key per algorithm that signs, and all published keys that may still verify.
// Rotation publishes the next key before it signs and keeps old ones until their last token has expired.

import Synchronization

/// A signing key and its place in time.
public struct RingKey: Sendable {
    public var key: SigningKey
    public var createdAt: Timestamp
    /// From when on it signs; before that it is only published.
    public var signsFrom: Timestamp
    /// From when on it is no longer published, once it has been replaced.
    public var retiresAt: Timestamp?

    public init(key: SigningKey, createdAt: Timestamp, signsFrom: Timestamp, retiresAt: Timestamp? = nil) {
        self.key = key
        self.createdAt = createdAt
        self.signsFrom = signsFrom
        self.retiresAt = retiresAt
    }
}

/// All keys of the server at one moment. Replaced as a whole when keys rotate.
public struct KeyRing: Sendable {
    private struct Signer: Sendable {
        let ringKey: RingKey
        /// The encoded JOSE header per token type, made once.
        let headers: [TokenType: [UInt8]]
    }

    private let signers: [SigningAlgorithm: [Signer]]
    /// What verifies: every key that is still published.
    public let publicKeys: PublicKeys
    /// The JWK Set document (RFC 7517 §5).
    public let jwks: [UInt8]
    /// When the first of the keys retires; `nil` if none has been replaced.
    public let retiresNext: Timestamp?
    /// When the oldest of the keys was made that have not been replaced.
    public let currentSince: Timestamp?

    /// - Parameter keys: every key that has not been retired, in any order.
    public init(_ keys: [RingKey]) async throws {
        // What was replaced comes last whatever the times say: the clocks that set them may differ.
        let newestFirst = keys.sorted { one, other in
            (one.retiresAt == nil ? 1 : 0, one.createdAt) > (other.retiresAt == nil ? 1 : 0, other.createdAt)
        }
        signers = Dictionary(grouping: newestFirst.map(Self.signer)) { $0.ringKey.key.algorithm }
        let document = JSON.object(["keys": .array(newestFirst.map(\.key.publicJWK))])
        jwks = document.encoded
        retiresNext = keys.compactMap(\.retiresAt).min()
        currentSince = keys.filter { $0.retiresAt == nil }.map(\.createdAt).min()
        publicKeys = try await PublicKeys(jwks: jwks)
    }

    private static func signer(_ ringKey: RingKey) -> Signer {
        var headers: [TokenType: [UInt8]] = [:]
        for type in [TokenType.accessToken, .idToken, .assertion] {
            let header = JSON.object([
                "alg": .string(ringKey.key.algorithm.rawValue), "kid": .string(ringKey.key.keyID),
                "typ": .string(type.rawValue),
            ])
            headers[type] = Array(Base64URL.encode(header.encoded).utf8)
        }
        return Signer(ringKey: ringKey, headers: headers)
    }

    /// A signed JWT in compact form (RFC 7515 §7.1).
    ///
    /// - Throws: `KeyRingError.noKey` if no key of that algorithm may sign yet.
    public func sign(
        _ claims: JSON.Members, as type: TokenType, with algorithm: SigningAlgorithm = .es256, at now: Timestamp
    ) throws -> String {
        guard let signer = signers[algorithm]?.first(where: { $0.ringKey.signsFrom <= now }),
            var message = signer.headers[type]
        else { throw KeyRingError.noKey(algorithm) }
        message.append(UInt8(ascii: "."))
        Base64URL.append(JSON.object(claims).encoded, to: &message)
        let signature = try signer.ringKey.key.signature(of: message)
        message.append(UInt8(ascii: "."))
        Base64URL.append(signature, to: &message)
        return String(decoding: message, as: UTF8.self)
    }
}

public enum KeyRingError: Error {
    case noKey(SigningAlgorithm)
}

/// The ring that is current, for those who live longer than one ring.
public final class CurrentKeys: Sendable {
    private let ring: Mutex<KeyRing>

    public init(_ ring: KeyRing) { self.ring = Mutex(ring) }

    public var current: KeyRing { ring.withLock { $0 } }
    public func replace(with newer: KeyRing) { ring.withLock { $0 = newer } }
}
