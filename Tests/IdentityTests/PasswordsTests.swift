import Keys
import Synchronization
import Testing

@testable import Identity

@Suite("Password hashes")
struct PasswordsTests {
    private let passwords = Passwords(.quick, randomness: SeededRandomness())

    private func verify(_ typed: String, _ hash: PasswordHash?) async throws -> Bool {
        try await passwords.inTurn { try await $0.verify(try? Password(presented: typed), against: hash) }
    }

    @Test("the recommended parameters are OWASP's, and the hash says so")
    func recommended() async throws {
        let passwords = Passwords(randomness: SystemRandomness())
        let hash = try await passwords.hash(Password("correct horse"))
        #expect(hash.text.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        let fields = hash.text.split(separator: "$")
        #expect(fields.map(\.utf8.count).suffix(2) == [22, 43])
        let right = try await passwords.inTurn { try await $0.verify(Password("correct horse"), against: hash) }
        let wrong = try await passwords.inTurn { try await $0.verify(Password("wrong horse"), against: hash) }
        #expect(right && !wrong)
    }

    @Test("a hash that another program made is understood")
    func interoperation() async throws {
        // From the tests of the reference implementation: "password" with the salt "somesalt".
        let hash = PasswordHash(
            stored: "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")
        #expect(try await verify("password", hash))
        #expect(try await !verify("Password", hash))
    }

    @Test("two hashes of one password differ")
    func salt() async throws {
        let password = try Password("correct horse")
        let one = try await passwords.hash(password)
        let other = try await passwords.hash(password)
        #expect(one != other)
    }

    @Test(
        "a password is checked as it is, but for Unicode's composition",
        arguments: [
            ("na\u{ef}vet\u{e9}!", "nai\u{308}vete\u{301}!", true),
            ("nai\u{308}vete\u{301}!", "na\u{ef}vet\u{e9}!", true),
            ("correct horse", "Correct horse", false),
            ("correct horse", "correct horse ", false),
            ("correct horse", "correct  horse", false),
            ("correct\u{0}horse", "correct\u{0}house", false),
            ("correct\u{0}horse", "correct\u{0}horse", true),
            ("ﬁnal answer", "final answer", false),
            (String(repeating: "a", count: 128), String(repeating: "a", count: 127), false),
        ])
    func comparison(set: String, typed: String, isRight: Bool) async throws {
        let hash = try await passwords.hash(Password(set))
        #expect(try await verify(typed, hash) == isRight)
    }

    @Test("nothing matches where there is no password or no hash")
    func absence() async throws {
        let hash = try await passwords.hash(Password("correct horse"))
        #expect(try await !verify("correct horse", nil))
        #expect(try await !verify("short", hash))
        #expect(try await !verify("", nil))
    }

    @Test("the dummy costs what a real hash costs, and is no real hash")
    func dummy() async throws {
        let dummy = Argon2.dummy(.recommended, SeededRandomness())
        let real = try Argon2.hash([1], salt: Array(repeating: 7, count: Argon2.saltLength), .recommended)
        #expect(Argon2Parameters(of: dummy) == Argon2Parameters(of: real))
        #expect(dummy.text.split(separator: "$").map(\.utf8.count) == real.text.split(separator: "$").map(\.utf8.count))
        // Libargon2 reads it and works it out to the end: a mismatch, not a refusal to start.
        #expect(try Argon2.verify([], against: dummy) == false)
    }

    @Test(
        "a hash made with less than today's parameters needs making again",
        arguments: [
            ("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA", false),
            ("$argon2id$v=19$m=65536,t=3,p=1$c2FsdA$aGFzaA", false),
            ("$argon2id$v=19$m=19455,t=2,p=1$c2FsdA$aGFzaA", true),
            ("$argon2id$v=19$m=19456,t=1,p=1$c2FsdA$aGFzaA", true),
            ("$argon2id$v=16$m=19456,t=2,p=1$c2FsdA$aGFzaA", true),
            ("$argon2i$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA", true),
            ("$argon2id$v=19$m=19456,t=2$c2FsdA$aGFzaA", true),
            ("", true),
        ])
    func needsRehash(stored: String, needs: Bool) {
        let passwords = Passwords(randomness: SeededRandomness())
        #expect(passwords.needsRehash(PasswordHash(stored: stored)) == needs)
    }

    @Test("a damaged hash is a failure, not a wrong password", arguments: ["", "x", "$argon2id$v=19$m=8,t=1,p=1$$"])
    func damaged(stored: String) async throws {
        await #expect(throws: (any Error).self) { try await verify("correct horse", PasswordHash(stored: stored)) }
    }

    @Test("a hash does not show itself")
    func description() {
        #expect(!"\(PasswordHash(stored: "$argon2id$"))".contains("argon2id"))
    }
}
