// Requests that wait for a person: several at once, shown again, decided twice, kept too long or changed on the way.

import HTTPTypes
import Keys
import TestKit
import Testing
import WebTestKit

@Suite("A waiting request")
struct PendingFlowTests {
    @Test("two requests wait in one browser, and each gets its own answer")
    func two() async throws {
        let (world, browser) = try await world()
        let first = try await world.engine.client(.web)
        let second = try await world.engine.client(.plugin)
        let firstPage = try await browser.get(
            world.authorize(world.engine.request(first).with(["state": "one"])))
        let secondPage = try await browser.get(
            world.authorize(world.engine.request(second).with(["state": "two"])))
        // The first is signed in for while the second waits; its cookie must still be good for both.
        let firstConsent = try await browser.following(try await browser.signIn(on: firstPage))
        let secondConsent = try await browser.following(try await browser.signIn(on: secondPage))
        let secondBack = try await browser.decide("allow", on: secondConsent)
        #expect(secondBack.redirected("state") == "two")
        _ = try await world.tokens(second, try #require(secondBack.redirected("code")))

        // The sign-in for the second began a new session, so the first page's form is too old. A browser that says that
        // the form came from our own page is asked again; nothing is granted before that.
        let stale = try await browser.decide("allow", on: firstConsent)
        #expect(stale.status == 403)
        #expect(stale.isPage)
        let again = try await browser.following(
            try await browser.submit(
                firstConsent, to: "/consent", ["decision": "allow"], [HTTPField.Name("Sec-Fetch-Site")!: "same-origin"]))
        #expect(again.html.form(to: "/consent") != nil)
        let firstBack = try await browser.decide("allow", on: again)
        #expect(firstBack.redirected("state") == "one")
        _ = try await world.tokens(first, try #require(firstBack.redirected("code")))
    }

    @Test("two requests of one client wait side by side with challenges of their own")
    func sameClient() async throws {
        let (world, browser) = try await world()
        let client = try await world.engine.client(.app)
        _ = try await browser.signIn()
        let pages = [
            try await browser.get(world.authorize(world.engine.request(client).with(["state": "one"]))),
            try await browser.get(world.authorize(world.engine.request(client).with(["state": "two"]))),
        ]
        var states: [String?] = []
        for page in pages { states.append(try await browser.decide("allow", on: page).redirected("state")) }
        #expect(states == ["one", "two"])
    }

    @Test("a consent page that is submitted twice answers twice, and each code works once")
    func twice() async throws {
        let (world, browser) = try await world()
        let client = try await world.engine.client(.web)
        _ = try await browser.signIn()
        let consent = try await browser.get(world.authorize(world.engine.request(client)))
        var codes: Set<String> = []
        for _ in 0..<2 {
            let back = try await browser.decide("allow", on: consent)
            let code = try #require(back.redirected("code"))
            _ = try await world.tokens(client, code)
            codes.insert(code)
        }
        #expect(codes.count == 2)
    }

    @Test("an authorization URL that is opened again after its use leads back to the client")
    func opened() async throws {
        let (world, browser) = try await world()
        let client = try await world.engine.client(.web)
        _ = try await browser.signIn()
        let url = world.authorize(world.engine.request(client))
        _ = try await browser.decide("allow", on: try await browser.get(url))
        #expect(try await browser.get(url).redirected("code") != nil)
    }

    @Test("a sign-in page that is submitted again after its use leads back to the client")
    func signInAgain() async throws {
        let (world, browser) = try await world()
        let client = try await world.engine.client(.web)
        let page = try await browser.get(world.authorize(world.engine.request(client)))
        for _ in 0..<2 {
            let consent = try await browser.following(try await browser.signIn(on: page))
            #expect(consent.html.form(to: "/consent") != nil)
        }
    }

    @Test("consent to a request of which the sign-in has ended asks to sign in, and grants nothing")
    func signedOutMeanwhile() async throws {
        let (world, browser) = try await world()
        let client = try await world.engine.client(.web)
        _ = try await browser.signIn()
        let consent = try await browser.get(world.authorize(world.engine.request(client)))
        let account = try await browser.get("/account")
        let session = browser.cookies
        _ = try await browser.submit(account, to: "/account/sign-out")
        for (name, value) in session { browser.setCookie(name, value) }
        let answer = try await browser.decide("allow", on: consent)
        #expect(answer.status == 303)
        #expect(answer.location?.hasPrefix("/sign-in?ticket=") == true)
        #expect(answer.redirected("code") == nil)
    }

    @Test("a request that waited too long is explained, and never redirected")
    func expired() async throws {
        let (world, browser) = try await world()
        let client = try await world.engine.client(.web)
        _ = try await browser.signIn()
        let consent = try await browser.get(world.authorize(world.engine.request(client)))
        world.engine.clock.advance(by: .seconds(3601))
        let answer = try await browser.decide("allow", on: consent)
        try expectFriendly(answer)
    }

    @Test(
        "a ticket that was changed, is of another server or is none at all is explained",
        arguments: ["", "x", "AAAA", "changed", "foreign", String(repeating: "A", count: 5000)])
    func tampered(ticket: String) async throws {
        let (world, browser) = try await world()
        let client = try await world.engine.client(.web)
        _ = try await browser.signIn()
        let consent = try await browser.get(world.authorize(world.engine.request(client)))
        let good = try #require(consent.html.form(to: "/consent")?["ticket"])
        let sent =
            switch ticket {
            case "changed": String(good.dropLast(4)) + (good.hasSuffix("AAAA") ? "BBBB" : "AAAA")
            case "foreign":
                try #require(RootSecret([UInt8](repeating: 7, count: 32))).text(sealing: good)
            default: ticket
            }
        try expectFriendly(try await browser.submit(consent, to: "/consent", ["decision": "allow", "ticket": sent]))
        try expectFriendly(try await browser.send(.get, "/authorize/continue?ticket=" + sent))
    }

    @Test("a ticket on the sign-in page that is none leads to a page, not to a failure", arguments: ["x", "%ff", "%00"])
    func signInWithoutTicket(ticket: String) async throws {
        let (world, browser) = try await world()
        let answer = try await browser.send(.get, "/sign-in?ticket=" + ticket)
        #expect(answer.status < 500)
        #expect(answer.location == nil)
        _ = world
    }

    private func expectFriendly(_ answer: Answer, _ location: SourceLocation = #_sourceLocation) throws {
        #expect(answer.status == 400, sourceLocation: location)
        #expect(answer.isPage, sourceLocation: location)
        #expect(answer.html.heading == "This took too long", sourceLocation: location)
        #expect(answer.location == nil, sourceLocation: location)
    }

    private func world() async throws -> (WebWorld, TestBrowser) {
        let world = try await WebWorld()
        try await world.account()
        return (world, world.browser())
    }
}

extension RootSecret {
    /// A ticket's content under another secret.
    fileprivate func text(sealing ticket: String) throws -> String {
        let content = try #require(Base64URL.decode(ticket)).dropFirst(32)
        return Base64URL.encode(code(over: Array(content), for: .tickets) + content)
    }
}
