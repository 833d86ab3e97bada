import Crypto
import CryptoExtras
import Foundation
import Testing

@testable import Keys

@Suite("Keys of clients")
struct AssertionKeysTests {
    private static let assertion: JSON.Members = [
        "iss": "client_1", "sub": "client_1", "aud": "https://usher.example", "exp": .integer(noon.seconds + 60), "jti": "1",
    ]

    private func keys(_ entries: JSON...) async throws -> AssertionKeys {
        try await AssertionKeys(jwks: JSON.object(["keys": .array(entries)]).encoded)
    }

    private func jwk(_ key: SigningKey, _ changes: [String: JSON?] = [:]) -> JSON {
        guard case .object(var members) = key.publicJWK else { return key.publicJWK }
        for (name, value) in changes { members[name] = value }
        return .object(members)
    }

    private func token(_ key: SigningKey, header: [String: JSON?] = [:]) throws -> String {
        var head = Forge(key: key).header
        head["typ"] = nil
        for (name, value) in header { head[name] = value }
        return try Forge(key: key).token(head, Self.assertion)
    }

    @Test("a key may leave out its name, its use and its algorithm, and the assertion the key's name")
    func sparse() async throws {
        for algorithm in SigningAlgorithm.allCases {
            let key = try SigningKey.generate(algorithm)
            for changes in [[:], ["kid": nil], ["alg": nil], ["use": nil], ["kid": nil, "alg": nil, "use": nil]] as [[String: JSON?]] {
                let set = try await keys(jwk(key, changes))
                #expect(try await set.claims(of: token(key)).subject == "client_1")
                #expect(try await set.claims(of: token(key, header: ["kid": nil])).expiresAt == noon.seconds + 60)
            }
        }
    }

    @Test("of several keys without names the right one is found")
    func several() async throws {
        let (first, second) = (try SigningKey.generate(.es256), try SigningKey.generate(.es256))
        let set = try await keys(jwk(first, ["kid": nil]), jwk(second, ["kid": nil]))
        #expect(try await set.claims(of: token(second, header: ["kid": nil])).issuer == "client_1")
    }

    @Test("a key for another use, or that is not public, or of a kind that is not known is left out")
    func leftOut() async throws {
        let key = try SigningKey.generate(.es256)
        let unusable: [JSON] = [
            jwk(key, ["use": "enc"]), jwk(key, ["d": "AAAA"]), jwk(key, ["alg": "ES384"]), jwk(key, ["crv": "P-384"]),
            jwk(key, ["kty": "oct"]), jwk(key, ["x": nil]), jwk(key, ["x": "AAAA"]), jwk(key, ["kty": nil]), "text", 7, .array([]),
        ]
        for entry in unusable {
            #expect(try await keys(entry).isEmpty)
            let set = try await keys(entry, key.publicJWK)
            #expect(!set.isEmpty)
        }
    }

    @Test("an RSA key of less than 2048 bits is left out")
    func shortKey() async throws {
        let modulus = Base64URL.encode([0xC1] + [UInt8](repeating: 0x35, count: 127))
        let weak: JSON = .object(["kty": "RSA", "n": .string(modulus), "e": "AQAB", "kid": "1", "alg": "RS256"])
        #expect(try await keys(weak).isEmpty)
    }

    @Test("PS256 and EdDSA are checked as well")
    func others() async throws {
        let rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let numbers = try rsa.publicKey.getKeyPrimitives()
        let edwards = Curve25519.Signing.PrivateKey()
        let set = try await keys(
            .object([
                "kty": "RSA", "kid": "r", "n": .string(Base64URL.encode(numbers.modulus)),
                "e": .string(Base64URL.encode(numbers.publicExponent)),
            ]),
            .object([
                "kty": "OKP", "crv": "Ed25519", "kid": "e", "x": .string(Base64URL.encode(edwards.publicKey.rawRepresentation)),
            ]))
        func signed(_ header: JSON.Members, _ sign: (Data) throws -> Data) throws -> String {
            let message = "\(Base64URL.encode(JSON.object(header).encoded)).\(Base64URL.encode(JSON.object(Self.assertion).encoded))"
            return "\(message).\(Base64URL.encode(try sign(Data(message.utf8))))"
        }
        let pss = try signed(["alg": "PS256", "kid": "r"]) { try rsa.signature(for: $0, padding: .PSS).rawRepresentation }
        #expect(try await set.claims(of: pss).subject == "client_1")
        let eddsa = try signed(["alg": "EdDSA", "kid": "e"]) { try edwards.signature(for: $0) }
        #expect(try await set.claims(of: eddsa).subject == "client_1")
        // The token's word about the algorithm counts for nothing.
        let crossed = try signed(["alg": "RS256", "kid": "r"]) { try rsa.signature(for: $0, padding: .PSS).rawRepresentation }
        await #expect(throws: TokenProblem.self) { try await set.claims(of: crossed) }
    }

    @Test("a key that is not known is another problem than a signature that is wrong")
    func problems() async throws {
        let (key, other) = (try SigningKey.generate(.es256), try SigningKey.generate(.es256))
        let set = try await keys(key.publicJWK)
        await #expect(throws: TokenProblem.unknownKey) { try await set.claims(of: token(other)) }
        await #expect(throws: TokenProblem.unknownKey) { try await set.claims(of: token(other, header: ["kid": nil])) }
        await #expect(throws: TokenProblem.badSignature) {
            try await set.claims(of: token(other, header: ["kid": .string(key.keyID)]))
        }
        await #expect(throws: TokenProblem.wrongType) { try await set.claims(of: token(key, header: ["typ": "at+jwt"])) }
        await #expect(throws: TokenProblem.malformed) { try await set.claims(of: "a.b") }
    }

    @Test("whom an assertion is about can be read before it is believed")
    func subject() throws {
        let key = try SigningKey.generate(.es256)
        #expect(AssertionKeys.unverifiedSubject(of: try token(key)) == "client_1")
        for text in ["", "a", "a.b", "a.b.c", "..", "e30.e30.e30"] { #expect(AssertionKeys.unverifiedSubject(of: text) == nil) }
    }
}
