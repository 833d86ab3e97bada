// The second step of signing in, as a person walks through it in a browser.

import HTTPTypes
import Identity
import Keys
import OAuth
import TestKit
import Testing
import Web
import WebTestKit

@Suite("The second step")
struct SecondStepTests {
    private func world(_ policy: SecondFactorPolicy) async throws -> (WebWorld, TestKit.TestClient) {
        let world = try await WebWorld {
            $0.contexts = [.oneFactor, .twoFactors]
        } adjust: { site in
            site.signIn = SignIn(
                store: site.identity, passwords: Passwords(WebWorld.cheap, randomness: site.randomness),
                secondFactors: policy, now: site.server.now, randomness: site.randomness)
        }
        try await world.account()
        return (world, try await world.engine.client(.web))
    }

    /// Sets an app up on the account page.
    private func setUp(_ browser: TestBrowser, _ world: WebWorld) async throws -> (key: String, codes: [String]) {
        let page = try await browser.get("/account/second-step")
        let key = try #require(page.text.firstMatch(of: /<p class="code">([A-Z2-7 ]+)<\/p>/)).1
        let shown = try await browser.submit(page, to: "/account/second-step/set-up", ["code": world.appCode(on: page)])
        #expect(shown.status == 200)
        world.engine.clock.advance(by: .seconds(60))
        return (String(key), shown.text.matches(of: /<li class="code">([0-9a-z-]+)<\/li>/).map { String($0.1) })
    }

