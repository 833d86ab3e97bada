// An authenticator in software (WebAuthn level 3 §6), and the browser in front of it: for tests, which also make it lie.

import Crypto
import CryptoExtras
import Foundation
import Keys

/// One passkey and the device that holds it.
public struct SoftAuthenticator: Sendable {
    private enum Key: Sendable {
        case p256(P256.Signing.PrivateKey)
        case ed25519(Curve25519.Signing.PrivateKey)
        case rsa(_RSA.Signing.PrivateKey)
    }

    private static let rsa = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }

    /// The name of its passkey.
    public var id: [UInt8]
    /// How often it has signed; it counts when it signs, unless it is 0.
    public var counter: UInt32 = 0
    public var rpID = "usher.test"
    public var origin = "https://usher.test"
    /// UP, UV, BE and BS as it will set them.
    public var flags: UInt8 = Flags.present | Flags.verified
    /// What the browser writes beside type, challenge and origin.
    public var furtherClientData = #","crossOrigin":false"#
    /// CBOR after everything else.
    public var extensions: [UInt8] = []
    private let key: Key

    public enum Flags {
        public static let present: UInt8 = 0x01
        public static let verified: UInt8 = 0x04
        public static let backupEligible: UInt8 = 0x08
        public static let backedUp: UInt8 = 0x10
        public static let attested: UInt8 = 0x40
        public static let extended: UInt8 = 0x80
    }

    /// - Parameter seed: another one makes another key and another name.
    public init(_ algorithm: CredentialKey.Algorithm = .es256, seed: UInt8 = 1) throws {
        id = [UInt8](repeating: seed, count: 32)
        let bytes = [UInt8](repeating: seed, count: 32)
        switch algorithm {
        case .es256: key = .p256(try P256.Signing.PrivateKey(rawRepresentation: bytes))
        case .edDSA: key = .ed25519(try Curve25519.Signing.PrivateKey(rawRepresentation: bytes))
        case .rs256: key = .rsa(try Self.rsa.get())
        }
    }

    /// The COSE key, entry by entry.
    public var cose: [(CBORBytes, CBORBytes)] {
        get throws {
            switch key {
            case .p256(let key):
                let point = Array(key.publicKey.x963Representation.dropFirst())
                return [
                    (.integer(1), .integer(2)), (.integer(3), .integer(-7)), (.integer(-1), .integer(1)),
                    (.integer(-2), .bytes(Array(point.prefix(32)))), (.integer(-3), .bytes(Array(point.suffix(32)))),
                ]
            case .ed25519(let key):
                return [
                    (.integer(1), .integer(1)), (.integer(3), .integer(-8)), (.integer(-1), .integer(6)),
                    (.integer(-2), .bytes(Array(key.publicKey.rawRepresentation))),
                ]
            case .rsa(let key):
                let numbers = try key.publicKey.getKeyPrimitives()
                return [
                    (.integer(1), .integer(3)), (.integer(3), .integer(-257)), (.integer(-1), .bytes(Array(numbers.modulus))),
                    (.integer(-2), .bytes(Array(numbers.publicExponent))),
                ]
            }
        }
    }

    public func clientData(_ type: String, _ challenge: [UInt8]) -> [UInt8] {
        Array(
            #"{"type":"\#(type)","challenge":"\#(Base64URL.encode(challenge))","origin":"\#(origin)"\#(furtherClientData)}"#.utf8)
    }

    /// Authenticator data; with the passkey in it where it was just made.
    public func data(attesting cose: [UInt8]? = nil) -> [UInt8] {
        var flags = flags
        if cose != nil { flags |= Flags.attested }
        if !extensions.isEmpty { flags |= Flags.extended }
        var bytes =
            Array(SHA256.hash(data: Array(rpID.utf8))) + [flags] + (0..<4).map { UInt8(truncatingIfNeeded: counter >> (24 - 8 * $0)) }
        if let cose {
            bytes += [UInt8](repeating: 0, count: 16) + [UInt8(id.count >> 8), UInt8(id.count & 0xff)] + id + cose
        }
        return bytes + extensions
    }

    public static func attestation(_ data: [UInt8], format: String = "none", statement: CBORBytes = .map([])) -> [UInt8] {
        CBORBytes.map([(.text("fmt"), .text(format)), (.text("attStmt"), statement), (.text("authData"), .bytes(data))]).encoded
    }

    public func signature(_ data: [UInt8], _ clientData: [UInt8]) throws -> [UInt8] {
        let message = data + Array(SHA256.hash(data: clientData))
        return switch key {
        case .p256(let key): Array(try key.signature(for: message).derRepresentation)
        case .ed25519(let key): Array(try key.signature(for: message))
        case .rsa(let key): Array(try key.signature(for: message, padding: .insecurePKCS1v1_5).rawRepresentation)
        }
    }

    /// What the browser posts for `navigator.credentials.create`.
    public func created(_ challenge: [UInt8]) throws -> (clientData: [UInt8], attestation: [UInt8]) {
        (clientData("webauthn.create", challenge), Self.attestation(data(attesting: CBORBytes.map(try cose).encoded)))
    }

    /// What the browser posts for `navigator.credentials.get`.
    public mutating func got(_ challenge: [UInt8]) throws -> (clientData: [UInt8], data: [UInt8], signature: [UInt8]) {
        if counter > 0 { counter += 1 }
        let (clientData, data) = (clientData("webauthn.get", challenge), data())
        return (clientData, data, try signature(data, clientData))
    }
}

/// CBOR to be written (RFC 8949), well or badly.
public indirect enum CBORBytes: Sendable {
    case integer(Int64)
    case bytes([UInt8])
    case text(String)
    case list([CBORBytes])
    case map([(CBORBytes, CBORBytes)])
    case raw([UInt8])

    public var encoded: [UInt8] {
        switch self {
        case .integer(let value): Self.head(value < 0 ? 1 : 0, UInt64(value < 0 ? -1 - value : value))
        case .bytes(let bytes): Self.head(2, UInt64(bytes.count)) + bytes
        case .text(let text): Self.head(3, UInt64(text.utf8.count)) + Array(text.utf8)
        case .list(let elements): Self.head(4, UInt64(elements.count)) + elements.flatMap(\.encoded)
        case .map(let entries): Self.head(5, UInt64(entries.count)) + entries.flatMap { $0.encoded + $1.encoded }
        case .raw(let bytes): bytes
        }
    }

    private static func head(_ kind: UInt8, _ value: UInt64) -> [UInt8] {
        func big(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * (count - 1 - $0))) } }
        return switch value {
        case ..<24: [kind << 5 | UInt8(value)]
        case ..<256: [kind << 5 | 24] + big(1)
        case ..<65536: [kind << 5 | 25] + big(2)
        case ..<4_294_967_296: [kind << 5 | 26] + big(4)
        default: [kind << 5 | 27] + big(8)
        }
    }
}
