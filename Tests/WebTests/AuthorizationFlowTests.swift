// /authorize through the router, as a person in a browser goes through it (RFC 6749 §4.1, OpenID Connect Core §3.1.2).

import Identity
import Keys
import OAuth
import TestKit
import Testing
import WebTestKit

@Suite("Connecting an app")
struct AuthorizationFlowTests {
    @Test("a person signs in, allows, and the client gets a code that gives tokens", arguments: TestClientKind.signingIn)
    func wholeFlow(kind: TestClientKind) async throws {
        let world = try await WebWorld()
        let account = try await world.account()
        let client = try await world.engine.client(kind)
        let browser = world.browser()

        let signIn = try await browser.get(world.authorize(world.engine.request(client, scope: "openid notes:read")))
        #expect(signIn.status == 200)
        #expect(signIn.html.text.contains("to continue to \(client.registration.name)"))
        let consent = try await browser.following(try await browser.signIn(on: signIn))
        #expect(consent.html.text.contains("Read your notes"))
        #expect(consent.html.text.contains("ada@example.com"))
        let back = try await browser.decide("allow", on: consent)

        #expect(back.status == 303)
        #expect(back.location?.hasPrefix(client.redirectURI + "?") == true)
        #expect(back.redirected("state") == "af0ifjsldkj")
        #expect(back.redirected("iss") == EngineWorld.issuer)
        let tokens = try await world.tokens(client, try #require(back.redirected("code")))
        #expect(try OpenedJWT(tokens["access_token"]?.text)["sub"]?.text == account.id.value)
    }

    @Test("a person without an account makes one on the way and ends up at the client")
    func signUpOnTheWay() async throws {
        let world = try await WebWorld()
        let client = try await world.engine.client(.plugin)
        let browser = world.browser()
        let signIn = try await browser.get(world.authorize(world.engine.request(client)))
        let link = try #require(signIn.html.tags.first { $0["href"]?.hasPrefix("/sign-up?ticket=") == true }?["href"])
        let signUp = try await browser.get(link)
        #expect(signUp.html.text.contains("to continue to Assistant"))
        let consent = try await browser.following(
            try await browser.submit(
                signUp, to: "/sign-up", ["name": "Ben", "email": "ben@example.com", "password": WebWorld.password]))
        let back = try await browser.decide("allow", on: consent)
        let tokens = try await world.tokens(client, try #require(back.redirected("code")))
        #expect(tokens["access_token"]?.text != nil)
    }

    @Test("who has agreed once is not asked again")
    func askedOnce() async throws {
        let (world, client, browser) = try await connected()
        let again = try await browser.get(world.authorize(world.engine.request(client)))
        #expect(again.redirected("code") != nil)
    }

    @Test(
        "what was not agreed to is asked",
        arguments: [
            ["prompt": "consent"], ["scope": "notes:read notes:write"], ["scope": "openid notes:read"],
            ["redirect_uri": "https://chatgpt.com/aip/g-3b0244cf708774fb/oauth/callback"],
        ])
    func askedAgain(changes: [String: String]) async throws {
        let (world, client, browser) = try await connected(.action, host: "chat.openai.com")
        let request = world.engine.request(client).with(["redirect_uri": Self.otherHost])
        #expect(try await browser.get(world.authorize(request)).redirected("code") != nil)
        let again = try await browser.get(world.authorize(request.with(changes.mapValues { $0 })))
        #expect(again.status == 200)
        #expect(again.html.form(to: "/consent") != nil)
    }

    @Test("the consent page says where the answer goes, and warns if that is a program on this computer")
    func warns() async throws {
        let world = try await WebWorld()
        try await world.account()
        let browser = try await world.signedIn()
        let app = try await world.engine.client(.app)
        let onDevice = try await browser.get(world.authorize(world.engine.request(app)))
        #expect(onDevice.html.text.contains("You will be sent to 127.0.0.1"))
        #expect(onDevice.html.text.contains("This goes to a program on this computer."))
        let web = try await world.engine.client(.web)
        let elsewhere = try await browser.get(world.authorize(world.engine.request(web)))
        #expect(elsewhere.html.text.contains("You will be sent to app.example"))
        #expect(!elsewhere.html.text.contains("on this computer"))
    }

    @Test("who denies sends the client away with access_denied, and is asked again next time")
    func denies() async throws {
        let world = try await WebWorld()
        try await world.account()
        let client = try await world.engine.client(.web)
        let browser = try await world.signedIn()
        let url = world.authorize(world.engine.request(client))
        let back = try await browser.decide("deny", on: try await browser.get(url))
        #expect(back.location?.hasPrefix("https://app.example/signed-in?") == true)
        #expect(back.redirected("error") == "access_denied")
        #expect(back.redirected("state") == "af0ifjsldkj")
        #expect(back.redirected("iss") == EngineWorld.issuer)
        #expect(back.redirected("code") == nil)
        #expect(try await browser.get(url).html.form(to: "/consent") != nil)
    }

    @Test("a decision that is neither allow nor deny is asked for again", arguments: ["", "yes", "ALLOW"])
    func undecided(decision: String) async throws {
        let world = try await WebWorld()
        try await world.account()
        let client = try await world.engine.client(.web)
        let browser = try await world.signedIn()
        let consent = try await browser.get(world.authorize(world.engine.request(client)))
        let answer = try await browser.decide(decision, on: consent)
        #expect(answer.status == 400)
        #expect(answer.isPage)
        #expect(answer.location == nil)
    }

    private static let otherHost = "https://chat.openai.com/aip/g-3b0244cf708774fb/oauth/callback"

    /// A world in which somebody has connected a client.
    private func connected(
        _ kind: TestClientKind = .web, host: String? = nil
    ) async throws -> (WebWorld, TestClient, TestBrowser) {
        let world = try await WebWorld()
        try await world.account()
        let client = try await world.engine.client(kind)
        let browser = try await world.signedIn()
        let request = world.engine.request(client)
        _ = try await browser.code(client, host == nil ? request : request.with(["redirect_uri": Self.otherHost]))
        return (world, client, browser)
    }
}
