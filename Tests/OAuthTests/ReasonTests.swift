// Every refusal names the rule that decided, beside the answer; the answer itself says nothing of it.

import Keys
import OAuth
import TestKit
import Testing

@Suite("Reasons")
struct ReasonTests {
    @Test("every reason has a rule, and its own name")
    func rules() {
        for reason in Reason.allCases { #expect(!reason.rule.description.isEmpty, "\(reason)") }
        #expect(Set(Reason.allCases.map(\.rawValue)).count == Reason.allCases.count)
        #expect(Reason.verifierWrong.rule.description == "RFC 7636 §4.6")
    }

    /// What is changed in a right token request, and what decides then.
    static let redemptions: [(change: [String: String?], reason: Reason)] = [
        (["code": nil], .codeMissing), (["code": "usher_ac_x"], .codeUnknown), (["grant_type": nil], .grantTypeMissing),
        (["grant_type": "password"], .grantTypeUnsupported), (["grant_type": "client_credentials"], .grantTypeNotAllowed),
        (["redirect_uri": "https://app.example/other"], .redirectURIDiffers), (["code_verifier": nil], .verifierMissing),
        (["code_verifier": "short"], .verifierMalformed),
        (["code_verifier": String(repeating: "a", count: 43)], .verifierWrong), (["client_secret": "wrong"], .secretWrong),
        (["client_secret": nil], .methodWrong), (["client_id": "nobody"], .clientUnknown), (["client_id": nil], .clientMissing),
    ]

    @Test("a refused token request says why beside the answer", arguments: redemptions.indices)
    func redemption(index: Int) async throws {
        let (change, reason) = Self.redemptions[index]
        let world = try await EngineWorld()
        let client = try await world.client(.web)
        let code = try await world.code(client, world.person())
        let reply = try await world.token(world.redemption(client, of: code).with(change))
        #expect(reply.matter.refusal?.reason == reason)
        #expect(!"\(reply.body)\(reply.headers)".contains(reason.rawValue))
    }

    @Test("an unknown client and a wrong secret are answered alike, and told apart beside the answer")
    func alike() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.web)
        let wrong = try await world.token(["grant_type": "refresh_token", "client_id": client.id.value, "client_secret": "x"])
        let unknown = try await world.token(["grant_type": "refresh_token", "client_id": "nobody", "client_secret": "x"])
        #expect(wrong == unknown)
        #expect(wrong.matter.refusal?.reason == .secretWrong && unknown.matter.refusal?.reason == .clientUnknown)
    }

    @Test("a code and a refresh token that are spent, expired or somebody else's say which")
    func spent() async throws {
        let world = try await EngineWorld()
        let (client, other) = (try await world.client(.web), try await world.client(.web))
        let person = try await world.person()
        let code = try await world.code(client, person)
        let theft = try await world.token(world.redemption(other, of: code))
        #expect(theft.matter.refusal?.reason == .codeOfAnother)
        let tokens = try await Tokens(world.token(world.redemption(client, of: code)))
        #expect(tokens.reply.matter.grant != nil && tokens.reply.matter.client == client.id)
        let replay = try await world.token(world.redemption(client, of: code))
        #expect(replay.matter.refusal?.reason == .codeReplayed)
        #expect(try await world.token(world.refreshing(client, with: tokens.refresh)).matter.refusal?.reason == .grantRevoked)
        let late = try await world.code(client, person)
        world.clock.advance(by: .seconds(61))
        #expect(try await world.token(world.redemption(client, of: late)).matter.refusal?.reason == .codeExpired)
    }

    /// What is changed in a right authorization request, and what decides then.
    static let requests: [(change: [String: String?], reason: Reason)] = [
        (["client_id": nil], .clientMissing), (["client_id": "nobody"], .clientUnknown),
        (["redirect_uri": "https://app.example/new"], .redirectURINotRegistered),
        (["redirect_uri": "javascript:alert(1)"], .redirectURIForbidden), (["response_mode": "fragment"], .responseMode),
        (["response_type": "token"], .responseType), (["request": "x"], .requestObject),
        (["resource": "https://elsewhere.example"], .resourceUnknown), (["code_challenge": nil], .challengeMissing),
        (["code_challenge_method": "plain"], .challengeMethod), (["code_challenge": "short"], .challengeMalformed),
        (["prompt": "none login"], .parameterMalformed),
    ]

    @Test("a refused authorization request says why beside the page or the answer", arguments: requests.indices)
    func request(index: Int) async throws {
        let (change, reason) = Self.requests[index]
        let world = try await EngineWorld()
        let client = try await world.client(.web)
        let outcome = try await world.ask(world.request(client).with(change), as: world.person())
        let found: Reason? =
            switch outcome {
            case .page(let error): error.reason
            case .respond(let response): response.matter.refusal?.reason
            default: nil
            }
        #expect(found == reason)
    }
}
