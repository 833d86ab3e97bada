// Keys and their names: RFC 7515 Appendix A.3 (an ES256 key), RFC 7638 §3 (thumbprints), RFC 7517 §4 and RFC 7518 §6 (JWKs).

import Testing

@testable import Keys

struct SigningKeyTests {
    /// The key of RFC 7515 Appendix A.3.1.
    private enum Published {
        static let secret = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"
        static let x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
        static let y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
        /// `{"alg":"ES256"}` and the payload of A.3.1, signed.
        static let jws =
            "eyJhbGciOiJFUzI1NiJ9"
            + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
            + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    }

    /// RFC 5208 §5 around RFC 5915 §3: the key of A.3.1 as PKCS #8.
    private func publishedKey() throws -> SigningKey {
        let front: [UInt8] = [
            0x30, 0x81, 0x87, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
            0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x04, 0x6d, 0x30, 0x6b, 0x02, 0x01, 0x01, 0x04, 0x20,
        ]
        let point = try [Published.x, Published.y].flatMap { try #require(Base64URL.decode($0)) }
        let secret = try #require(Base64URL.decode(Published.secret))
        return try SigningKey(.es256, pkcs8: front + secret + [0xa1, 0x44, 0x03, 0x42, 0x00, 0x04] + point)
    }

    @Test("the key of RFC 7515 A.3 has the coordinates that are printed there")
    func coordinates() throws {
        guard case .object(let jwk) = try publishedKey().publicJWK else { throw Unexpected() }
        #expect(jwk["kty"] == "EC")
        #expect(jwk["crv"] == "P-256")
        #expect(jwk["x"] == .string(Published.x))
        #expect(jwk["y"] == .string(Published.y))
        #expect(jwk["alg"] == "ES256")
        #expect(jwk["use"] == "sig")
        #expect(jwk["d"] == nil)
    }

    @Test("an EC key is named by the digest of crv, kty, x and y in that order, without spaces (RFC 7638 §3.2)")
    func thumbprint() throws {
        let document = #"{"crv":"P-256","kty":"EC","x":"\#(Published.x)","y":"\#(Published.y)"}"#
        let key = try publishedKey()
        #expect(key.keyID == Digest(of: document).base64URL)
        // As computed by another program.
        #expect(key.keyID == "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U")
        guard case .object(let jwk) = key.publicJWK else { throw Unexpected() }
        #expect(jwk["kid"] == .string(key.keyID))
    }

    @Test("the recipe for an RSA key gives the thumbprint of RFC 7638 §3.1")
    func rsaThumbprint() throws {
        let modulus =
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknj"
            + "hMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQ"
            + "vRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzK"
            + "nqDKgw"
        let members: JSON.Members = ["e": "AQAB", "kty": "RSA", "n": .string(modulus)]
        #expect(Digest(of: JSON.object(members).encoded).base64URL == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")

        // And that is the recipe which names our own RSA keys.
        let key = try SigningKey.generate(.rs256)
        guard case .object(let jwk) = key.publicJWK, let exponent = jwk["e"], let own = jwk["n"] else { throw Unexpected() }
        #expect(exponent == "AQAB")
        #expect(key.keyID == Digest(of: JSON.object(["e": exponent, "kty": "RSA", "n": own]).encoded).base64URL)
    }

    @Test("the JWS of RFC 7515 A.3 has no type and no kid, so it is no token of ours although its signature is right")
    func untyped() async throws {
        let ring = try await KeyRing([RingKey(publishedKey())])
        for type in [TokenType.accessToken, .idToken, .assertion] {
            await #expect(throws: TokenProblem.wrongType) {
                try await ring.publicKeys.verify(
                    Published.jws, PublicKeys.Expectation(type, issuer: "joe", audiences: nil), at: noon)
            }
        }
    }

    @Test("an ES256 token has three parts, and its signature is 64 bytes, not DER (RFC 7515 A.3, RFC 7518 §3.4)")
    func structure() async throws {
        let ring = try await KeyRing([RingKey(publishedKey())])
        for _ in 0..<64 {
            let parts = try ring.sign(claims(), as: .accessToken, at: noon).split(separator: ".", omittingEmptySubsequences: false)
            #expect(parts.count == 3)
            #expect(Base64URL.decode(parts[2])?.count == 64)
        }
    }

    @Test("a key comes back from its PKCS #8 form with the same name", arguments: SigningAlgorithm.allCases)
    func storage(algorithm: SigningAlgorithm) throws {
        let key = try SigningKey.generate(algorithm)
        let again = try SigningKey(algorithm, pkcs8: key.pkcs8)
        #expect(again.keyID == key.keyID)
        #expect(again.publicJWK == key.publicJWK)
        #expect(again.algorithm == algorithm)
        #expect(throws: (any Error).self) { try SigningKey(algorithm, pkcs8: Array(key.pkcs8.dropLast())) }
    }
}

/// The value has another shape than the test expects.
struct Unexpected: Error {}
