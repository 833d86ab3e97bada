// COSE keys of passkeys: RFC 9052 §7 as WebAuthn level 3 §6.5.1.1 narrows it down.

import AuthenticatorKit
import Keys
import Testing

@Suite("The public key of a passkey")
struct CredentialKeyTests {
    private func read(_ entries: [(CBORBytes, CBORBytes)]) throws -> CredentialKey {
        try CredentialKey(reading: CBOR(reading: CBORBytes.map(entries).encoded))
    }

    @Test("each kind verifies what its private half has signed, also once it was stored", arguments: CredentialKey.Algorithm.allCases)
    func verify(algorithm: CredentialKey.Algorithm) throws {
        let authenticator = try SoftAuthenticator(algorithm)
        let key = try read(try authenticator.cose)
        #expect(key.algorithm == algorithm)
        let signature = try authenticator.signature([1, 2, 3], [4])
        let message = [1, 2, 3] + Digest(of: [4] as [UInt8]).bytes
        let stored = try CredentialKey(stored: key.bytes, algorithm: key.algorithm.rawValue)
        #expect(stored == key)
        for key in [key, stored] {
            #expect(key.verifies(signature, of: message))
            #expect(!key.verifies(signature, of: message + [0]))
            #expect(!key.verifies(Array(signature.dropLast()), of: message))
            #expect(!key.verifies(signature + [0], of: message))
            #expect(!key.verifies([], of: message))
        }
    }

    @Test("a signature of one kind is none of another")
    func others() throws {
        for (one, other) in [(CredentialKey.Algorithm.es256, .edDSA), (.edDSA, .rs256), (.rs256, .es256)]
            as [(CredentialKey.Algorithm, CredentialKey.Algorithm)]
        {
            let key = try read(try SoftAuthenticator(one).cose)
            let signature = try SoftAuthenticator(other).signature([1], [2])
            #expect(!key.verifies(signature, of: [1] + Digest(of: [2] as [UInt8]).bytes))
            #expect(throws: (any Error).self) { try CredentialKey(stored: key.bytes, algorithm: other.rawValue) }
        }
    }

    /// What is wrong with a key, and how it is made so.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let algorithm: CredentialKey.Algorithm
        let make: @Sendable ([(CBORBytes, CBORBytes)]) -> [(CBORBytes, CBORBytes)]

        init(
            _ name: String, _ algorithm: CredentialKey.Algorithm,
            _ make: @escaping @Sendable ([(CBORBytes, CBORBytes)]) -> [(CBORBytes, CBORBytes)]
        ) {
            (testDescription, self.algorithm, self.make) = (name, algorithm, make)
        }

        /// The key with another value in one place.
        static func other(
            _ name: String, _ algorithm: CredentialKey.Algorithm, _ place: Int, _ value: CBORBytes
        ) -> Mistake {
            Mistake(name, algorithm) { entries in
                var entries = entries
                entries[place].1 = value
                return entries
            }
        }
    }

    private static let mistakes: [Mistake] = [
        .other("an algorithm that was not asked for", .es256, 1, .integer(-35)),
        .other("no algorithm of COSE", .es256, 1, .text("ES256")),
        .other("another algorithm than its kind", .es256, 1, .integer(-257)),
        .other("another kind than its algorithm", .es256, 0, .integer(1)),
        .other("another curve", .es256, 2, .integer(2)),
        .other("Ed448", .edDSA, 2, .integer(7)),
        .other("a point that is not on the curve", .es256, 4, .bytes([UInt8](repeating: 9, count: 32))),
        .other("a short coordinate", .es256, 3, .bytes([UInt8](repeating: 9, count: 31))),
        .other("a long coordinate", .es256, 3, .bytes([UInt8](repeating: 0, count: 33))),
        .other("a compressed point", .es256, 4, .raw([0xf5])),
        .other("a short Ed25519 key", .edDSA, 3, .bytes([UInt8](repeating: 9, count: 31))),
        .other("a modulus of 2,040 bits", .rs256, 2, .bytes([UInt8](repeating: 0xff, count: 255))),
        .other("a modulus of 8,192 bits", .rs256, 2, .bytes([UInt8](repeating: 0xff, count: 1024))),
        .other("a modulus with zeros in front", .rs256, 2, .bytes([0] + [UInt8](repeating: 0xff, count: 255))),
        .other("an exponent of one", .rs256, 3, .bytes([1])),
        .other("an exponent of three", .rs256, 3, .bytes([3])),
        Mistake("a missing coordinate", .es256) { Array($0.dropLast()) },
        Mistake("no algorithm", .es256) { [$0[0]] + $0.dropFirst(2) },
        Mistake("more than it must have", .es256) { $0 + [(.integer(2), .bytes([1]))] },
        Mistake("an entry with a name", .edDSA) { $0 + [(.text("x"), .bytes([1]))] },
        Mistake("a private half", .edDSA) { $0 + [(.integer(-4), .bytes([UInt8](repeating: 1, count: 32)))] },
        Mistake("nothing", .es256) { _ in [] },
    ]

    @Test("one that is not exactly what was asked for is refused", arguments: mistakes)
    func refused(mistake: Mistake) throws {
        let entries = mistake.make(try SoftAuthenticator(mistake.algorithm).cose)
        #expect(throws: CredentialKey.Unusable.self) { try read(entries) }
    }

    @Test("what is no map is no key")
    func noMap() {
        #expect(throws: CredentialKey.Unusable.self) { try CredentialKey(reading: .bytes([1])) }
    }
}
