// What is checked of a passkey's answer, each step with an answer that breaks it: WebAuthn level 3 §7.1 and §7.2.

import AuthenticatorKit
import Identity
import Keys
import Testing

@Suite("The relying party of passkeys")
struct RelyingPartyTests {
    @Test(
        "its name and origin follow from the public address",
        arguments: [
            ("https://usher.test", "usher.test", "https://usher.test"),
            ("https://API.Usher.test:443", "api.usher.test", "https://api.usher.test"),
            ("https://usher.test:8443", "usher.test", "https://usher.test:8443"),
            ("http://localhost:8080", "localhost", "http://localhost:8080"), ("http://localhost:80", "localhost", "http://localhost"),
            ("https://xn--bcher-kva.example", "xn--bcher-kva.example", "https://xn--bcher-kva.example"),
        ])
    func address(given: String, id: String, origin: String) throws {
        let party = try #require(RelyingParty(origin: given, name: "Usher"))
        #expect((party.id, party.origin) == (id, origin))
    }

    @Test(
        "an address by number, and what is no origin, has none",
        arguments: [
            "http://127.0.0.1:8080", "https://192.0.2.7", "https://[::1]:8443", "https://", "https://:8443", "usher.test",
            "ftp://usher.test", "https://usher.test/path", "https://bücher.example",
        ])
    func none(origin: String) {
        #expect(RelyingParty(origin: origin, name: "Usher") == nil)
    }

    // MARK: What is refused

    /// An answer that is wrong in one place.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let problem: PasskeyProblem
        let make: @Sendable (inout SoftAuthenticator) -> Void

        init(_ name: String, _ problem: PasskeyProblem, _ make: @escaping @Sendable (inout SoftAuthenticator) -> Void) {
            (testDescription, self.problem, self.make) = (name, problem, make)
        }

