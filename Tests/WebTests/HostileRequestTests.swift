// /authorize with everything that can be wrong with it. What cannot be trusted is never redirected (RFC 6749 §4.1.2.1),
// what can goes back to the client, and nothing is our own failure.

import HTTPTypes
import Keys
import OAuth
import TestKit
import Testing
import WebTestKit

@Suite("A wrong authorization request")
struct HostileRequestTests {
    @Test(
        "shows a page and redirects nowhere",
        arguments: [
            "", "client_id=", "client_id=nobody", "client_id=%00", "client_id=%ff", "client_id=%c0%af", "%ff=x", "%",
            "client_id=CLIENT&client_id=CLIENT&redirect_uri=URI", "client_id=CLIENT&redirect_uri=URI&redirect_uri=URI",
            "client_id=CLIENT&redirect_uri=https://evil.example/", "client_id=CLIENT&redirect_uri=URI/",
            "client_id=CLIENT&redirect_uri=URI%3Fx", "client_id=CLIENT&redirect_uri=URI%23x",
            "client_id=CLIENT&redirect_uri=URI%0d%0aSet-Cookie:x=y", "client_id=CLIENT&redirect_uri=javascript:alert(1)",
            "client_id=CLIENT&redirect_uri=//app.example/signed-in", "client_id=CLIENT&redirect_uri=/signed-in",
            "client_id=CLIENT&redirect_uri=URI&response_mode=fragment", "client_id=CLIENT&redirect_uri=URI&state=%ff",
            "client_id=CLIENT&redirect_uri=URI&x=%00", "client_id=CLIENT&redirect_uri=URI&response_mode=query&response_mode=query",
            "client_id=" + String(repeating: "x", count: 10_000), "client_id[]=CLIENT",
            "client_id=<script>alert(1)</script>&redirect_uri=URI",
        ])
    func page(query: String) async throws {
        let (world, client, browser) = try await world()
        let filled = Self.fill(query, client)
        for answer in [
            try await browser.send(.get, "/authorize?" + filled),
            try await browser.send(
                .post, "/authorize", [.contentType: "application/x-www-form-urlencoded"], body: Array(filled.utf8)),
        ] {
            #expect(answer.status == 400)
            #expect(answer.isPage)
            #expect(answer.location == nil)
            #expect(!answer.text.contains("evil"))
            #expect(!answer.text.contains("<script"))
            #expect(answer.html.text.contains("Status 400"))
        }
        _ = world
    }

    @Test(
        "goes back to the client with an error",
        arguments: [
            ("", "invalid_request"), ("response_type=token", "unsupported_response_type"),
            ("response_type=code&response_type=code", "invalid_request"), ("response_type=code", "invalid_request"),
            ("response_type=code&code_challenge=x&code_challenge_method=plain", "invalid_request"),
            ("response_type=code&code_challenge=CHALLENGE&code_challenge_method=S256&scope=a%22b", "invalid_scope"),
            ("response_type=code&code_challenge=CHALLENGE&code_challenge_method=S256&resource=https://evil.example", "invalid_target"),
            ("response_type=code&request=x", "request_not_supported"),
            ("response_type=code&request_uri=https://evil.example", "request_uri_not_supported"),
            ("response_type=code&code_challenge=CHALLENGE&code_challenge_method=S256&prompt=none+login", "invalid_request"),
        ])
    func redirect(query: String, error: String) async throws {
        let (_, client, browser) = try await world()
        let query = query.replacing("CHALLENGE", with: ProofKeyExample.challenge)
        let answer = try await browser.send(
            .get, "/authorize?" + Self.fill("client_id=CLIENT&redirect_uri=URI&state=s%2Bt&", client) + query)
        #expect(answer.status == 303)
        #expect(answer.location?.hasPrefix("https://app.example/signed-in?error=\(error)&") == true)
        #expect(answer.location?.contains("&state=s%2Bt&") == true)
        #expect(answer.redirected("iss") == EngineWorld.issuer)
        #expect(answer.location?.contains("evil") == false)
    }

    @Test("with a repeated state goes back to the client without any")
    func repeatedState() async throws {
        let (world, client, browser) = try await world()
        let answer = try await browser.send(.get, world.authorize(world.engine.request(client).repeating("state", "x")))
        #expect(answer.redirected("error") == "invalid_request")
        #expect(answer.redirected("state") == nil)
    }

    @Test("with things that nobody knows is right after all")
    func unknown() async throws {
        let (world, client, browser) = try await world()
        let request = world.engine.request(client).repeating("ui_locales", "de").repeating("access_type", "offline")
            .repeating("redirect_uri[]", "https://evil.example").repeating("x", "1").repeating("x", "2")
        #expect(try await browser.get(world.authorize(request)).html.form(to: "/consent") != nil)
    }

    @Test("by POST with another kind of body is refused", arguments: ["application/json", "text/plain", ""])
    func bodyType(type: String) async throws {
        let (world, client, browser) = try await world()
        let body = Array(world.engine.request(client).text.utf8)
        let answer = try await browser.send(.post, "/authorize", type.isEmpty ? [:] : [.contentType: type], body: body)
        #expect(answer.status == 400)
        #expect(answer.location == nil)
    }

    @Test("shows a client's name as text only")
    func clientName() async throws {
        let (world, _, browser) = try await world()
        let client = try await world.engine.client(.web) { $0.name = #"<img src=x onerror="alert(1)">{{words}}"# }
        let consent = try await browser.get(world.authorize(world.engine.request(client)))
        #expect(consent.html.text.contains(#"<img src=x onerror="alert(1)">{{words}} wants access"#))
        #expect(!consent.text.contains("<img src=x"))
    }

    @Test(
        "to any page of a person is never our own failure",
        arguments: ["/sign-in", "/sign-up", "/account", "/admin", "/authorize/continue"],
        [
            "?%ff", "?ticket=%00", "?ticket=a&ticket=b", "?email=a&email=b", "?notice=%c0%af", "?done=x&done=y",
            "?" + String(repeating: "a&", count: 200),
        ])
    func otherPages(path: String, query: String) async throws {
        let (world, _, _) = try await world()
        for answer in [try await world.browser().send(.get, path + query), try await world.signedIn().send(.get, path + query)] {
            #expect(answer.status < 500)
        }
    }

    private static func fill(_ query: String, _ client: TestClient) -> String {
        query.replacing("CLIENT", with: client.id.value).replacing("URI", with: "https://app.example/signed-in")
    }

    private func world() async throws -> (WebWorld, TestClient, TestBrowser) {
        let world = try await WebWorld()
        try await world.account()
        return (world, try await world.engine.client(.web), try await world.signedIn())
    }
}
