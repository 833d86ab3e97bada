// How the answer travels: OAuth 2.0 Form Post Response Mode, and apps with a scheme of their own (RFC 8252 §7.1).

import HTTPTypes
import OAuth
import TestKit
import Testing
import WebTestKit

@Suite("The way back to the client")
struct ResponseModeTests {
    @Test("form_post answers with a form that sends itself, and that works without script")
    func formPost() async throws {
        let (world, client, browser) = try await world(.web)
        let state = #"a"b<c>&'d+e %41"#
        let request = world.engine.request(client).with(["response_mode": "form_post", "state": state])
        let answer = try await browser.decide("allow", on: try await browser.get(world.authorize(request)))

        #expect(answer.status == 200)
        #expect(answer.location == nil)
        #expect(answer.headers[.cacheControl] == "no-store")
        let form = try #require(answer.html.form(to: "https://app.example/signed-in"))
        #expect(form["state"] == state)
        #expect(form["iss"] == EngineWorld.issuer)
        #expect(answer.html.tags.contains { $0.name == "button" && $0["type"] == "submit" })
        let tokens = try await world.tokens(client, try #require(form["code"]))
        #expect(tokens["access_token"] != nil)
    }

    @Test("the script of the form_post page is allowed by a nonce that is never used twice")
    func nonce() async throws {
        let (world, client, browser) = try await world(.web)
        _ = try await browser.code(client)
        let url = world.authorize(world.engine.request(client).with(["response_mode": "form_post"]))
        var nonces: Set<String> = []
        for _ in 0..<2 {
            let answer = try await browser.get(url)
            let nonce = try #require(answer.html.tags.first { $0.name == "script" }?["nonce"])
            #expect(answer.headers[.contentSecurityPolicy]?.contains("script-src 'nonce-\(nonce)';") == true)
            #expect(answer.headers[.contentSecurityPolicy]?.contains("form-action") == false)
            nonces.insert(nonce)
        }
        #expect(nonces.count == 2)
    }

    @Test("an error travels in the mode that was asked for")
    func errorByPost() async throws {
        let (world, client, browser) = try await world(.web)
        let request = world.engine.request(client).with(["response_mode": "form_post", "prompt": "none"])
        let answer = try await browser.get(world.authorize(request))
        let form = try #require(answer.html.form(to: "https://app.example/signed-in"))
        #expect(form["error"] == "consent_required")
        #expect(form["state"] == "af0ifjsldkj")
        #expect(form["code"] == nil)
    }

    @Test("an app's own scheme gets its code through a page that says it worked")
    func ownScheme() async throws {
        let (world, client, browser) = try await world(.app, redirectURI: "cursor://anysphere.cursor-mcp/oauth/callback")
        let request = world.engine.request(client).with(["redirect_uri": client.registration.redirectURIs[0]])
        let answer = try await browser.decide("allow", on: try await browser.get(world.authorize(request)))
        #expect(answer.status == 200)
        #expect(answer.html.text.contains("You are connected"))
        let link = try #require(answer.html.tags.first { $0.name == "a" }?["href"])
        #expect(link.hasPrefix("cursor://anysphere.cursor-mcp/oauth/callback?code=usher_ac_"))
        let refresh = answer.html.tags.first { $0["http-equiv"] == "refresh" }
        #expect(refresh?["content"] == "0;url=" + link)
    }

    @Test("an error goes to an app's own scheme by redirect: nothing is connected")
    func ownSchemeError() async throws {
        let (world, client, browser) = try await world(.app, redirectURI: "cursor://anysphere.cursor-mcp/oauth/callback")
        let request = world.engine.request(client).with(["redirect_uri": client.registration.redirectURIs[0]])
        let answer = try await browser.decide("deny", on: try await browser.get(world.authorize(request)))
        #expect(answer.status == 303)
        #expect(answer.location?.hasPrefix("cursor://anysphere.cursor-mcp/oauth/callback?error=access_denied&") == true)
    }

    @Test("a redirect URI with a query keeps it")
    func keepsQuery() async throws {
        let (world, client, browser) = try await world(.web, redirectURI: "https://app.example/cb?tenant=7")
        let request = world.engine.request(client).with(["redirect_uri": "https://app.example/cb?tenant=7"])
        let answer = try await browser.decide("allow", on: try await browser.get(world.authorize(request)))
        #expect(answer.location?.hasPrefix("https://app.example/cb?tenant=7&code=") == true)
    }

    @Test("POST /authorize means what GET means (OpenID Connect Core §3.1.2.1)")
    func post() async throws {
        let (world, client, browser) = try await world(.web)
        let request = world.engine.request(client)
        let consent = try await browser.post("/authorize", request)
        let back = try await browser.decide("allow", on: consent)
        #expect(back.redirected("code") != nil)
        #expect(try await browser.post("/authorize", request).redirected("code") != nil)
        let stranger = try await world.browser().post("/authorize", request)
        #expect(stranger.status == 303)
        #expect(stranger.location?.hasPrefix("/sign-in?ticket=") == true)
    }

    @Test(
        "state comes back as it was sent",
        arguments: ["a+b", "a%20b", "%2B", "%7e", "a/b?c=d;e", String(repeating: "x", count: 4096)])
    func state(raw: String) async throws {
        let (world, client, browser) = try await world(.web)
        _ = try await browser.code(client)
        let request = world.engine.request(client).with(["state": nil])
        let answer = try await browser.send(.get, world.authorize(request) + "&state=" + raw)
        #expect(answer.location?.contains("&state=\(raw)&") == true)
    }

    private func world(
        _ kind: TestClientKind, redirectURI: String? = nil
    ) async throws -> (WebWorld, TestClient, TestBrowser) {
        let world = try await WebWorld()
        try await world.account()
        let client = try await world.engine.client(kind) { if let redirectURI { $0.redirectURIs = [redirectURI] } }
        return (world, client, try await world.signedIn())
    }
}
