// RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1: what is shown on a page, and what goes back to the client.

import Keys
import OAuth
import TestKit
import Testing

@Suite("Authorization requests")
struct AuthorizationRequestTests {
    /// A request with something wrong in it.
    struct Wrong: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let changes: [String: String?]
        let repeated: [String: String]

        init(_ what: String, _ changes: [String: String?] = [:], repeated: [String: String] = [:]) {
            (testDescription, self.changes, self.repeated) = (what, changes, repeated)
        }
    }

    // REQUIREMENTS C-04, C-07, C-08, O-06, CLIENTS A10, R6
    @Test(
        "without a certain client and address there is a page, and never a redirect",
        arguments: [
            Wrong("no client", ["client_id": nil]), Wrong("an empty client", ["client_id": ""]),
            Wrong("an unknown client", ["client_id": "client_unknown"]),
            Wrong("a long client", ["client_id": String(repeating: "a", count: 5000)]),
            Wrong("two clients", repeated: ["client_id": "client_2"]),
            Wrong("an unregistered address", ["redirect_uri": "https://evil.example/cb"]),
            Wrong("a fragment", ["redirect_uri": "http://127.0.0.1:33418/callback#x"]),
            Wrong("a bare fragment", ["redirect_uri": "http://127.0.0.1:33418/callback#"]),
            Wrong("a dangerous address", ["redirect_uri": "javascript:alert(1)"]),
            Wrong("two addresses", repeated: ["redirect_uri": "http://127.0.0.1:33418/callback"]),
            Wrong("an unknown response mode", ["response_mode": "web_message"]), Wrong("a fragment mode", ["response_mode": "fragment"]),
            Wrong("two response modes", ["response_mode": "query"], repeated: ["response_mode": "query"]),
        ])
    func page(wrong: Wrong) async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        var form = world.request(client).with(wrong.changes)
        for (name, value) in wrong.repeated { form = form.repeating(name, value) }
        for outcome in [
            try await world.ask(form, as: person), try await world.ask(form, as: nil),
            try await world.decide(.allow, form, as: person), try await world.decide(.deny, form, as: person),
        ] {
            let page = try #require(outcome.page)
            #expect(!page.title.isEmpty && !page.sentence.isEmpty && !page.cure.isEmpty)
            #expect(!page.sentence.contains("evil.example"))
        }
    }

    // C-08
    @Test("a client with several addresses, or an open one, must say which", arguments: [TestClientKind.plugin, .action])
    func missingAddress(kind: TestClientKind) async throws {
        let world = try await EngineWorld()
        let form = world.request(try await world.client(kind)).with(["redirect_uri": nil])
        #expect(try await world.ask(form, as: nil).page != nil)
    }

    // C-04, C-05, C-15, C-46, O-03, O-07
    @Test(
        "everything else goes back to the client, with its state and the issuer",
        arguments: [
            ("invalid_request", Wrong("no response type", ["response_type": nil])),
            ("invalid_request", Wrong("an empty response type", ["response_type": ""])),
            ("unsupported_response_type", Wrong("a token", ["response_type": "token"])),
            ("unsupported_response_type", Wrong("an ID token and a token", ["response_type": "id_token token"])),
            ("unsupported_response_type", Wrong("a hybrid", ["response_type": "code id_token"])),
            ("unsupported_response_type", Wrong("nothing", ["response_type": "none"])),
            ("unsupported_response_type", Wrong("another case", ["response_type": "CODE"])),
            ("invalid_scope", Wrong("a quote in the scope", ["scope": "notes:\"read"])),
            ("invalid_scope", Wrong("a scope that is not ASCII", ["scope": "notes:lése"])),
            ("invalid_target", Wrong("an unknown resource", ["resource": "https://evil.example/"])),
            ("request_not_supported", Wrong("a request object", ["request": "eyJhbGciOiJub25lIn0.e30."])),
            ("request_uri_not_supported", Wrong("a request URI", ["request_uri": "https://app.example/r"])),
            ("registration_not_supported", Wrong("a registration", ["registration": "{}"])),
            ("invalid_request", Wrong("prompt none and login", ["prompt": "none login"])),
            ("invalid_request", Wrong("an endless nonce", ["nonce": String(repeating: "n", count: 1025)])),
            ("invalid_request", Wrong("a negative age", ["max_age": "-1"])),
            ("invalid_request", Wrong("an age in words", ["max_age": "old"])),
            ("invalid_request", Wrong("a fractional age", ["max_age": "1.5"])),
            ("invalid_request", Wrong("an age beyond counting", ["max_age": "99999999999999999999"])),
            ("invalid_request", Wrong("two response types", repeated: ["response_type": "code"])),
            ("invalid_request", Wrong("two scopes", repeated: ["scope": "notes:read"])),
            ("invalid_request", Wrong("two challenges", repeated: ["code_challenge": ProofKeyExample.challenge])),
            ("invalid_request", Wrong("two challenge methods", repeated: ["code_challenge_method": "S256"])),
            ("invalid_request", Wrong("two nonces", ["nonce": "a"], repeated: ["nonce": "a"])),
            ("invalid_request", Wrong("two prompts", ["prompt": "login"], repeated: ["prompt": "login"])),
            ("invalid_request", Wrong("two ages", ["max_age": "1"], repeated: ["max_age": "1"])),
            ("invalid_request", Wrong("two login hints", ["login_hint": "a"], repeated: ["login_hint": "a"])),
            ("invalid_request", Wrong("two ID token hints", ["id_token_hint": "a"], repeated: ["id_token_hint": "a"])),
        ])
    func response(error: String, wrong: Wrong) async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        var form = world.request(client).with(wrong.changes)
        for (name, value) in wrong.repeated { form = form.repeating(name, value) }
        for outcome in [try await world.ask(form, as: nil), try await world.decide(.allow, form, as: person)] {
            let response = try outcome.response
            #expect(response["error"] == error)
            #expect(response["error_description"]?.isEmpty == false)
            #expect(response["state"] == "af0ifjsldkj")
            #expect(response["iss"] == EngineWorld.issuer)
            #expect(response["code"] == nil)
            #expect(!response.isSuccess)
            #expect(response.destination.uri == client.redirectURI)
        }
    }

    // C-04
    @Test("a repeated state is refused, and none is sent back")
    func repeatedState() async throws {
        let world = try await EngineWorld()
        let form = world.request(try await world.client(.app)).repeating("state", "other")
        let response = try await world.ask(form, as: nil).response
        #expect(response["error"] == "invalid_request")
        #expect(!response.location.contains("state="))
    }

    // C-02, CLIENTS A2
    @Test("what is not known here is ignored, once or twice, and so are empty values")
    func unknown() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        let form = world.request(client).with([
            "foo": "bar", "ui_locales": "de", "audience": "x", "access_type": "offline", "grant_type": "authorization_code",
            "claims": "{}", "display": "popup", "acr_values": "1", "prompt": "create", "request": "", "request_uri": "",
            "max_age": "", "nonce": "", "id_token_hint": "", "response_mode": "", "resource": "",
        ]).repeating("foo", "again")
        #expect(try await world.decide(.allow, form, as: person).response["code"] != nil)
    }

    // C-16
    @Test("a client that may not sign people in is told so")
    func unauthorizedClient() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.service) { $0.redirectURIs = ["https://app.example/cb"] }
        let response = try await world.ask(world.request(client), as: nil).response
        #expect(response["error"] == "unauthorized_client")
    }

    // CLIENTS A1, Q3
    @Test("state is optional")
    func noState() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.plugin), try await world.person())
        for state in [nil, ""] {
            let response = try await world.decide(.allow, world.request(client).with(["state": state]), as: person).response
            #expect(response["code"] != nil)
            #expect(!response.location.contains("state"))
        }
    }

    // C-14, C-17: errors of every kind keep to the characters that the RFC allows.
    @Test(
        "an error's description holds no character that the RFC forbids, whatever was sent",
        arguments: ["\"", "\\", "é", "\n", "\"<script>"])
    func descriptions(hostile: String) async throws {
        let world = try await EngineWorld()
        let form = world.request(try await world.client(.app))
        for name in ["response_type", "scope", "resource", "code_challenge", "code_challenge_method", "max_age"] {
            let description = try #require(
                try await world.ask(form.with([name: hostile + " x"]), as: nil).response["error_description"])
            #expect(description.utf8.allSatisfy { (0x20...0x7e).contains($0) && $0 != 0x22 && $0 != 0x5c })
            #expect(!description.contains("script"))
        }
    }
}
