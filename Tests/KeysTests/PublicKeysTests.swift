// What a JWT must be to be accepted: RFC 7515 §5.2, RFC 7519 §7.2, RFC 8725 §3, RFC 9068 §4. Refusals are a table.

import Testing

@testable import Keys

struct PublicKeysTests {
    private let key: SigningKey
    private let other: SigningKey
    private let rsa: SigningKey
    private let keys: PublicKeys
    private let forge: Forge

    init() async throws {
        key = try SigningKey.generate(.es256)
        other = try SigningKey.generate(.es256)
        rsa = try SigningKey.generate(.rs256)
        keys = try await KeyRing([RingKey(key), RingKey(other), RingKey(rsa)]).publicKeys
        forge = Forge(key: key)
    }

    private func verify(_ token: String, as type: TokenType = .accessToken, at time: Timestamp = noon) async throws(TokenProblem)
        -> Claims
    {
        try await keys.verify(token, PublicKeys.Expectation(type, issuer: issuer, audiences: [audience]), at: time)
    }

    /// Why `token` is refused; `nil` if it is accepted.
    private func problem(_ token: String, as type: TokenType = .accessToken) async -> TokenProblem? {
        do { _ = try await verify(token, as: type) } catch { return error }
        return nil
    }

    private func header(_ changes: [String: JSON?]) -> JSON.Members {
        var header = forge.header
        for (name, value) in changes { header[name] = value }
        return header
    }

    @Test("a good token is accepted and its claims are read")
    func good() async throws {
        let found = try await verify(try forge.token(forge.header))
        #expect(found.subject == "user_1")
        #expect(found.clientID == ClientID("client_1"))
        #expect(found.scopes == ["notes:read", "notes:write"])
        #expect(found.audience == [audience])
        #expect(found.expiresAt == noon.seconds + 300)
        #expect(found.email == nil)
        let rs256 = Forge(key: rsa)
        #expect(try await verify(try rs256.token(rs256.header)).subject == "user_1")
    }

    @Test("headers: another algorithm, type, key or extension than the key and the caller demand")
    func headers() async throws {
        let es256 = "ES256"
        let cases: [(String, JSON.Members, TokenProblem)] = [
            ("alg none", header(["alg": "none"]), .badSignature),
            ("alg None", header(["alg": "None"]), .badSignature),
            ("alg empty", header(["alg": ""]), .badSignature),
            ("alg missing", header(["alg": nil]), .badSignature),
            ("alg in lower case", header(["alg": "es256"]), .badSignature),
            ("alg HS256", header(["alg": "HS256"]), .badSignature),
            ("alg ES384", header(["alg": "ES384"]), .badSignature),
            ("alg is a number", header(["alg": 1]), .malformed),
            ("an ID token", header(["typ": "JWT"]), .wrongType),
            ("an assertion", header(["typ": "usher-assertion+jwt"]), .wrongType),
            ("typ missing", header(["typ": nil]), .wrongType),
            ("typ empty", header(["typ": ""]), .wrongType),
            ("typ with something behind", header(["typ": "at+jwt;v=1"]), .wrongType),
            ("crit names an extension", header(["crit": .array(["b64"]), "b64": false]), .wrongType),
            ("crit is empty", header(["crit": .array([])]), .wrongType),
            ("crit is no array", header(["crit": "b64"]), .malformed),
            ("kid unknown", header(["kid": "another"]), .unknownKey),
            ("kid missing", header(["kid": nil]), .unknownKey),
            ("kid with a space behind", header(["kid": .string(key.keyID + " ")]), .unknownKey),
            ("kid of another key of the set", header(["kid": .string(other.keyID)]), .badSignature),
            ("kid of an RSA key", header(["kid": .string(rsa.keyID)]), .badSignature),
            ("alg and kid of an RSA key", header(["alg": "RS256", "kid": .string(rsa.keyID)]), .badSignature),
        ]
        for (name, header, expected) in cases {
            #expect(await problem(try forge.token(header)) == expected, "\(name)")
        }
        #expect(header(["alg": .string(es256)]) != header(["alg": "none"]))
    }

