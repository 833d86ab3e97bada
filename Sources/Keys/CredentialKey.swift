// The public keys of passkeys: COSE keys (RFC 9052 §7, RFC 9053 §2 and §7) as WebAuthn level 3 §6.5.1.1 narrows them down,
// and the signatures that are made with them. The key says which algorithm is right, never the signature.

import Crypto
import CryptoExtras
import FoundationEssentials

/// The public half of a passkey.
public struct CredentialKey: Sendable, Equatable {
    /// How passkeys may sign, as numbered by COSE, the best known first.
    public enum Algorithm: Int64, Sendable, CaseIterable {
        case es256 = -7
        case edDSA = -8
        /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8812 §2): what Windows has where there is no better chip.
        case rs256 = -257
    }

    private enum Material: Sendable {
        case p256(P256.Signing.PublicKey)
        case ed25519(Curve25519.Signing.PublicKey)
        case rsa(_RSA.Signing.PublicKey)
    }

    /// A key that is not exactly one of those that were asked for.
    public struct Unusable: Error {
        public init() {}
    }

    public let algorithm: Algorithm
    /// What is stored: the point with 0x04 in front, the 32 bytes of Ed25519, or the DER of an RSA key.
    public let bytes: [UInt8]
    private let material: Material

    /// Reads a COSE key, which holds what it must and nothing else.
    public init(reading cose: CBOR) throws(Unusable) {
        guard case .map(let entries) = cose, case .integer(let number)? = cose[Label.algorithm],
            let algorithm = Algorithm(rawValue: number)
        else { throw Unusable() }
        var members: [Int64: CBOR] = [:]
        for entry in entries {
            guard case .integer(let label) = entry.key else { throw Unusable() }
            members[label] = entry.value
        }
        guard Set(members.keys) == algorithm.labels, members[Label.type] == .integer(algorithm.keyType) else { throw Unusable() }
        func bytes(_ label: Int64, _ lengths: ClosedRange<Int>) throws(Unusable) -> [UInt8] {
            guard case .bytes(let bytes)? = members[label], lengths.contains(bytes.count) else { throw Unusable() }
            return bytes
        }
        do {
            switch algorithm {
            case .es256:
                guard members[Label.curve] == .integer(1) else { throw Unusable() }
                let point = try bytes(Label.x, 32...32) + bytes(Label.y, 32...32)
                // The library refuses a point that is not on the curve.
                try self.init(.p256(P256.Signing.PublicKey(x963Representation: [4] + point)))
            case .edDSA:
                guard members[Label.curve] == .integer(6) else { throw Unusable() }
                // Bytes that are no point are not found out here; they verify nothing.
                try self.init(.ed25519(Curve25519.Signing.PublicKey(rawRepresentation: bytes(Label.x, 32...32))))
            case .rs256:
                // RFC 8230 §4: without zeros in front. 2,048 to 4,096 bits, and the exponent that everybody has.
                let modulus = try bytes(Label.modulus, 256...512)
                guard let first = modulus.first, first & 0x80 != 0, members[Label.exponent] == .bytes([1, 0, 1]) else {
                    throw Unusable()
                }
                try self.init(.rsa(_RSA.Signing.PublicKey(n: modulus, e: [1, 0, 1])))
            }
        } catch {
            throw Unusable()
        }
    }

    /// A key read back from storage.
    public init(stored bytes: [UInt8], algorithm: Int64) throws {
        switch Algorithm(rawValue: algorithm) {
        case .es256: try self.init(.p256(P256.Signing.PublicKey(x963Representation: bytes)))
        case .edDSA: try self.init(.ed25519(Curve25519.Signing.PublicKey(rawRepresentation: bytes)))
        case .rs256: try self.init(.rsa(_RSA.Signing.PublicKey(derRepresentation: bytes)))
        case nil: throw Unusable()
        }
    }

    private init(_ material: Material) throws {
        self.material = material
        switch material {
        case .p256(let key): (algorithm, bytes) = (.es256, Array(key.x963Representation))
        case .ed25519(let key): (algorithm, bytes) = (.edDSA, Array(key.rawRepresentation))
        case .rsa(let key): (algorithm, bytes) = (.rs256, Array(key.derRepresentation))
        }
    }

    /// Whether this key's private half has signed `message` (WebAuthn level 3 §6.5.5).
    public func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        switch material {
        case .p256(let key):
            guard let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: message)
        case .ed25519(let key): return key.isValidSignature(signature, for: message)
        case .rsa(let key):
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: message, padding: .insecurePKCS1v1_5)
        }
    }

    public static func == (left: CredentialKey, right: CredentialKey) -> Bool {
        left.algorithm == right.algorithm && left.bytes == right.bytes
    }

    /// RFC 9052 §7.1; RFC 9053 §7.1 and §7.2; RFC 8230 §4.
    fileprivate enum Label {
        static let type: Int64 = 1
        static let algorithm: Int64 = 3
        static let curve: Int64 = -1
        static let x: Int64 = -2
        static let y: Int64 = -3
        static let modulus: Int64 = -1
        static let exponent: Int64 = -2
    }
}

extension CredentialKey.Algorithm {
    /// RFC 9053 §7: OKP, EC2 or RSA.
    fileprivate var keyType: Int64 {
        switch self {
        case .edDSA: 1
        case .es256: 2
        case .rs256: 3
        }
    }

    /// WebAuthn level 3 §6.5.1.1: what a key must have, and no optional parameter beside it.
    fileprivate var labels: Set<Int64> {
        switch self {
        case .es256: [1, 3, -1, -2, -3]
        case .edDSA, .rs256: [1, 3, -1, -2]
        }
    }
}
