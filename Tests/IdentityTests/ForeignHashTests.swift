// Hashes of other systems: each form is taken, verified and upgraded; what is dear, damaged or unknown is not taken.

import Keys
import Testing

@testable import Identity

@Suite("Password hashes of other systems")
struct ForeignHashTests {
    /// All of "correct horse", made by other programs: libxcrypt, Python's hashlib, libargon2.
    static let hashes = [
        "$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2",
        "$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        "bcrypt$$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2",
        "$7$C6..../....SodiumChloride$DDiXq9W.wa48NxjJa6vFZ3vzvwdnAYeTgzYDB94rqQ/",
        "$7$9/..../....salt1234$WSOGlUEBFuV.82jxI4NjSLAhp0gPuDnf9Lz.WA9thM/",
        "$scrypt$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0$JLoeRlAiVzz/fmBbrb3a7QkuecDu7wE6R0zHHE5DC7g",
        "scrypt$1024$saltsaltsalt$8$1$JLoeRlAiVzz/fmBbrb3a7QkuecDu7wE6R0zHHE5DC7g=",
        "scrypt:1024:8:1$saltsaltsalt$24ba1e465022573cff7e605badbddaed092e79c0eeef013a474cc71c4e430bb80a2720158f93a78503819d59879a9c6a18b83a54df9ed08b3d271b4284869020",
        "$pbkdf2$1000$c2FsdHNhbHRzYWx0$JfNU29qvQkW1UgahO6OQ0oP6O0I",
        "$pbkdf2-sha256$1000$c2FsdHNhbHRzYWx0$F7o7.5VTVzFAO998X6s3AHrDsJVdMiIlgndIMe19NvY",
        "$pbkdf2-sha256$i=1000,l=32$c2FsdHNhbHRzYWx0$F7o7+5VTVzFAO998X6s3AHrDsJVdMiIlgndIMe19NvY",
        "$pbkdf2-sha384$i=1000$c2FsdHNhbHRzYWx0$mBrA7LYWpdeqSgSlx1cNlauF0EzYLswg3Ipjj9QkdfgJT9UYdjG2XbJrkCQ6mm2X",
        "$pbkdf2-sha512$1000$c2FsdHNhbHRzYWx0$oSKce4SGrSKsJabCWZfpe2MmVOPtl4paOjoD1njLdjo3le9sMBwq0q7ivJFcrXSTMQ0HjlOn/J48J9WZe4uR0g",
        "pbkdf2_sha256$1000$saltsaltsalt$F7o7+5VTVzFAO998X6s3AHrDsJVdMiIlgndIMe19NvY=",
        "pbkdf2:sha256:1000$saltsaltsalt$17ba3bfb95535731403bdf7c5fab37007ac3b0955d32222582774831ed7d36f6",
        "$argon2id$v=19$m=64,t=2,p=1$c2FsdHNhbHRzYWx0$aLaJqQFb5f1CILsf1cTEp4693N1unODGCdcToVVKvPA",
        "$argon2i$v=19$m=64,t=2,p=1$c2FsdHNhbHRzYWx0$Z3or2DquTEpb4oZCJEjHqpP8o1eHuFFduAeYRFSyDRg",
        "$argon2d$v=19$m=64,t=2,p=1$c2FsdHNhbHRzYWx0$ZoqIHIFMfUFjPeIh4Z/RbJXWF0uKEAkbnWimUku/IJ4",
        "argon2$argon2id$v=19$m=64,t=2,p=1$c2FsdHNhbHRzYWx0$aLaJqQFb5f1CILsf1cTEp4693N1unODGCdcToVVKvPA",
    ]

    private let passwords = Passwords(.quick, randomness: SeededRandomness())

    private func isRight(_ typed: String, _ hash: PasswordHash) async throws -> Bool {
        try await passwords.inTurn { try await $0.verify(Password(typed), against: hash) }
    }

    @Test("each form is verified, and is to be replaced", arguments: hashes)
    func verified(text: String) async throws {
        let hash = try ForeignHash(text).hash
        #expect(try await isRight("correct horse", hash))
        for wrong in ["correct hors", "correct horse ", "Correct horse", "correct\u{0}horse", "correct horse\u{0}"] {
            #expect(try await !isRight(wrong, hash), "\(wrong)")
        }
        #expect(hash.text.hasPrefix("$argon2id$") || passwords.needsRehash(hash))
        // What is stored is read again as what it is.
        #expect(try ForeignHash(hash.text).hash == hash)
    }

    @Test("vectors of RFC 6070, RFC 7914 §12 and of bcrypt's author")
    func vectors() throws {
        let sha1 = try ForeignHash.pbkdf2(
            "sha1", rounds: 4096, salt: Array("salt".utf8),
            key: #require(ForeignHash.bytes(hexadecimal: "4b007901b765489abead49d926f721d065a429c1")))
        #expect(try sha1.verify(Array("password".utf8)))
        let scrypt = try ForeignHash.scrypt(
            n: 1024, r: 8, p: 16, salt: Array("NaCl".utf8),
            key: #require(
                ForeignHash.bytes(
                    hexadecimal:
                        "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
                )))
        #expect(try scrypt.verify(Array("password".utf8)))
        #expect(try ForeignHash("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW").verify(Array("U*U".utf8)))
    }

