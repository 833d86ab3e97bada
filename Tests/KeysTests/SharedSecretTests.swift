import Crypto
import Foundation
import Testing

@testable import Keys

@Suite("A shared secret")
struct SharedSecretTests {
    private static let bytes = Array("a shared secret of 32 bytes or so".utf8)

    /// A JWT, signed with HS256 whatever its header says.
    private func token(_ header: JSON.Members = ["alg": "HS256", "typ": "JWT"], key: [UInt8] = Self.bytes) -> String {
        let payload: JSON.Members = ["sub": "ada", "iat": .integer(noon.seconds)]
        let signed = [header, payload].map { Base64URL.encode(JSON.object($0).encoded) }.joined(separator: ".")
        let code = HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: SymmetricKey(data: key))
        return signed + "." + Base64URL.encode(Array(code))
    }

    @Test("it reads what was signed with it, whatever key the token names")
    func right() async throws {
        let secret = try #require(await SharedSecret(Self.bytes))
        #expect(try await secret.payload(of: token())["sub"]?.string == "ada")
        #expect(try await secret.payload(of: token(["alg": "HS256"]))["sub"]?.string == "ada")
        #expect(try await secret.payload(of: token(["alg": "HS256", "kid": "7"]))["sub"]?.string == "ada")
    }

    @Test("it has 256 bits at least")
    func short() async {
        #expect(await SharedSecret(Array(Self.bytes.prefix(31))) == nil)
        #expect(await SharedSecret(Array(Self.bytes.prefix(32))) != nil)
        #expect(await "\(SharedSecret(Self.bytes)!)" == "SharedSecret(…)")
    }

    // RFC 8725 §2.1, §3.1, §3.2, §3.11; RFC 7515 §4.1.11.
    @Test("another algorithm, another secret, another type and no signature at all are refused")
    func wrong() async throws {
        let secret = try #require(await SharedSecret(Self.bytes))
        let unsigned = token(["alg": "none"]).split(separator: ".").prefix(2).joined(separator: ".") + "."
        for wrong in [
            token(key: Array(Self.bytes.reversed())), token(key: []), token(["alg": "none"]), unsigned, token(["alg": "HS512"]),
            token(["alg": "hs256"]), token(["alg": "RS256"]), token(["alg": "ES256"]), token(["alg": "HS256", "typ": "at+jwt"]),
            token(["alg": "HS256", "crit": .array(["exp"])]), token() + "a", token() + ".", "ada", "", "a.b.c",
            String(repeating: "a", count: 9000),
        ] { await #expect(throws: TokenProblem.self) { try await secret.payload(of: wrong) } }
    }

    @Test("a public key is no shared secret, and a shared secret is no public key")
    func confusion() async throws {
        let key = try SigningKey.generate(.rs256)
        let set = try await AssertionKeys(jwks: JSON.object(["keys": .array([key.publicJWK])]).encoded)
        // What a naive library would take: the published key, as the secret of an HMAC.
        await #expect(throws: TokenProblem.self) { try await set.payload(of: token(key: key.publicJWK.encoded)) }
        let secret = try #require(await SharedSecret(key.publicJWK.encoded))
        let signed = try Forge(key: key).token(["alg": "RS256"], ["sub": "ada"])
        await #expect(throws: TokenProblem.self) { try await secret.payload(of: signed) }
        #expect(try await set.payload(of: signed)["sub"]?.string == "ada")
    }
}
