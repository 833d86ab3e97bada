// Q5, Q30, Q33, Q34, Q38, Q40: what happens between the authorization request and the way back.

import HTTPTypes
import OAuth
import TestKit
import Testing
import WebTestKit

@Suite("Quirks of the way to a code")
struct FlowTests {
    @Test("Q5: no page on the way says where its form may lead, since browsers hold the client's next hop to it")
    func noFormAction() async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.web)
        let target = world.web.authorize(world.web.engine.request(client))
        for page in [try await world.web.browser().get(target), try await world.browser.get(target)] {
            #expect(page.isPage)
            #expect(page.header("Content-Security-Policy")?.contains("form-action") == false)
        }
    }

    @Test("Q33: agreeing twice, and opening a used address again, leads to the client and to no error page")
    func twice() async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.app)
        let target = world.web.authorize(world.web.engine.request(client))
        let consent = try await world.browser.get(target)
        for _ in 0..<2 { #expect(try await world.browser.decide("allow", on: consent).redirected("code") != nil) }
        #expect(try await world.browser.get(target).redirected("code") != nil)
    }

    @Test("Q34: two flows side by side each keep their own challenge")
    func parallel() async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.app)
        let other = "mL9JqZ3Ydd2lGsb2yW3ShfDjpz_Hn3-7h1pWbTqvV6E"
        let request = world.web.engine.request(client)
        let pages = [
            try await world.browser.get(world.web.authorize(request.with(["state": "mine"]))),
            try await world.browser.get(world.web.authorize(request.with(["state": "other", "code_challenge": other]))),
        ]
        let theirs = try await world.browser.decide("allow", on: pages[1])
        let mine = try await world.browser.decide("allow", on: pages[0])
        #expect([mine, theirs].map { $0.redirected("state") } == ["mine", "other"])
        _ = try await world.web.tokens(client, try #require(mine.redirected("code")))
        let redemption = world.web.engine.redemption(client, of: try #require(theirs.redirected("code")))
        #expect(try await world.web.call("/token", redemption).error == "invalid_grant", "the first flow's verifier")
    }

    @Test(
        "Q38: parameters that only some clients send are no error",
        arguments: [
            "ui_locales", "id_token_hint", "audience", "access_type", "grant_type", "nonce", "claims", "display",
            "acr_values", "login_hint", "openai_something",
        ])
    func unknown(parameter: String) async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.app)
        let request = world.web.engine.request(client).with([parameter: "en-US"])
        #expect(try await world.answer(world.web.authorize(request)).redirected("code") != nil)
    }

    @Test("Q38: prompt=consent asks again, and is no error")
    func promptConsent() async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.app)
        _ = try await world.tokens(client)
        let request = world.web.engine.request(client).with(["prompt": "consent"])
        let page = try await world.browser.get(world.web.authorize(request))
        #expect(page.html.form(to: "/consent") != nil)
        #expect(try await world.browser.decide("allow", on: page).redirected("code") != nil)
    }

    @Test("Q40: who makes an account on the way is through with it before the code, and the token works")
    func signUp() async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.app)
        let browser = world.web.browser()
        let request = world.web.engine.request(client, scope: "openid email notes:read")
        let signIn = try await browser.get(world.web.authorize(request))
        let link = try #require(signIn.html.tags.first { $0["href"]?.hasPrefix("/sign-up?ticket=") == true }?["href"])
        let consent = try await browser.following(
            try await browser.submit(
                try await browser.get(link), to: "/sign-up",
                ["name": "Ben", "email": "ben@example.com", "password": WebWorld.password]))
        let back = try await browser.decide("allow", on: consent)
        let tokens = try await world.web.tokens(client, try #require(back.redirected("code")))
        let person = try await world.web.userInfo(try #require(tokens["access_token"]?.text))
        #expect(person.status == 200)
        #expect(try person.json["email"]?.text == "ben@example.com")
    }
}
