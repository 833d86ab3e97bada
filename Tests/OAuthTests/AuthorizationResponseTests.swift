// RFC 6749 §4.1.2, RFC 9207, OAuth 2.0 Form Post Response Mode.

import Keys
import OAuth
import TestKit
import Testing

@Suite("Answers to authorization requests")
struct AuthorizationResponseTests {
    /// The answer to a request whose `state` stands in the query exactly like this.
    private func response(rawState: String, mode: String? = nil) async throws -> AuthorizationResponse {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        let form = world.request(client).with(["state": nil, "response_mode": mode])
        let parameters = try Parameters(formEncoded: "\(form.text)&state=\(rawState)")
        return try await world.server.authorization.decide(
            .allow, on: parameters, person: person, begunAt: world.clock.time
        ).response
    }

    private func query(_ location: String, _ name: String) -> [String] {
        (location.split(separator: "?", maxSplits: 1).last ?? "").split(separator: "&").map {
            $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        }.filter { $0[0] == name }.map { String($0[1]) }
    }

    // REQUIREMENTS C-13, CLIENTS A1, Q1, Q2: VS Code's base64 broke on servers that turn `+` into a space.
    @Test(
        "state comes back octet for octet, encoded as it was sent",
        arguments: [
            "xyz", "a%20b", "a+b", "a%2Bb", "ab%2Bcd%2Fef%3D%3D", "ab/cd==", "%7B%22a%22%3A1%7D", "%C3%A9", "%e2%82%ac", "a%25b",
            "a%2525b", "a~b.c-d_e", "!$'()*,;:@/?", "0c5f8c1a-7e5c-4e24-9a38-3a3c5b1d2f10", "%26code%3Devil", "%0D%0Ax",
            "a%00".dropLast(3) + "b",
            String(repeating: "openai_platform_oauth_relay__", count: 40), String(repeating: "%C3%A9", count: 1500),
            String(repeating: "s", count: 8192),
        ])
    func state(raw: String) async throws {
        let response = try await response(rawState: raw)
        #expect(query(response.location, "state") == [raw])
        let posted = try await self.response(rawState: raw, mode: "form_post")
        #expect(posted["state"] == FormEncoding.decode(raw))
    }

    @Test(
        "what a query must not hold is encoded, and says the same",
        arguments: [("a\"b", "a%22b"), ("a<b>", "a%3Cb%3E"), ("é", "%C3%A9"), ("a b", "a%20b"), ("a#b", "a%23b"), ("{a|b}", "%7Ba%7Cb%7D")])
    func unsafeState(raw: String, sent: String) async throws {
        #expect(query(try await response(rawState: raw).location, "state") == [sent])
    }

    // IS-01, C-14
    @Test("iss is there exactly once, in success and in error, in a query and in a form", arguments: ["query", "form_post"])
    func issuer(mode: String) async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        let form = world.request(client).with(["response_mode": mode])
        for (outcome, succeeds) in [
            (try await world.decide(.allow, form, as: person), true), (try await world.decide(.deny, form, as: person), false),
            (try await world.ask(form.with(["prompt": "none"]), as: nil), false),
            (try await world.ask(form.with(["response_type": "token"]), as: nil), false),
        ] {
            let response = try outcome.response
            #expect(response.isSuccess == succeeds)
            #expect(response.fields.filter { $0.name == "iss" }.map(\.value) == [EngineWorld.issuer])
            #expect(query(response.location, "iss") == ["https%3A%2F%2Fusher.test"])
            #expect(response.mode.rawValue == mode)
            #expect(response.fields.map(\.name).count == Set(response.fields.map(\.name)).count)
        }
    }

    // C-06
    @Test(
        "a registered query is kept",
        arguments: [
            ("https://app.example/cb?a=1", "https://app.example/cb?a=1&code="), ("https://app.example/cb", "https://app.example/cb?code="),
            ("https://app.example", "https://app.example?code="),
            ("cursor://anysphere.cursor-mcp/cb", "cursor://anysphere.cursor-mcp/cb?code="),
            ("com.example.app:/cb", "com.example.app:/cb?code="),
        ])
    func location(registered: String, beginning: String) async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.web) { $0.redirectURIs = [registered] }
        let response = try await world.decide(.allow, world.request(client), as: world.person()).response
        #expect(response.location.hasPrefix(beginning))
        #expect(response.clientName == "Website")
    }

    // C-13
    @Test("a success holds the code, the state and the issuer, and nothing else")
    func members() async throws {
        let response = try await response(rawState: "xyz")
        #expect(response.fields.map(\.name) == ["code", "state", "iss"])
    }
}
