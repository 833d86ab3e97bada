// RFC 7636, RFC 9700 §2.1.1. The refusals of a redemption are in AuthorizationCodeTests.

import Keys
import TestKit
import Testing

@testable import OAuth

@Suite("PKCE")
struct ProofKeyTests {
    // REQUIREMENTS P-01…P-04, CLIENTS A4
    @Test(
        "a challenge that is not S256 and well-formed goes back as invalid_request", arguments: TestClientKind.signingIn,
        [
            [("code_challenge_method", nil)], [("code_challenge_method", "plain")], [("code_challenge_method", "S512")],
            [("code_challenge_method", "s256")], [("code_challenge", nil)], [("code_challenge", "")],
            [("code_challenge", String(ProofKeyExample.challenge.dropLast()))], [("code_challenge", ProofKeyExample.challenge + "a")],
            [("code_challenge", String(repeating: "a", count: 129))], [("code_challenge", ProofKeyExample.challenge + "=")],
            [("code_challenge", "+" + ProofKeyExample.challenge.dropFirst())],
            [("code_challenge", "é" + ProofKeyExample.challenge.dropFirst())],
            [("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN")],
        ] as [[(String, String?)]])
    func challenge(kind: TestClientKind, changes: [(String, String?)]) async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(kind), try await world.person())
        let good = world.request(client).with([
            "code_challenge": ProofKeyExample.challenge, "code_challenge_method": "S256",
        ])
        let refused = try await world.decide(.allow, good.with(Dictionary(uniqueKeysWithValues: changes)), as: person)
        #expect(refused.error == "invalid_request")
        #expect(try await world.decide(.allow, good, as: person).error == nil)
    }

    // P-01, A4
    @Test("no challenge at all is a refusal, except for clients of a kind that cannot do it", arguments: TestClientKind.signingIn)
    func none(kind: TestClientKind) async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(kind), try await world.person())
        let form = world.request(client).with(["code_challenge": nil, "code_challenge_method": nil])
        let refused = try await world.decide(.allow, form, as: person).error
        #expect(refused == (kind == .plugin || kind == .action ? nil : "invalid_request"))
    }

    @Test("a public client is never exempt")
    func publicClient() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app) { $0.requiresPKCE = false }
        #expect(try await world.decide(.allow, world.request(client), as: world.person()).error == "invalid_request")
    }

    // A4: if a challenge was sent, the verifier is required.
    @Test("an exempt client that sends a challenge must show the verifier")
    func exemptButUsed() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.plugin), try await world.person())
        let code = try await world.code(
            client, person,
            changes: ["code_challenge": ProofKeyExample.challenge, "code_challenge_method": "S256"])
        let form = world.redemption(client, of: code)
        #expect(try await world.token(form).error == "invalid_grant")
        _ = try Tokens(await world.token(form.with(["code_verifier": ProofKeyExample.verifier])))
    }

    // RFC 7636 appendix B
    @Test("the example of the RFC fits")
    func example() throws {
        try ProofKey.verify(ProofKeyExample.verifier, against: ProofKeyExample.challenge)
        #expect(Digest(of: ProofKeyExample.verifier).base64URL == ProofKeyExample.challenge)
    }

    // P-08
    @Test("a verifier has 43 to 128 unreserved characters", arguments: [43, 128])
    func lengths(count: Int) throws {
        let verifier = String("aZ09-._~".cycled(count))
        try ProofKey.verify(verifier, against: Digest(of: verifier).base64URL)
    }

    // P-11
    @Test("the challenge appears in no answer")
    func silence() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        let answer = try await world.decide(.allow, world.request(client), as: person).response
        #expect(!answer.location.contains(ProofKeyExample.challenge))
        let reply = try await world.token(world.redemption(client, of: try #require(answer["code"])))
        let body = String(decoding: try reply.document.encoded, as: UTF8.self)
        #expect(!body.contains(ProofKeyExample.challenge) && !body.contains(ProofKeyExample.verifier))
    }
}

extension String {
    fileprivate func cycled(_ count: Int) -> [Character] {
        let letters = Array(self)
        return (0..<count).map { letters[$0 % letters.count] }
    }
}
