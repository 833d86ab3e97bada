// /admin: the operator's console, which is not there for anybody else.

import HTTPTypes
import Identity
import Keys
import TestKit
import Testing
import WebTestKit

@Suite("The console")
struct AdminPageTests {
    @Test("is answered to everybody else like a path that is not there")
    func hidden() async throws {
        let world = try await WebWorld()
        try await world.account("ben@example.com")
        let nothing = try await world.send(.get, "/nothing-here")
        let ben = try await world.signedIn("ben@example.com")
        for answer in [try await world.send(.get, "/admin"), try await ben.send(.get, "/admin")] {
            #expect(answer.status == 404)
            #expect(answer.text == nothing.text)
            #expect(answer.headers == nothing.headers)
        }
        #expect(try await ben.post("/admin/disable", ["id": "x", "csrf": "x"]).status == 404)
    }

    @Test("lists people and clients")
    func lists() async throws {
        let (world, browser) = try await world()
        let client = try await world.engine.client(.web)
        let page = try await browser.get("/admin")
        for text in ["ada@example.com", "ben@example.com", "Website", client.id.value] {
            #expect(page.html.text.contains(text), "\(text)")
        }
        // When a client was last used, the console does not know: it must not say "never".
        #expect(!page.html.text.lowercased().contains("never"))
    }

    @Test("disabling a person ends their sessions and tokens at once; enabling lets them sign in again")
    func disable() async throws {
        let (world, browser) = try await world()
        let client = try await world.engine.client(.web)
        let ben = try await world.signedIn("ben@example.com")
        let tokens = try await world.tokens(
            client, try await ben.code(client, world.engine.request(client, scope: "openid")))
        let access = try #require(tokens["access_token"]?.text)
        #expect(try await world.userInfo(access).status == 200)

        let answer = try await browser.submit(try await browser.get("/admin"), to: "/admin/disable")
        #expect(answer.location == "/admin?done=disable")
        let page = try await browser.following(answer)
        #expect(page.html.text.contains("The account is disabled."))
        #expect(try await world.userInfo(access).status == 401)
        #expect(try await ben.send(.get, "/account").location == "/sign-in")
        #expect(try await ben.signIn("ben@example.com").status == 422)
        let refresh = try await world.call(
            "/token",
            client.credentials.with(["grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]?.text]))
        #expect(refresh.error == "invalid_grant")

        _ = try await browser.submit(page, to: "/admin/enable")
        #expect(try await ben.signIn("ben@example.com").status == 303)
        #expect(try await world.userInfo(access).status == 401)
    }

    @Test("nobody disables themselves")
    func oneself() async throws {
        let (world, browser) = try await world()
        let page = try await browser.get("/admin")
        #expect(page.html.forms.filter { $0.action == "/admin/disable" }.count == 1)
        let me = try #require(try await world.engine.store.accounts(after: nil, limit: 10).first { $0.isAdmin })
        let answer = try await browser.submit(page, to: "/admin/disable", ["id": me.id.value])
        #expect(try await browser.send(.get, "/admin").status == 200)
        // Nothing was done, so nothing is said to be done.
        #expect(try await !browser.following(answer).html.text.contains("The account is disabled."))
    }

    @Test("removing a client ends its tokens")
    func removeClient() async throws {
        let (world, browser) = try await world()
        let client = try await world.engine.client(.web)
        let tokens = try await world.tokens(
            client, try await browser.code(client, world.engine.request(client, scope: "openid")))
        let answer = try await browser.submit(try await browser.get("/admin"), to: "/admin/remove-client")
        let page = try await browser.following(answer)
        #expect(page.html.text.contains("The client is removed."))
        #expect(try await world.userInfo(try #require(tokens["access_token"]?.text)).status == 401)
        #expect(try await browser.get(world.authorize(world.engine.request(client))).html.heading == "Unknown app")
    }

    @Test("an administrator who is disabled is nobody", arguments: ["/admin", "/account"])
    func disabledAdministrator(path: String) async throws {
        let (world, browser) = try await world()
        let me = try #require(try await world.engine.store.accounts(after: nil, limit: 10).first { $0.isAdmin })
        try await world.engine.disable(me.id)
        #expect(try await browser.send(.get, path).status == (path == "/admin" ? 404 : 303))
    }

    /// Ada runs the server, Ben has an account.
    private func world() async throws -> (WebWorld, TestBrowser) {
        let world = try await WebWorld()
        try await world.account(isAdmin: true)
        try await world.account("ben@example.com")
        return (world, try await world.signedIn())
    }
}
