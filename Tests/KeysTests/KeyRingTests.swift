// Rotation: the next key is published before it signs, the old one verifies until it is retired, and then no more.

import Testing

@testable import Keys

struct KeyRingTests {
    private let old: RingKey
    private let next: RingKey
    private let expectation = PublicKeys.Expectation(.accessToken, issuer: issuer, audiences: [audience])

    init() throws {
        old = RingKey(try SigningKey.generate(.es256))
        next = RingKey(key: try SigningKey.generate(.es256), createdAt: noon, signsFrom: noon + .seconds(60))
    }

    @Test("the next key is published before it signs, so that those who fetched early know it")
    func published() async throws {
        let ring = try await KeyRing([old, next])
        let early = try await PublicKeys(jwks: ring.jwks)
        #expect(Set(early.keyIDs) == [old.key.keyID, next.key.keyID])
        for (seconds, signer) in [(0, old), (59, old), (60, next), (3600, next)] {
            let now = noon + .seconds(seconds)
            let token = try ring.sign(
                claims(["iat": .integer(now.seconds), "exp": .integer(now.seconds + 60)]), as: .accessToken, at: now)
            #expect(try keyID(of: token) == signer.key.keyID)
            #expect(try await early.verify(token, expectation, at: now).subject == "user_1")
        }
    }

    @Test("a key that was replaced does not sign beside one that may, whatever their clocks said")
    func replaced() async throws {
        let late = noon + .seconds(300)
        var replaced = RingKey(key: old.key, createdAt: late, signsFrom: late)
        replaced.retiresAt = late + .seconds(3600)
        let ring = try await KeyRing([next, replaced])
        let now = late + .seconds(60)
        let token = try ring.sign(claims(), as: .accessToken, at: now)
        #expect(try keyID(of: token) == next.key.keyID)
        #expect(ring.currentSince == next.createdAt)
        #expect(ring.retiresNext == replaced.retiresAt)
    }

    @Test("a token of the old key is good until that key is retired, and refused from then on")
    func retired() async throws {
        let token = try await KeyRing([old]).sign(claims(), as: .accessToken, at: noon)
        let both = try await KeyRing([next, old])
        #expect(try await both.publicKeys.verify(token, expectation, at: noon).subject == "user_1")
        let after = try await KeyRing([next])
        await #expect(throws: TokenProblem.unknownKey) {
            try await after.publicKeys.verify(token, expectation, at: noon)
        }
    }

    @Test("a ring whose keys may not sign yet does not sign, and neither does one without that algorithm")
    func noKey() async throws {
        let early = try await KeyRing([next])
        #expect(throws: KeyRingError.self) { try early.sign(claims(), as: .accessToken, at: noon) }
        let ring = try await KeyRing([old])
        #expect(throws: KeyRingError.self) { try ring.sign(claims(), as: .idToken, with: .rs256, at: noon) }
        let empty = try await KeyRing([])
        #expect(throws: KeyRingError.self) { try empty.sign(claims(), as: .accessToken, at: noon) }
    }

    @Test("each algorithm signs with a key of its own")
    func algorithms() async throws {
        let rsa = RingKey(try SigningKey.generate(.rs256))
        let ring = try await KeyRing([old, rsa])
        for (algorithm, key) in [(SigningAlgorithm.es256, old), (.rs256, rsa)] {
            let token = try ring.sign(claims(), as: .accessToken, with: algorithm, at: noon)
            #expect(try keyID(of: token) == key.key.keyID)
            #expect(try await ring.publicKeys.verify(token, expectation, at: noon).issuer == issuer)
        }
    }

    @Test("the published document names each key once and holds nothing private")
    func document() async throws {
        let rsa = RingKey(try SigningKey.generate(.rs256))
        let text = String(decoding: try await KeyRing([old, next, rsa]).jwks, as: UTF8.self)
        for key in [old, next, rsa] {
            #expect(text.ranges(of: "\"kid\":\"\(key.key.keyID)\"").count == 1)
        }
        for name in ["d", "p", "q", "dp", "dq", "qi", "k"] { #expect(!text.contains("\"\(name)\":")) }
    }

    @Test("those who hold the current keys see the newer ring")
    func current() async throws {
        let current = CurrentKeys(try await KeyRing([old]))
        #expect(current.current.publicKeys.keyIDs == [old.key.keyID])
        current.replace(with: try await KeyRing([next]))
        #expect(current.current.publicKeys.keyIDs == [next.key.keyID])
    }

    /// The `kid` in the token's header.
    private func keyID(of token: String) throws -> String {
        let header = try #require(token.split(separator: ".").first.flatMap { Base64URL.decode($0) })
        let text = String(decoding: header, as: UTF8.self)
        let start = try #require(text.firstRange(of: "\"kid\":\"")?.upperBound)
        return String(text[start...].prefix { $0 != "\"" })
    }
}