    @Test(
        "what is dear, damaged or unknown is not taken",
        arguments: [
            ("$2b$16$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2", .tooDear),
            ("$2b$31$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2", .tooDear),
            ("$2b$03$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2", .damaged),
            ("$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy", .damaged),
            ("$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lO!2", .damaged),
            ("$2b$+5$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2", .damaged),
            // N of 2^21, and r of 2^24.
            ("$7$J6..../....SodiumChloride$DDiXq9W.wa48NxjJa6vFZ3vzvwdnAYeTgzYDB94rqQ/", .tooDear),
            ("$7$C....1/....SodiumChloride$DDiXq9W.wa48NxjJa6vFZ3vzvwdnAYeTgzYDB94rqQ/", .tooDear),
            ("$7$C6..../....$DDiXq9W.wa48NxjJa6vFZ3vzvwdnAYeTgzYDB94rqQ/", .damaged),
            ("$7$C6..../....SodiumChloride$DDiXq9W.wa48NxjJa6vFZ3vzvwdnAYeTgzYDB94rq", .damaged),
            ("$scrypt$ln=18,r=8,p=1$c2FsdA$JLoeRlAiVzz/fmBbrb3a7QkuecDu7wE6R0zHHE5DC7g", .tooDear),
            ("$scrypt$ln=62,r=1,p=1$c2FsdA$JLoeRlAiVzz/fmBbrb3a7QkuecDu7wE6R0zHHE5DC7g", .tooDear),
            ("$scrypt$ln=10,r=8,p=4611686018427387904$c2FsdA$JLoeRlAiVzz/fmBbrb3a7QkuecDu7wE6R0zHHE5DC7g", .tooDear),
            ("$scrypt$ln=-1,r=8,p=1$c2FsdA$JLoeRlAiVzz/fmBbrb3a7QkuecDu7wE6R0zHHE5DC7g", .damaged),
            ("$scrypt$ln=10,r=8$c2FsdA$JLoeRlAiVzz/fmBbrb3a7QkuecDu7wE6R0zHHE5DC7g", .damaged),
            ("scrypt$1000$salt$8$1$JLoeRlAiVzz/fmBbrb3a7QkuecDu7wE6R0zHHE5DC7g=", .damaged),
            ("$pbkdf2-sha256$2000001$c2FsdA$F7o7.5VTVzFAO998X6s3AHrDsJVdMiIlgndIMe19NvY", .tooDear),
            ("$pbkdf2-sha256$0$c2FsdA$F7o7.5VTVzFAO998X6s3AHrDsJVdMiIlgndIMe19NvY", .damaged),
            ("$pbkdf2-sha256$1000$c2FsdA$F7o7", .damaged),
            ("$pbkdf2-sha256$1000$c2 sdA$F7o7.5VTVzFAO998X6s3AHrDsJVdMiIlgndIMe19NvY", .damaged),
            ("$pbkdf2-md5$1000$c2FsdA$F7o7.5VTVzFAO998X6s3AHrDsJVdMiIlgndIMe19NvY", .unknown),
            ("$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", .tooDear),
            ("$argon2id$v=19$m=65536,t=4294967295,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", .tooDear),
            ("$argon2id$v=19$m=1024,t=2,p=64$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", .tooDear),
            ("$argon2id$v=19$m=4,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", .damaged),
            ("$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", .damaged),
            ("$argon2id$v=19$m=256,t=2,p=1$c2FsdA$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", .damaged),
            ("$1$salt$qJH7.N4xYta3aEG/dfqo/0", .unknown), ("$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjlO/O817G3", .unknown),
            ("5f4dcc3b5aa765d61d8327deb882cf99", .unknown), ("{SSHA}abc", .unknown), ("", .unknown), ("$", .unknown), ("$$$", .unknown),
            ("correct horse", .unknown), ("bcrypt_sha256$$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2", .unknown),
            ("pbkdf2:md5:1000$salt$5f4dcc3b5aa765d61d8327deb882cf99", .unknown), (String(repeating: "$2b$", count: 500), .damaged),
        ] as [(String, ForeignHash.Problem)])
    func refused(text: String, problem: ForeignHash.Problem) {
        #expect(throws: problem) { _ = try ForeignHash(text) }
    }

    @Test("who signs in with a hash of another system has one of ours from then on, and the same password")
    func upgrade() async throws {
        let world = World()
        let hash = try ForeignHash(Self.hashes[0])
        let outcome = try await world.accounts.take(
            email: "ada@example.com", name: "Ada", hash: hash, isEmailVerified: true, isDisabled: false)
        guard case .added(let account) = outcome else { throw Unexpected() }
        #expect(account.passwordHash == hash.hash && account.isEmailVerified)
        for _ in 0..<2 {
            _ = try await world.begin()
            let now = try #require(try await world.store.account(account.id)?.passwordHash)
            #expect(now.text.hasPrefix("$argon2id$") && now != hash.hash)
        }
        #expect(try await world.attempt() == .refused)
    }

    @Test("the second time nobody is added, and nobody is changed")
    func twice() async throws {
        let world = World()
        let hash = try ForeignHash(Self.hashes[0])
        for (name, expected) in [("Ada", true), ("Eva", false)] {
            let outcome = try await world.accounts.take(
                email: "Ada@example.com", name: name, hash: hash, isEmailVerified: false, isDisabled: name == "Eva")
            if case .added = outcome { #expect(expected) } else { #expect(!expected && outcome == .taken) }
        }
        let address = try #require(EmailAddress("ada@example.com"))
        let account = try #require(try await world.store.account(email: address.key))
        #expect(account.name == "Ada" && !account.isDisabled)
    }
}