        static func origin(_ origin: String) -> Mistake { Mistake("the origin \(origin)", .wrongOrigin) { $0.origin = origin } }
    }

    private static let mistakes: [Mistake] = [
        .origin("https://usher.test:443"), .origin("https://usher.test:8443"), .origin("http://usher.test"),
        .origin("https://usher.test/"), .origin("https://evil.usher.test"), .origin("https://usher.test.evil.example"),
        .origin("https://evilusher.test"), .origin("https://USHER.test"), .origin("https://usher.test."), .origin("null"), .origin(""),
        .origin("android:apk-key-hash:abc"), .origin("https://usher.test\\u0000"),
        Mistake("a page within somebody else's", .crossOrigin) { $0.furtherClientData = #","crossOrigin":true"# },
        Mistake("a page above it", .crossOrigin) { $0.furtherClientData = #","topOrigin":"https://evil.example""# },
        Mistake("a crossOrigin that is no boolean", .malformedData) { $0.furtherClientData = #","crossOrigin":"false""# },
        Mistake("a challenge that stands twice", .malformedData) { $0.furtherClientData = #","challenge":"AAAA""# },
        Mistake("a type that stands twice", .malformedData) { $0.furtherClientData = #","type":"webauthn.get""# },
        Mistake("client data that is not finished", .malformedData) { $0.furtherClientData = #",""# },
        Mistake("client data of ten megabytes", .malformedData) {
            $0.furtherClientData = #","other":""# + String(repeating: "a", count: 10_000_000) + #"""#
        },
        Mistake("another relying party", .wrongRelyingParty) { $0.rpID = "evil.example" },
        Mistake("the domain above", .wrongRelyingParty) { $0.rpID = "test" },
        Mistake("nobody there", .personNotPresent) { $0.flags &= ~SoftAuthenticator.Flags.present },
        Mistake("nobody verified", .personNotVerified) { $0.flags &= ~SoftAuthenticator.Flags.verified },
        Mistake("backed up though it may not be", .backupFlags) { $0.flags |= SoftAuthenticator.Flags.backedUp },
        Mistake("bytes after the data", .malformedData) { $0.extensions = CBORBytes.map([]).encoded + [0] },
        Mistake("extensions that are no map", .malformedData) { $0.extensions = [0x01] },
        Mistake("extensions that are said and not there", .malformedData) { $0.flags |= SoftAuthenticator.Flags.extended },
    ]

    @Test("an assertion that is wrong in one place is refused for it", arguments: mistakes)
    func assertion(mistake: Mistake) async throws {
        let world = try PasskeyWorld()
        var key = try SoftAuthenticator()
        try await world.register(key)
        mistake.make(&key)
        #expect(try await world.signIn(&key) == .refused(mistake.problem))
    }

    @Test("a registration that is wrong in one place is refused for it", arguments: mistakes)
    func registration(mistake: Mistake) async throws {
        let world = try PasskeyWorld()
        var key = try SoftAuthenticator()
        mistake.make(&key)
        #expect(try await world.register(key) == .refused(mistake.problem))
        #expect(try await world.store.passkeys(of: world.ada).isEmpty)
    }

    @Test("what clients and authenticators add to what is known is read over")
    func additions() async throws {
        let world = try PasskeyWorld()
        var key = try SoftAuthenticator()
        key.furtherClientData = #","crossOrigin":false,"other":{"a":[1,null]},"hashAlgorithm":"SHA-256""#
        key.extensions = CBORBytes.map([(.text("credProtect"), .integer(2)), (.text("hmac-secret"), .raw([0xf5]))]).encoded
        guard case .added = try await world.register(key) else { throw Unexpected() }
        #expect(try await world.signIn(&key).passkey != nil)
        key.furtherClientData = ""
        #expect(try await world.signIn(&key).passkey != nil)
    }

    // MARK: Pieces that are not what they should be

    private func registered(_ change: (inout [UInt8], inout [UInt8], SoftAuthenticator) throws -> Void) async throws
        -> Passkeys.Registration
    {
        let world = try PasskeyWorld()
        let key = try SoftAuthenticator()
        let request = try await world.passkeys.askForRegistration(world.ada, boundTo: world.cookie)
        var made = try key.created(request.challenge)
        try change(&made.clientData, &made.attestation, key)
        return try await world.passkeys.register(
            RelyingParty.Registration(clientData: made.clientData, attestation: made.attestation), name: "", for: world.ada,
            ticket: request.ticket, boundTo: world.cookie)
    }

    @Test("a type of one kind is refused for the other")
    func types() async throws {
        #expect(
            try await registered { clientData, _, key in
                clientData = Array(String(decoding: clientData, as: UTF8.self).replacing("webauthn.create", with: "webauthn.get").utf8)
            } == .refused(.wrongType))
        #expect(
            try await registered { clientData, _, key in
                clientData = Array(String(decoding: clientData, as: UTF8.self).replacing("webauthn.create", with: "payment.get").utf8)
            } == .refused(.wrongType))
    }

    @Test("every shortened attestation object and every shortened authenticator data is refused")
    func truncated() async throws {
        let whole = try SoftAuthenticator().created([UInt8](repeating: 0, count: 32)).attestation
        for length in 0..<whole.count {
            #expect(
                try await registered { _, attestation, _ in attestation = Array(attestation.prefix(length)) } == .refused(.malformedData))
        }
        let data = try SoftAuthenticator().data(attesting: CBORBytes.map(SoftAuthenticator().cose).encoded)
        for length in 0..<data.count {
            let outcome = try await registered { _, attestation, _ in
                attestation = SoftAuthenticator.attestation(Array(data.prefix(length)))
            }
            #expect(outcome == .refused(.malformedData), "\(length)")
        }
    }

    @Test("trailing bytes, a name of no or 1,024 bytes, and data without a passkey are refused")
    func odd() async throws {
        #expect(try await registered { _, attestation, _ in attestation += [0] } == .refused(.malformedData))
        #expect(
            try await registered { _, attestation, key in attestation = SoftAuthenticator.attestation(key.data()) }
                == .refused(.malformedData))
        for count in [0, 1024] {
            let outcome = try await registered { _, attestation, key in
                var key = key
                key.id = [UInt8](repeating: 1, count: count)
                attestation = SoftAuthenticator.attestation(key.data(attesting: CBORBytes.map(try key.cose).encoded))
            }
            #expect(outcome == .refused(.malformedData))
        }
        let longest = try await registered { _, attestation, key in
            var key = key
            key.id = [UInt8](repeating: 1, count: 1023)
            attestation = SoftAuthenticator.attestation(key.data(attesting: CBORBytes.map(try key.cose).encoded))
        }
        guard case .added = longest else { throw Unexpected() }
    }

    @Test("a key that was not asked for is refused, and no word about the authenticator is believed or needed")
    func attestation() async throws {
        #expect(
            try await registered { _, attestation, key in
                var cose = try key.cose
                cose[4].1 = .bytes([UInt8](repeating: 9, count: 32))
                attestation = SoftAuthenticator.attestation(key.data(attesting: CBORBytes.map(cose).encoded))
            } == .refused(.unusableKey))
        let packed = try await registered { _, attestation, key in
            attestation = SoftAuthenticator.attestation(
                key.data(attesting: CBORBytes.map(try key.cose).encoded), format: "packed",
                statement: .map([(.text("alg"), .integer(-7)), (.text("sig"), .bytes([1, 2, 3]))]))
        }
        guard case .added = packed else { throw Unexpected() }
    }

    @Test("signed data that holds a new passkey, another length, another signature or other client data is refused")
    func assertionPieces() async throws {
        let world = try PasskeyWorld()
        let key = try SoftAuthenticator()
        try await world.register(key)
        let handle = try await world.store.passkeys(of: world.ada).first?.userHandle
        func outcome(_ change: (inout RelyingParty.Assertion, [UInt8]) throws -> Void) async throws -> Passkeys.Proof {
            let request = world.passkeys.askToSignIn(boundTo: world.cookie)
            var signing = key
            var answer = try await world.answer(&signing, request.challenge, handle: handle)
            try change(&answer, request.challenge)
            return try await world.passkeys.signIn(answer, ticket: request.ticket, boundTo: world.cookie)
        }
        let attested = try await outcome { answer, _ in
            answer.authenticatorData = key.data(attesting: CBORBytes.map(try key.cose).encoded)
            answer.signature = try key.signature(answer.authenticatorData, answer.clientData)
        }
        #expect(attested == .refused(.malformedData))
        for length in 0..<37 {
            let short = try await outcome { answer, _ in
                answer.authenticatorData = Array(answer.authenticatorData.prefix(length))
                answer.signature = try key.signature(answer.authenticatorData, answer.clientData)
            }
            #expect(short == .refused(.malformedData))
        }
        #expect(try await outcome { answer, _ in answer.signature[8] ^= 1 } == .refused(.wrongSignature))
        #expect(try await outcome { answer, _ in answer.signature = [] } == .refused(.wrongSignature))
        // Raw instead of DER.
        #expect(
            try await outcome { answer, _ in answer.signature = [UInt8](repeating: 1, count: 64) } == .refused(.wrongSignature))
        #expect(try await outcome { answer, _ in answer.authenticatorData[36] ^= 1 } == .refused(.wrongSignature))
        #expect(try await outcome { answer, _ in answer.clientData += [0x20] } == .refused(.wrongSignature))
        #expect(
            try await outcome { answer, challenge in answer.clientData = key.clientData("webauthn.create", challenge) }
                == .refused(.wrongType))
        #expect(
            try await outcome { answer, _ in answer.clientData = key.clientData("webauthn.get", [UInt8](repeating: 0, count: 32)) }
                == .refused(.wrongChallenge))
        // The right one, so that the others are refused for what is wrong with them.
        #expect(try await outcome { _, _ in }.passkey != nil)
    }

    @Test("a signature by another kind of key is refused")
    func otherAlgorithm() async throws {
        let world = try PasskeyWorld()
        try await world.register(try SoftAuthenticator(.edDSA))
        var rsa = try SoftAuthenticator(.rs256)
        #expect(try await world.signIn(&rsa) == .refused(.wrongSignature))
    }
}
