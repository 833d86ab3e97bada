// What is derived from the root secret (RFC 5869) or encrypted under it or under a secret: separate and unforgeable.

import Testing

@testable import Keys

struct RootSecretTests {
    private let message = Array("a signing key".utf8)

    private func root(_ byte: UInt8 = 7) throws -> RootSecret {
        try #require(RootSecret([UInt8](repeating: byte, count: 32)))
    }

    @Test("fewer than 32 bytes are no root secret")
    func length() {
        #expect(RootSecret([]) == nil)
        #expect(RootSecret([UInt8](repeating: 1, count: 31)) == nil)
        #expect(RootSecret([UInt8](repeating: 1, count: 32)) != nil)
        #expect(RootSecret([UInt8](repeating: 1, count: 64)) != nil)
    }

    @Test("what was sealed for one purpose opens for that purpose only, and under that secret only")
    func purposes() throws {
        let purposes: [RootSecret.Purpose] = [.signingKeys, .tickets, .formTokens]
        for purpose in purposes {
            let sealed = try root().seal(message, for: purpose)
            #expect(try root().open(sealed, for: purpose) == message)
            #expect(throws: (any Error).self) { try root(8).open(sealed, for: purpose) }
            for other in purposes where other != purpose {
                #expect(throws: (any Error).self) { try root().open(sealed, for: other) }
            }
        }
    }

    @Test("codes over the same message differ between purposes and secrets, and repeat otherwise")
    func codes() throws {
        let code = try root().code(over: message, for: .tickets)
        #expect(code.count == 32)
        #expect(try root().code(over: message, for: .tickets) == code)
        #expect(try root().code(over: message, for: .formTokens) != code)
        #expect(try root(8).code(over: message, for: .tickets) != code)
        #expect(try root().code(over: message + [0], for: .tickets) != code)
    }

    @Test("a sealed message changed in any byte, shortened or empty does not open")
    func changed() throws {
        let root = try root()
        let sealed = try root.seal(message, for: .signingKeys)
        for position in sealed.indices {
            var changed = sealed
            changed[position] ^= 1
            #expect(throws: (any Error).self) { try root.open(changed, for: .signingKeys) }
        }
        for length in [0, 1, 12, 27, sealed.count - 1] {
            #expect(throws: (any Error).self) { try root.open(Array(sealed.prefix(length)), for: .signingKeys) }
        }
    }

    @Test("sealing twice gives two texts, and neither holds the message")
    func nonce() throws {
        let first = try root().seal(message, for: .signingKeys)
        #expect(try root().seal(message, for: .signingKeys) != first)
        #expect(!String(decoding: first, as: UTF8.self).contains("signing"))
    }

    @Test("only the holder of a refresh token can read its successor")
    func successor() throws {
        let randomness = SeededRandomness(5)
        let handle = Handle(randomness)
        let token = Secret(.refreshToken, handle: handle, randomness)
        let successor = Secret(.refreshToken, handle: handle, randomness)
        let sealed = try token.seal(successor)
        #expect(token.open(sealed) == successor)
        #expect(successor.open(sealed) == nil)
        #expect(Secret(.refreshToken, handle: handle, randomness).open(sealed) == nil)
        #expect(token.open(Array(sealed.dropLast())) == nil)
        #expect(token.open([]) == nil)
        #expect(!String(decoding: sealed, as: UTF8.self).contains("usher_rt"))
    }

    @Test("a successor of another kind is not handed out")
    func successorKind() throws {
        let randomness = SeededRandomness(6)
        let token = Secret(.refreshToken, randomness)
        #expect(token.open(try token.seal(Secret(.clientSecret, randomness))) == nil)
    }
}