    private func claims(_ client: TestKit.TestClient, _ code: String, _ world: WebWorld) async throws -> OpenedJWT {
        try OpenedJWT(try #require(try await world.tokens(client, code)["access_token"]?.text))
    }

    @Test("who has an app is asked for its code, inside of the request, and tokens say how it was proved")
    func flow() async throws {
        let (world, client) = try await world(.optional)
        let (key, codes) = try await setUp(try await world.signedIn(), world)
        #expect(codes.count == 10)

        let browser = world.browser()
        let form = try await browser.get(world.authorize(world.engine.request(client)))
        let step = try await browser.following(try await browser.signIn(on: form))
        #expect(step.html.form(to: "/sign-in/second-step") != nil)
        #expect(browser.cookies["__Host-sid"] == nil)
        let wrong = try await browser.submit(step, to: "/sign-in/second-step", ["code": "000000"])
        #expect(wrong.status == 422)
        #expect(wrong.html.text.contains("The code is not right"))
        let consent = try await browser.following(
            try await browser.submit(wrong, to: "/sign-in/second-step", ["code": world.appCode(key)]))
        #expect(browser.cookies["__Host-second"] == nil)
        let back = try await browser.decide("allow", on: consent)
        let token = try await claims(client, try #require(back.redirected("code")), world)
        #expect(token["acr"]?.text == "urn:usher:2fa")
        #expect(token["amr"] == ["mfa", "otp", "pwd"])
    }

    @Test("who knows only the password gets nowhere: no page of the account, no code, no other app")
    func passwordAlone() async throws {
        let (world, client) = try await world(.optional)
        _ = try await setUp(try await world.signedIn(), world)
        let browser = world.browser()
        _ = try await browser.signIn()
        #expect(browser.cookies["__Host-second"] != nil)
        #expect(try await browser.send(.get, "/account").location == "/sign-in")
        #expect(try await browser.send(.get, "/account/second-step").location == "/sign-in?to=second-step")
        let asked = try await browser.get(world.authorize(world.engine.request(client)))
        #expect(asked.html.form(to: "/sign-in") != nil)

        // An offer made to somebody who has an app already, posted by hand.
        let page = try await browser.get("/sign-in/second-step")
        #expect(page.html.form(to: "/sign-in/second-step/set-up") == nil)
        let factors = SecondFactors(world.site.signIn, secret: world.engine.secret)
        let user = try #require(try await world.engine.store.account(email: EmailKey(stored: "ada@example.com"))?.id)
        let (offer, sealed) = try factors.offer(to: user)
        let posted = try await browser.submit(page, to: "/sign-in/second-step", [:])
        #expect(posted.status == 422)
        let forged = try await browser.post(
            "/sign-in/second-step/set-up",
            ["csrf": page.html.form(to: "/sign-in/second-step")?["csrf"], "offer": sealed, "code": world.appCode(offer.typed)])
        #expect(forged.status == 303)
        #expect(browser.cookies["__Host-sid"] == nil)
    }

    @Test("the step belongs to the browser that proved the password")
    func otherBrowser() async throws {
        let (world, _) = try await world(.optional)
        let (key, _) = try await setUp(try await world.signedIn(), world)
        let (ada, eve) = (world.browser(), world.browser())
        let step = try await ada.following(try await ada.signIn())
        let form = try #require(step.html.form(to: "/sign-in/second-step"))
        let answer = try await eve.post("/sign-in/second-step", ["csrf": form["csrf"], "code": world.appCode(key)])
        #expect(answer.location == "/sign-in")
        #expect(eve.cookies["__Host-sid"] == nil)
        // With the cookie and without a form of its own.
        eve.setCookie("__Host-second", ada.cookies["__Host-second"])
        #expect(try await eve.post("/sign-in/second-step", ["csrf": form["csrf"], "code": world.appCode(key)]).status == 403)
    }

    @Test("where everybody must have one, a new account sets it up on the way, and goes on to the client")
    func required() async throws {
        let (world, client) = try await world(.required)
        let browser = world.browser()
        let form = try await browser.get(world.authorize(world.engine.request(client)))
        let link = try #require(form.text.firstMatch(of: /href="(\/sign-up[^"]*)"/)).1
        let signUp = try await browser.get(String(link).replacing("&amp;", with: "&"))
        let step = try await browser.following(
            try await browser.submit(
                signUp, to: "/sign-up", ["email": "new@example.com", "password": WebWorld.password]))
        #expect(step.html.heading == "Set up two-step sign-in")
        #expect(browser.cookies["__Host-sid"] == nil)
        let wrong = try await browser.submit(step, to: "/sign-in/second-step/set-up", ["code": "000000"])
        #expect(wrong.status == 422)
        let codes = try await browser.submit(wrong, to: "/sign-in/second-step/set-up", ["code": try world.appCode(on: wrong)])
        #expect(codes.html.heading == "Recovery codes")
        let next = try #require(codes.text.firstMatch(of: /href="(\/authorize[^"]*)"/)).1
        let consent = try await browser.get(String(next).replacing("&amp;", with: "&"))
        #expect(try await browser.decide("allow", on: consent).redirected("code") != nil)
        // It cannot be taken away.
        let settings = try await browser.get("/account/second-step")
        #expect(settings.html.form(to: "/account/second-step/remove") == nil)
    }

    @Test("a client that asks for two factors gets them: at once by the second step alone, as the first was just proved")
    func stepUp() async throws {
        let (world, client) = try await world(.optional)
        let browser = try await world.signedIn()
        _ = try await browser.code(client)
        let request = world.engine.request(client).with(["acr_values": "urn:example:other urn:usher:2fa"])
        let page = try await browser.get(world.authorize(request))
        #expect(page.html.heading == "Set up two-step sign-in")
        let codes = try await browser.submit(page, to: "/sign-in/second-step/set-up", ["code": try world.appCode(on: page)])
        let next = try #require(codes.text.firstMatch(of: /href="(\/authorize[^"]*)"/)).1
        let back = try await browser.get(String(next).replacing("&amp;", with: "&"))
        let token = try await claims(client, try #require(back.redirected("code")), world)
        #expect(token["acr"]?.text == "urn:usher:2fa")
        // From now on the session is good enough.
        #expect(try await browser.send(.get, world.authorize(request)).redirected("code") != nil)
    }

    @Test("who does not want to sends the client an error that says so")
    func declined() async throws {
        let (world, client) = try await world(.optional)
        let browser = try await world.signedIn()
        let page = try await browser.get(world.authorize(world.engine.request(client).with(["acr_values": "urn:usher:2fa"])))
        let link = try #require(page.text.firstMatch(of: /href="(\/authorize\/unmet[^"]*)"/)).1
        let answer = try await browser.send(.get, String(link).replacing("&amp;", with: "&"))
        #expect(answer.redirected("error") == "unmet_authentication_requirements")
        #expect(answer.redirected("state") == "af0ifjsldkj")
    }

    @Test("a second step does not make an old sign-in fresh")
    func notFresh() async throws {
        let (world, client) = try await world(.optional)
        let browser = try await world.signedIn()
        let (key, _) = try await setUp(browser, world)
        _ = try await browser.code(client)
        world.engine.clock.advance(by: .seconds(700))
        // Ten minutes on, the first factor is asked for again.
        let settings = try await browser.get("/account/second-step")
        #expect(settings.html.form(to: "/sign-in") != nil)
        let request = world.engine.request(client).with(["prompt": "login", "acr_values": "urn:usher:2fa"])
        let asked = try await browser.get(world.authorize(request))
        #expect(asked.html.form(to: "/sign-in") != nil)
        let step = try await browser.following(try await browser.signIn(on: asked))
        let back = try await browser.following(
            try await browser.submit(step, to: "/sign-in/second-step", ["code": world.appCode(key)]))
        #expect(back.redirected("code") != nil)
    }

    @Test("prompt=none with a proof that is not enough answers the client")
    func silently() async throws {
        let (world, client) = try await world(.optional)
        let browser = try await world.signedIn()
        _ = try await browser.code(client)
        let answer = try await browser.send(
            .get, world.authorize(world.engine.request(client).with(["prompt": "none", "acr_values": "urn:usher:2fa"])))
        #expect(answer.redirected("error") == "login_required")
    }

    @Test("values of acr_values that nobody here can reach are a wish, not a condition")
    func unknownContexts() async throws {
        let (world, client) = try await world(.optional)
        let browser = try await world.signedIn()
        let code = try await browser.code(client, world.engine.request(client).with(["acr_values": "phr urn:example:other"]))
        #expect(try await claims(client, code, world)["acr"]?.text == "urn:usher:1fa")
    }

    @Test("turning it off needs both factors, lately; new recovery codes replace the old ones")
    func settings() async throws {
        let (world, _) = try await world(.optional)
        let browser = try await world.signedIn()
        let (_, codes) = try await setUp(browser, world)
        let page = try await browser.get("/account/second-step")
        #expect(page.html.text.contains("Unused recovery codes: 10."))
        let renewed = try await browser.submit(page, to: "/account/second-step/renew")
        #expect(!renewed.text.contains(codes[0]))
        #expect(renewed.text.matches(of: /<li class="code">/).count == 10)

        let late = try await browser.get("/account/second-step")
        world.engine.clock.advance(by: .seconds(600))
        let refused = try await browser.submit(late, to: "/account/second-step/remove")
        #expect(refused.location == "/sign-in?to=second-step")
        let form = try await browser.get("/sign-in?to=second-step")
        #expect(form.html.input("email")?["value"] == "ada@example.com")
        let step = try await browser.following(try await browser.signIn(on: form))
        let used = try #require(renewed.text.firstMatch(of: /<li class="code">([0-9a-z-]+)<\/li>/)).1
        let settings = try await browser.following(
            try await browser.submit(step, to: "/sign-in/second-step", ["code": String(used)]))
        #expect(settings.html.text.contains("Unused recovery codes: 9."))
        let off = try await browser.following(try await browser.submit(settings, to: "/account/second-step/remove"))
        #expect(off.html.heading == "Set up two-step sign-in")
        #expect(try await world.browser().signIn().location == "/account")
    }

    @Test("a forged form changes nothing")
    func forged() async throws {
        let (world, _) = try await world(.optional)
        let browser = try await world.signedIn()
        _ = try await setUp(browser, world)
        for action in ["renew", "remove", "set-up"] {
            #expect(try await browser.post("/account/second-step/\(action)", ["csrf": "x"]).status == 403)
        }
        #expect(try await browser.get("/account/second-step").html.text.contains("Unused recovery codes: 10."))
    }

    @Test("where it is off there is no such page")
    func off() async throws {
        let (world, _) = try await world(.off)
        let browser = try await world.signedIn()
        #expect(try await browser.send(.get, "/account/second-step").status == 404)
        #expect(try await browser.send(.get, "/sign-in/second-step").status == 404)
        #expect(try await !browser.get("/account").text.contains("second-step"))
    }
}
