// Forms that other sites, or other browsers, made somebody's browser post (RFC 6749 §10.12, OWASP ASVS 3.5).

import HTTPTypes
import Identity
import Keys
import OAuth
import TestKit
import Testing
import WebTestKit

@Suite("A forged form")
struct ForgedFormTests {
    /// How a form can be wrong.
    enum Forgery: String, CaseIterable, Sendable {
        case withoutToken, emptyToken, inventedToken, tokenOfAnotherBrowser, crossSite, sameSite, foreignOrigin
        case originOfAnotherPort

        var headers: HTTPFields {
            switch self {
            case .crossSite: [HTTPField.Name("Sec-Fetch-Site")!: "cross-site"]
            case .sameSite: [HTTPField.Name("Sec-Fetch-Site")!: "same-site"]
            case .foreignOrigin: [HTTPField.Name("Origin")!: "https://evil.example"]
            case .originOfAnotherPort: [HTTPField.Name("Origin")!: EngineWorld.issuer + ":8443"]
            default: [:]
            }
        }

        func apply(to fields: [String: String?], other: String?) -> [String: String?] {
            var fields = fields
            switch self {
            case .withoutToken: fields["csrf"] = .some(nil)
            case .emptyToken: fields["csrf"] = ""
            case .inventedToken: fields["csrf"] = String(repeating: "A", count: 43)
            case .tokenOfAnotherBrowser: fields["csrf"] = other
            default: break
            }
            return fields
        }
    }

    @Test("signs nobody in", arguments: Forgery.allCases)
    func signIn(forgery: Forgery) async throws {
        let world = try await WebWorld()
        try await world.account()
        let browser = world.browser()
        let page = try await browser.get("/sign-in")
        let other = try await world.browser().get("/sign-in").html.form(to: "/sign-in")?["csrf"]
        let typed = forgery.apply(to: ["email": "ada@example.com", "password": WebWorld.password], other: other)
        let answer = try await browser.submit(page, to: "/sign-in", typed, forgery.headers)
        #expect(answer.status == 403)
        #expect(answer.html.text.contains("Please try again."))
        #expect(browser.cookies["__Host-sid"] == nil)
        // The page that is shown instead works.
        #expect(try await browser.signIn(on: answer).status == 303)
    }

    @Test("makes no account", arguments: Forgery.allCases)
    func signUp(forgery: Forgery) async throws {
        let world = try await WebWorld()
        let browser = world.browser()
        let page = try await browser.get("/sign-up")
        let other = try await world.browser().get("/sign-up").html.form(to: "/sign-up")?["csrf"]
        let typed = forgery.apply(to: ["email": "eve@example.com", "password": WebWorld.password], other: other)
        let answer = try await browser.submit(page, to: "/sign-up", typed, forgery.headers)
        #expect(answer.status == 403)
        #expect(browser.cookies["__Host-sid"] == nil)
        #expect(try await world.engine.store.accounts(after: nil, limit: 10).isEmpty)
    }

    @Test("grants nothing", arguments: Forgery.allCases)
    func consent(forgery: Forgery) async throws {
        let world = try await WebWorld()
        try await world.account()
        try await world.account("eve@example.com")
        let client = try await world.engine.client(.web)
        let url = world.authorize(world.engine.request(client))
        let browser = try await world.signedIn()
        let eve = try await world.signedIn("eve@example.com")
        let page = try await browser.get(url)
        let other = try await eve.get(url).html.form(to: "/consent")?["csrf"]
        let typed = forgery.apply(to: ["decision": "allow"], other: other)
        let answer = try await browser.submit(page, to: "/consent", typed, forgery.headers)
        #expect(answer.status == 403)
        #expect(answer.isPage)
        #expect(answer.location == nil)
        #expect(try await browser.get(url).html.form(to: "/consent") != nil)
    }

    @Test("disconnects nothing, signs nobody out and changes no password", arguments: Forgery.allCases)
    func account(forgery: Forgery) async throws {
        let world = try await WebWorld()
        try await world.account()
        try await world.account("eve@example.com")
        let client = try await world.engine.client(.web)
        let browser = try await world.signedIn()
        let eve = try await world.signedIn("eve@example.com")
        let request = world.engine.request(client, scope: "openid")
        let tokens = try await world.tokens(client, try await browser.code(client, request))
        let page = try await browser.get("/account")
        let other = try await eve.get("/account").html.form(to: "/account/sign-out")?["csrf"]
        let forms: [(action: String, typed: [String: String?])] = [
            ("/account/disconnect", [:]), ("/account/sign-out", [:]), ("/account/sign-out-everywhere", [:]),
            ("/account/password", ["current_password": WebWorld.password, "new_password": "another password"]),
        ]
        for form in forms {
            let answer = try await browser.submit(
                page, to: form.action, forgery.apply(to: form.typed, other: other), forgery.headers)
            #expect(answer.status == 403, "\(form.action)")
            #expect(answer.location == nil, "\(form.action)")
        }
        #expect(try await browser.send(.get, "/account").status == 200)
        #expect(try await world.userInfo(try #require(tokens["access_token"]?.text)).status == 200)
        #expect(try await world.browser().signIn().status == 303)
    }

    @Test("has no power in the console", arguments: Forgery.allCases)
    func admin(forgery: Forgery) async throws {
        let world = try await WebWorld()
        try await world.account(isAdmin: true)
        let eve = try await world.account("eve@example.com", isAdmin: true)
        let client = try await world.engine.client(.web)
        let browser = try await world.signedIn()
        let hers = try await world.signedIn("eve@example.com")
        let page = try await browser.get("/admin")
        let other = try await hers.get("/admin").html.form(to: "/account/sign-out")?["csrf"]
        for action in ["/admin/disable", "/admin/remove-client"] {
            let answer = try await browser.submit(page, to: action, forgery.apply(to: [:], other: other), forgery.headers)
            #expect(answer.status == 403, "\(action)")
        }
        #expect(try await world.engine.store.account(eve.id)?.isDisabled == false)
        #expect(try await world.engine.store.client(client.id) != nil)
    }

    @Test("is told apart from a form that a browser hides the origin of, as it does for pages without referrer")
    func hiddenOrigin() async throws {
        let world = try await WebWorld()
        try await world.account()
        let browser = world.browser()
        let page = try await browser.get("/sign-in")
        let answer = try await browser.submit(
            page, to: "/sign-in", ["email": "ada@example.com", "password": WebWorld.password],
            [HTTPField.Name("Origin")!: "null", HTTPField.Name("Sec-Fetch-Site")!: "same-origin"])
        #expect(answer.status == 303)
    }

    @Test("of a browser without cookies is refused, whatever its token", arguments: ["/sign-in", "/sign-up"])
    func withoutCookie(path: String) async throws {
        let world = try await WebWorld()
        let page = try await world.browser().get(path)
        let answer = try await world.browser().submit(
            page, to: path, ["email": "ada@example.com", "password": WebWorld.password])
        #expect(answer.status == 403)
    }

    @Test("of nobody who is signed in leads to the sign-in page, or to nothing")
    func nobody() async throws {
        let world = try await WebWorld()
        for path in ["disconnect", "password", "sign-out", "sign-out-everywhere"] {
            let answer = try await world.browser().post("/account/\(path)", ["id": "x", "csrf": "x"])
            #expect(answer.status == 303, "\(path)")
            #expect(answer.location == "/sign-in", "\(path)")
        }
        for path in ["disable", "enable", "remove-client"] {
            #expect(try await world.browser().post("/admin/\(path)", ["id": "x", "csrf": "x"]).status == 404, "\(path)")
        }
    }
}