    @Test("alg none without a signature is refused, and so is a true token robbed of its own")
    func unsigned() async throws {
        for algorithm in ["none", "None", "NONE", "ES256"] {
            let bare = forge.unsigned(JSON.object(header(["alg": .string(algorithm)])).encoded)
            #expect(await problem(bare + ".") == .badSignature)
            #expect(await problem(bare) == .malformed)
            #expect(await problem(bare + ".AAAA") == .badSignature)
        }
        let zeros = Base64URL.encode([UInt8](repeating: 0, count: 64))
        #expect(await problem(forge.unsigned(JSON.object(forge.header).encoded) + "." + zeros) == .badSignature)
    }

    @Test("HS256 keyed with the public key is refused, however the key is written (RFC 8725 §2.1)")
    func confusion() async throws {
        guard case .object(let jwk) = key.publicJWK, case .string(let x) = jwk["x"], case .string(let y) = jwk["y"] else {
            throw Unexpected()
        }
        let point = try [x, y].flatMap { try #require(Base64URL.decode($0)) }
        let spellings = [key.publicJWK.encoded, Array(x.utf8), point, [4] + point, []]
        for algorithm in ["HS256", "ES256"] {
            for spelling in spellings {
                let token = forge.token(header(["alg": .string(algorithm)]), hmacKey: spelling)
                #expect(await problem(token) == .badSignature)
            }
        }
    }

    @Test("a key that comes with the token is not used (RFC 8725 §3.10)")
    func embedded() async throws {
        let stranger = Forge(key: try SigningKey.generate(.es256))
        for named in [key.keyID, stranger.key.keyID] {
            var header = stranger.header
            header["kid"] = .string(named)
            header["jwk"] = stranger.key.publicJWK
            header["jku"] = "https://attacker.example/jwks"
            #expect(await problem(try stranger.token(header)) == (named == key.keyID ? .badSignature : .unknownKey))
        }
    }

    @Test("one kind of token never passes for another")
    func types() async throws {
        let all: [TokenType] = [.accessToken, .idToken, .assertion]
        let ring = try await KeyRing([RingKey(key)])
        for signed in all {
            let token = try ring.sign(claims(), as: signed, at: noon)
            for expected in all {
                #expect(await problem(token, as: expected) == (signed == expected ? nil : .wrongType))
            }
        }
    }

    @Test("claims: issuer, audience and time")
    func claimTable() async throws {
        let now = noon.seconds
        let cases: [(String, [String: JSON?], TokenProblem?)] = [
            ("another issuer", ["iss": "https://attacker.example"], .wrongIssuer),
            ("issuer with a slash", ["iss": .string(issuer + "/")], .wrongIssuer),
            ("issuer in capitals", ["iss": "https://USHER.example"], .wrongIssuer),
            ("issuer empty", ["iss": ""], .wrongIssuer),
            ("another audience", ["aud": "https://usher.example/mail"], .wrongAudience),
            ("audience with a slash", ["aud": .string(audience + "/")], .wrongAudience),
            ("audience shortened", ["aud": .string(String(audience.dropLast()))], .wrongAudience),
            ("the client as audience", ["aud": "client_1"], .wrongAudience),
            ("no audience in the list", ["aud": .array([])], .wrongAudience),
            ("one of several audiences", ["aud": .array(["https://usher.example/mail", .string(audience)])], nil),
            ("expired long ago", ["exp": .integer(now - 3600)], .expired),
            ("expired beyond the leeway", ["exp": .integer(now - 5)], .expired),
            ("expired within the leeway", ["exp": .integer(now - 4)], nil),
            ("expires at zero", ["exp": 0], .expired),
            ("expires before time began", ["exp": .integer(.min)], .expired),
            ("issued beyond the leeway", ["iat": .integer(now + 6)], .notYetValid),
            ("issued within the leeway", ["iat": .integer(now + 5)], nil),
            ("issued at the end of time", ["iat": .integer(.max)], .notYetValid),
        ]
        for (name, changes, expected) in cases {
            #expect(await problem(try forge.token(forge.header, claims(changes))) == expected, "\(name)")
        }
    }

    @Test(
        "a required claim that is missing or of another type is refused, although the signature is right",
        arguments: ["iss", "sub", "aud", "exp", "iat"])
    func requiredClaims(name: String) async throws {
        let wrong: [JSON?] = [nil, true, .object([:]), name == "exp" || name == "iat" ? "1795521900" : 1]
        for value in wrong {
            #expect(await problem(try forge.token(forge.header, claims([name: value]))) != nil)
        }
    }

    @Test("with no audience to expect, it is left to the caller")
    func anyAudience() async throws {
        let expectation = PublicKeys.Expectation(.accessToken, issuer: issuer, audiences: nil)
        let token = try forge.token(forge.header, claims(["aud": "elsewhere"]))
        #expect(try await keys.verify(token, expectation, at: noon).audience == ["elsewhere"])
    }

    @Test("a token with one character too few, too many or foreign is refused")
    func spelling() async throws {
        let token = try forge.token(forge.header)
        let parts = token.split(separator: ".").map(String.init)
        let malformed = [
            "", ".", "..", "...", " ", parts[0], "\(parts[0]).\(parts[1])", token + ".", token + " ", token + "=", token + "==",
            token + "\n", token + "\0", " " + token, "." + token, token + "." + parts[2], token.replacing(".", with: ". "),
            token + "é", "é" + token, token.replacing("e", with: "ｅ"), token.replacing(".", with: "。"), "{}.{}.{}",
            "Bearer " + token, "\(parts[0])..\(parts[2]).", "Zm9v.\(parts[1]).\(parts[2])", ".\(parts[1]).\(parts[2])",
        ]
        for text in malformed {
            #expect(await problem(text) == .malformed, "\(text.prefix(20))…")
        }
        #expect(await problem(String(token.dropLast())) != nil)
        #expect(await problem(String(token.dropFirst())) != nil)
        #expect(await problem("\(parts[0])..\(parts[2])") == .badSignature)
    }

    @Test("each change of a single character is refused, the spare bits of the last one included")
    func singleCharacter() async throws {
        let token = Array(try forge.token(forge.header).utf8)
        var accepted = 0
        for position in token.indices {
            for letter in [UInt8(ascii: "A"), UInt8(ascii: "B"), UInt8(ascii: "_"), UInt8(ascii: "=")] where letter != token[position] {
                var changed = token
                changed[position] = letter
                if await problem(String(decoding: changed, as: UTF8.self)) == nil { accepted += 1 }
            }
        }
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        for letter in alphabet where letter != token.last {
            if await problem(String(decoding: token.dropLast() + [letter], as: UTF8.self)) == nil { accepted += 1 }
        }
        #expect(accepted == 0)
    }

    @Test("8 KiB is the longest token that is looked at")
    func length() async throws {
        func token(padding: Int) throws -> String {
            try forge.token(forge.header, claims(["scope": .string(String(repeating: "a", count: padding))]))
        }
        var padding = 5000
        while try token(padding: padding + 1).utf8.count <= 8192 { padding += 1 }
        #expect(await problem(try token(padding: padding)) == nil)
        #expect(await problem(try token(padding: padding + 2)) == .malformed)
        #expect(await problem(String(repeating: "a", count: 1 << 20)) == .malformed)
        #expect(await problem(String(repeating: ".", count: 1 << 20)) == .malformed)
    }

    @Test("a document that is no key set is an error", arguments: ["", "[]", "{}", #"{"keys":1}"#, "<html>"])
    func documents(text: String) async {
        await #expect(throws: (any Error).self) { try await PublicKeys(jwks: Array(text.utf8)) }
    }

    @Test("keys without a name or an algorithm are passed over")
    func unnamed() async throws {
        guard case .object(var jwk) = key.publicJWK else { throw Unexpected() }
        jwk["alg"] = nil
        let document = JSON.object(["keys": .array([.object(jwk), other.publicJWK])])
        #expect(try await PublicKeys(jwks: document.encoded).keyIDs == [other.keyID])
    }
}
