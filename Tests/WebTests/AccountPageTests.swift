// /account: what is connected to a person, and how they end it.

import HTTPTypes
import Identity
import Keys
import OAuth
import TestKit
import Testing
import WebTestKit

@Suite("The account page")
struct AccountPageTests {
    @Test("shows what is connected, what it may do, and since when")
    func connections() async throws {
        let (world, browser) = try await world()
        #expect(try await browser.get("/account").html.text.contains("Nothing is connected to your account."))
        let client = try await world.engine.client(.web)
        _ = try await browser.code(client, world.engine.request(client, scope: "openid email notes:read"))
        let page = try await browser.get("/account")
        #expect(page.html.text.contains("Website"))
        #expect(page.html.text.contains("Read your notes"))
        #expect(!page.html.text.contains("Change your notes"))
        #expect(page.html.text.contains("Since 24 November 2026"))
        #expect(page.html.form(to: "/account/disconnect")?["id"] == client.id.value)
    }

    @Test("disconnecting ends the tokens at once, and the next connection is asked for")
    func disconnect() async throws {
        let (world, browser) = try await world()
        let client = try await world.engine.client(.web)
        let request = world.engine.request(client, scope: "openid notes:read")
        let tokens = try await world.tokens(client, try await browser.code(client, request))
        let access = try #require(tokens["access_token"]?.text)
        #expect(try await world.userInfo(access).status == 200)

        let answer = try await browser.submit(try await browser.get("/account"), to: "/account/disconnect")
        #expect(answer.status == 303)
        #expect(answer.location == "/account?done=disconnected")
        let page = try await browser.following(answer)
        #expect(page.html.text.contains("Disconnected. It can no longer act for you."))
        #expect(!page.html.text.contains("Website"))

        let refused = try await world.userInfo(access)
        #expect(refused.status == 401)
        #expect(refused.error == "invalid_token")
        let refresh = try await world.call(
            "/token",
            client.credentials.with(["grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]?.text]))
        #expect(refresh.error == "invalid_grant")
        #expect(try await browser.get(world.authorize(request)).html.form(to: "/consent") != nil)
    }

    @Test("nobody disconnects somebody else's client")
    func others() async throws {
        let (world, browser) = try await world()
        try await world.account("eve@example.com")
        let client = try await world.engine.client(.web)
        let request = world.engine.request(client, scope: "openid")
        let tokens = try await world.tokens(client, try await browser.code(client, request))
        let eve = try await world.signedIn("eve@example.com")
        _ = try await eve.code(client, request)
        _ = try await eve.submit(try await eve.get("/account"), to: "/account/disconnect", ["id": client.id.value])
        #expect(try await world.userInfo(try #require(tokens["access_token"]?.text)).status == 200)
    }

    @Test("a changed password signs this browser in anew and all others out")
    func password() async throws {
        let (world, browser) = try await world()
        let other = try await world.signedIn()
        let before = browser.cookies["__Host-sid"]
        let answer = try await browser.submit(
            try await browser.get("/account"), to: "/account/password",
            ["current_password": WebWorld.password, "new_password": "a new password"])
        #expect(answer.location == "/account?done=password")
        #expect(browser.cookies["__Host-sid"] != before)
        #expect(try await browser.following(answer).html.text.contains("Your password is changed."))
        #expect(try await other.send(.get, "/account").location == "/sign-in")
        #expect(try await world.browser().signIn().status == 422)
        #expect(try await world.browser().signIn("ada@example.com", "a new password").status == 303)
    }

    @Test(
        "a password that cannot be changed is explained at the field",
        arguments: [
            ("wrong password", "a new password", "current_password", "The current password is not right."),
            ("", "a new password", "current_password", "The current password is not right."),
            (WebWorld.password, "short", "new_password", "Use a password of at least 8 characters."),
            (WebWorld.password, "", "new_password", "Use a password of at least 8 characters."),
        ])
    func wrongPassword(current: String, new: String, field: String, sentence: String) async throws {
        let (world, browser) = try await world()
        let answer = try await browser.submit(
            try await browser.get("/account"), to: "/account/password", ["current_password": current, "new_password": new])
        #expect(answer.status == 422)
        #expect(answer.html.input(field)?["aria-invalid"] == "true")
        #expect(answer.html.text.contains(sentence))
        #expect(answer.html.input(field)?["value"] == nil)
        #expect(try await world.browser().signIn().status == 303)
    }

    @Test("a browser left open is no quicker way to the password")
    func guesses() async throws {
        let (_, browser) = try await world()
        let page = try await browser.get("/account")
        let guess: [String: String?] = ["current_password": "wrong password", "new_password": "a new password"]
        for _ in 0..<5 { #expect(try await browser.submit(page, to: "/account/password", guess).status == 422) }
        let answer = try await browser.submit(page, to: "/account/password", guess)
        #expect(answer.status == 429)
        #expect(answer.headers[.retryAfter].flatMap(Int.init).map { $0 > 0 } == true)
        #expect(answer.html.text.contains("There were too many attempts."))
    }

    @Test("signing out ends the session on the server, not only the cookie")
    func signOut() async throws {
        let (world, browser) = try await world()
        let other = try await world.signedIn()
        let session = browser.cookies["__Host-sid"]
        let answer = try await browser.submit(try await browser.get("/account"), to: "/account/sign-out")
        #expect(answer.location == "/sign-in?notice=signed-out")
        #expect(browser.cookies["__Host-sid"] == nil)
        browser.setCookie("__Host-sid", session)
        #expect(try await browser.send(.get, "/account").location == "/sign-in")
        #expect(try await other.send(.get, "/account").status == 200)
    }

    @Test("each browser is listed in words, and ended by itself, by its owner only")
    func endOne() async throws {
        let (world, browser) = try await world()
        let phone = world.browser()
        _ = try await phone.submit(
            try await phone.get("/sign-in"), to: "/sign-in", ["email": "ada@example.com", "password": WebWorld.password],
            [
                .userAgent:
                    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1"
            ])
        let page = try await browser.get("/account")
        #expect(page.html.text.contains("Chrome · iPhone"))
        #expect(page.html.text.contains("Some browser This browser"))
        let ids = page.html.forms.filter { $0.action == "/account/end-session" }.compactMap { $0["id"] }
        let user = try #require(try await world.engine.store.account(email: EmailKey(stored: "ada@example.com"))?.id)
        let sessions = try await world.engine.store.sessions(of: user, at: world.engine.clock.time)
        let own = try #require(sessions.first { $0.device.userAgent == nil }?.id.value)
        let other = try #require(ids.first { $0 != own })

        try await world.account("eve@example.com")
        let eve = try await world.signedIn("eve@example.com")
        _ = try await eve.submit(try await eve.get("/account"), to: "/account/end-session", ["id": other])
        #expect(try await phone.send(.get, "/account").status == 200)

        let ended = try await browser.submit(page, to: "/account/end-session", ["id": other])
        #expect(try await browser.following(ended).html.text.contains("That browser is signed out."))
        #expect(try await phone.send(.get, "/account").location == "/sign-in")
        #expect(try await browser.submit(page, to: "/account/end-session", ["id": own]).location == "/sign-in?notice=signed-out")
    }

    @Test("signing out everywhere ends all sessions, and what is connected stays connected")
    func everywhere() async throws {
        let (world, browser) = try await world()
        let client = try await world.engine.client(.web)
        let tokens = try await world.tokens(
            client, try await browser.code(client, world.engine.request(client, scope: "openid")))
        let other = try await world.signedIn()
        let answer = try await browser.submit(try await browser.get("/account"), to: "/account/sign-out-everywhere")
        #expect(answer.location == "/sign-in?notice=signed-out-everywhere")
        #expect(try await other.send(.get, "/account").location == "/sign-in")
        #expect(try await world.userInfo(try #require(tokens["access_token"]?.text)).status == 200)
    }

    @Test(
        "a link or a picture on another site signs nobody out", arguments: ["sign-out", "sign-out-everywhere", "end-session", "disconnect"])
    func byGet(action: String) async throws {
        let (_, browser) = try await world()
        #expect(try await browser.send(.get, "/account/\(action)").status == 405)
        #expect(try await browser.send(.get, "/account").status == 200)
    }

    private func world() async throws -> (WebWorld, TestBrowser) {
        let world = try await WebWorld()
        try await world.account()
        return (world, try await world.signedIn())
    }
}
