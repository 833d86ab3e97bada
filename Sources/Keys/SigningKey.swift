// The private keys that Usher signs with: ES256 by default, RS256 where OpenID Connect asks for it (RFC 7518 §3).
// A key is named by its RFC 7638 thumbprint, so that the same key has the same name wherever it is read.

import Crypto
import CryptoExtras
import FoundationEssentials

/// A signature algorithm of RFC 7518 that Usher signs with.
public enum SigningAlgorithm: String, Sendable, CaseIterable {
    case es256 = "ES256"
    case rs256 = "RS256"
}

/// A private signing key.
public struct SigningKey: Sendable {
    private enum Material: Sendable {
        case p256(P256.Signing.PrivateKey)
        case rsa(_RSA.Signing.PrivateKey)
    }

    private let material: Material
    /// The RFC 7638 thumbprint of the public key: the `kid` of tokens and of the published key.
    public let keyID: String
    /// The public half as a JWK (RFC 7517 §4), with `kid`, `use` and `alg`.
    public let publicJWK: JSON

    public var algorithm: SigningAlgorithm {
        switch material {
        case .p256: .es256
        case .rsa: .rs256
        }
    }

    /// A fresh key from the system's generator.
    public static func generate(_ algorithm: SigningAlgorithm) throws -> SigningKey {
        switch algorithm {
        case .es256: try SigningKey(.p256(P256.Signing.PrivateKey()))
        case .rs256: try SigningKey(.rsa(_RSA.Signing.PrivateKey(keySize: .bits2048)))
        }
    }

    /// Reads the PKCS #8 form that `pkcs8` wrote.
    public init(_ algorithm: SigningAlgorithm, pkcs8: [UInt8]) throws {
        switch algorithm {
        case .es256: try self.init(.p256(P256.Signing.PrivateKey(derRepresentation: pkcs8)))
        case .rs256: try self.init(.rsa(_RSA.Signing.PrivateKey(derRepresentation: pkcs8)))
        }
    }

    private init(_ material: Material) throws {
        self.material = material
        var members: JSON.Members
        switch material {
        case .p256(let key):
            // RFC 7518 §6.2.1: the point's coordinates, 32 bytes each, without the 0x04 in front.
            let point = Array(key.publicKey.x963Representation.dropFirst())
            members = [
                "crv": "P-256", "kty": "EC", "x": .string(Base64URL.encode(point.prefix(32))),
                "y": .string(Base64URL.encode(point.suffix(32))),
            ]
        case .rsa(let key):
            let numbers = try key.publicKey.getKeyPrimitives()
            members = [
                "e": .string(Base64URL.encode(numbers.publicExponent)), "kty": "RSA",
                "n": .string(Base64URL.encode(numbers.modulus)),
            ]
        }
        // RFC 7638 §3: the digest of exactly the required members, in the order of their names.
        keyID = Digest(of: JSON.object(members).encoded).base64URL
        members["kid"] = .string(keyID)
        members["use"] = "sig"
        switch material {
        case .p256: members["alg"] = .string(SigningAlgorithm.es256.rawValue)
        case .rsa: members["alg"] = .string(SigningAlgorithm.rs256.rawValue)
        }
        publicJWK = .object(members)
    }

    /// The private key as PKCS #8 DER, to be stored encrypted.
    public var pkcs8: [UInt8] {
        switch material {
        case .p256(let key): Array(key.derRepresentation)
        case .rsa(let key): Array(key.pkcs8DERRepresentation)
        }
    }

    /// The JWS signature of `message` (RFC 7515 §5.1).
    func signature(of message: [UInt8]) throws -> [UInt8] {
        switch material {
        case .p256(let key): Array(try key.signature(for: message).rawRepresentation)
        case .rsa(let key): Array(try key.signature(for: message, padding: .insecurePKCS1v1_5).rawRepresentation)
        }
    }
}
