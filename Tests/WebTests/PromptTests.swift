// OpenID Connect Core §3.1.2.1: what `prompt` and `max_age` ask for.

import HTTPTypes
import TestKit
import Testing
import WebTestKit

@Suite("How fresh a sign-in must be")
struct PromptTests {
    @Test(
        "prompt=none never shows a page: it answers the client, whoever is there",
        arguments: [(false, "login_required"), (true, "consent_required")])
    func neverAPage(isSignedIn: Bool, error: String) async throws {
        let (world, client) = try await world()
        let browser = isSignedIn ? try await world.signedIn() : world.browser()
        let answer = try await browser.send(
            .get, world.authorize(world.engine.request(client).with(["prompt": "none"])))
        #expect(answer.status == 303)
        #expect(answer.redirected("error") == error)
        #expect(answer.redirected("state") == "af0ifjsldkj")
        #expect(answer.redirected("iss") == EngineWorld.issuer)
    }

    @Test("prompt=none gives a code to a person who is signed in and has agreed")
    func silently() async throws {
        let (world, client) = try await world()
        let browser = try await world.signedIn()
        _ = try await browser.code(client)
        let answer = try await browser.send(
            .get, world.authorize(world.engine.request(client).with(["prompt": "none"])))
        #expect(answer.redirected("code") != nil)
    }

    @Test(
        "who must sign in again is asked for the password, and asked once",
        arguments: [["prompt": "login"], ["prompt": "select_account"], ["max_age": "60"], ["max_age": "0"]])
    func again(changes: [String: String]) async throws {
        let (world, client) = try await world()
        let browser = try await world.signedIn()
        _ = try await browser.code(client)
        world.engine.clock.advance(by: .seconds(3600))
        let asked = try await browser.get(world.authorize(world.engine.request(client).with(changes.mapValues { $0 })))
        #expect(asked.html.form(to: "/sign-in") != nil)
        // The person takes a while to type.
        world.engine.clock.advance(by: .seconds(300))
        let back = try await browser.following(try await browser.signIn(on: asked))
        #expect(back.redirected("code") != nil)
    }

    @Test("max_age lets a sign-in pass that is fresh enough")
    func freshEnough() async throws {
        let (world, client) = try await world()
        let browser = try await world.signedIn()
        _ = try await browser.code(client)
        world.engine.clock.advance(by: .seconds(59))
        let request = world.engine.request(client).with(["max_age": "60"])
        #expect(try await browser.send(.get, world.authorize(request)).redirected("code") != nil)
    }

    @Test(
        "a value that means nothing goes back to the client as an error",
        arguments: [
            ["max_age": "-1"], ["max_age": "1.5"], ["max_age": "9223372036854775808"], ["max_age": "١"],
            ["prompt": "none login"],
        ])
    func meaningless(changes: [String: String]) async throws {
        let (world, client) = try await world()
        let answer = try await world.browser().send(
            .get, world.authorize(world.engine.request(client).with(changes.mapValues { $0 })))
        #expect(answer.redirected("error") == "invalid_request")
    }

    @Test("a login_hint is in the form when it opens, and only as text")
    func hint() async throws {
        let (world, client) = try await world()
        let hint = #"ada"><script>alert(1)</script>@example.com"#
        let page = try await world.browser().get(
            world.authorize(world.engine.request(client).with(["login_hint": hint])))
        #expect(page.html.input("email")?["value"] == hint)
        #expect(!page.text.contains("<script"))
    }

    @Test("another person than the id_token_hint names is asked to sign in")
    func hintedPerson() async throws {
        let (world, client) = try await world()
        try await world.account("ben@example.com")
        let ada = try await world.signedIn()
        let request = world.engine.request(client, scope: "openid notes:read")
        let tokens = try await world.tokens(client, try await ada.code(client, request))
        let hinted = request.with(["id_token_hint": try #require(tokens["id_token"]?.text)])
        #expect(try await ada.send(.get, world.authorize(hinted)).redirected("code") != nil)
        let ben = try await world.signedIn("ben@example.com")
        #expect(try await ben.get(world.authorize(hinted)).html.form(to: "/sign-in") != nil)
        let silent = try await ben.send(.get, world.authorize(hinted.with(["prompt": "none"])))
        #expect(silent.redirected("error") == "login_required")
    }

    private func world() async throws -> (WebWorld, TestClient) {
        let world = try await WebWorld()
        try await world.account()
        return (world, try await world.engine.client(.web))
    }
}
