// The cookies (RFC 6265bis §4.1.3, OWASP ASVS 3.3), and what browsers, or others, put in their place.

import HTTPTypes
import TestKit
import Testing
import WebTestKit

@Suite("Cookies")
struct CookieTests {
    @Test(
        "have names that no neighbour can set, where there is https",
        arguments: [
            ("https://usher.test", "__Host-", true), ("http://127.0.0.1:8080", "", false),
        ])
    func names(issuer: String, prefix: String, isSecure: Bool) async throws {
        let world = try await WebWorld(issuer: issuer)
        try await world.account()
        let browser = world.browser()
        let page = try await browser.get("/sign-in")
        try expect(page.setCookies, names: ["flow"], prefix, isSecure: isSecure)
        let signedIn = try await browser.signIn(on: page)
        try expect(signedIn.setCookies, names: ["sid", "known"], prefix, isSecure: isSecure)
        #expect(Set(browser.cookies.keys) == Set(["flow", "sid", "known"].map { prefix + $0 }))
        #expect(try await browser.send(.get, "/account").status == 200)
    }

    private func expect(_ cookies: [String], names: [String], _ prefix: String, isSecure: Bool) throws {
        try #require(cookies.count == names.count)
        for (cookie, name) in zip(cookies, names) {
            let parts = cookie.split(separator: ";").map { $0.drop { $0 == " " } }
            #expect(parts[0].hasPrefix(prefix + name + "="))
            // At least 128 bits.
            #expect(parts[0].utf8.count >= prefix.utf8.count + name.utf8.count + 1 + 22)
            let attributes = Set(parts.dropFirst().map(String.init))
            #expect(attributes.isSuperset(of: ["Path=/", "HttpOnly", "SameSite=Lax"]))
            #expect(attributes.contains("Secure") == isSecure)
            #expect(attributes.contains { $0.hasPrefix("Max-Age=") && $0 != "Max-Age=0" })
            #expect(!attributes.contains { $0.hasPrefix("Domain") })
        }
    }

    @Test("a browser that has signed somebody in lets them in again, however much is guessed elsewhere")
    func known() async throws {
        let world = try await WebWorld()
        try await world.account()
        try await world.account("eve@example.com")
        let (ada, eve) = (try await world.signedIn(), try await world.signedIn("eve@example.com"))
        ada.setCookie("__Host-sid", nil)
        var answer = try await world.browser().signIn("ada@example.com", "a wrong password")
        while answer.status == 422 { answer = try await world.browser().signIn("ada@example.com", "a wrong password") }
        #expect(answer.status == 429)
        // Neither a browser that knows somebody else, nor one whose cookie was made up.
        eve.setCookie("__Host-sid", nil)
        #expect(try await eve.signIn().status == 429)
        eve.setCookie("__Host-known", String(repeating: "A", count: 22))
        #expect(try await eve.signIn().status == 429)
        #expect(try await ada.signIn().status == 303)
        // One browser may be used by several people.
        ada.setCookie("__Host-sid", nil)
        eve.setCookie("__Host-known", ada.cookies["__Host-known"])
        #expect(try await eve.signIn("eve@example.com").status == 303)
        eve.setCookie("__Host-sid", nil)
        #expect(try await eve.signIn().status == 303)
    }

    @Test("a session is new after each sign-in, and the old one is dead")
    func newSession() async throws {
        let world = try await WebWorld()
        try await world.account()
        let client = try await world.engine.client(.web)
        let browser = try await world.signedIn()
        let first = try #require(browser.cookies["__Host-sid"])
        let request = world.engine.request(client).with(["prompt": "login"])
        world.engine.clock.advance(by: .seconds(10))
        _ = try await browser.signIn(on: try await browser.get(world.authorize(request)))
        let second = try #require(browser.cookies["__Host-sid"])
        #expect(first != second)
        #expect(try await status(world, "__Host-sid=\(first)") == 303)
        #expect(try await status(world, "__Host-sid=\(second)") == 200)
    }

    @Test("a session that somebody else chose beforehand is never signed in")
    func fixation() async throws {
        let world = try await WebWorld()
        try await world.account()
        let planted = "usher_se_" + String(repeating: "A", count: 49)
        let browser = world.browser()
        browser.setCookie("__Host-sid", planted)
        _ = try await browser.signIn()
        #expect(browser.cookies["__Host-sid"] != planted)
        #expect(try await status(world, "__Host-sid=\(planted)") == 303)
    }

    @Test("that are odd are as if they were not there")
    func odd() async throws {
        let world = try await WebWorld()
        try await world.account()
        let good = try #require(try await world.signedIn().cookies["__Host-sid"])
        #expect(try await status(world, "__Host-sid=\(good)") == 200)
        #expect(try await status(world, "a=b; __Host-sid=\(good); c") == 200)
        let odd = [
            "__Host-sid=\(good); __Host-sid=\(good)", "__Host-sid=\(good); __Host-sid=x", "sid=\(good)", "__host-sid=\(good)",
            "__Host-sid=\(good)x", "__Host-sid=\"\(good)\"", "__Host-sid=", "__Host-sid", "=", ";;;", "__Host-sid=%00",
            "__Host-sid=\(good.uppercased())", "__Host-sid=" + String(repeating: "A", count: 8000),
            (0..<200).map { "c\($0)=\($0)" }.joined(separator: "; "),
        ]
        for cookie in odd { #expect(try await status(world, cookie) == 303, "\(cookie.prefix(40))") }
    }

    @Test("two headers with a session each count as none")
    func twoHeaders() async throws {
        let world = try await WebWorld()
        try await world.account()
        let good = try #require(try await world.signedIn().cookies["__Host-sid"])
        var headers: HTTPFields = [:]
        for _ in 0..<2 { headers.append(HTTPField(name: .cookie, value: "__Host-sid=\(good)")) }
        #expect(try await world.send(.get, "/account", headers).status == 303)
    }

    @Test("an odd flow cookie is replaced", arguments: ["x", "", String(repeating: "A", count: 500), "a b\"c"])
    func oddFlow(value: String) async throws {
        let world = try await WebWorld()
        try await world.account()
        let browser = world.browser()
        browser.setCookie("__Host-flow", value)
        let page = try await browser.get("/sign-in")
        #expect(page.setCookies.count == 1)
        #expect(try await browser.signIn(on: page).status == 303)
    }

    @Test("the flow cookie stays while a person goes back and forth")
    func flowStays() async throws {
        let browser = try await WebWorld().browser()
        _ = try await browser.get("/sign-in")
        let first = browser.cookies["__Host-flow"]
        #expect(try await browser.get("/sign-up").setCookies.isEmpty)
        #expect(browser.cookies["__Host-flow"] == first)
    }

    @Test("a session that is not used for two weeks, or is three months old, is over")
    func ends() async throws {
        let world = try await WebWorld()
        try await world.account()
        let browser = try await world.signedIn()
        for _ in 0..<8 {
            #expect(try await browser.send(.get, "/account").status == 200)
            world.engine.clock.advance(by: .seconds(12 * 86400))
        }
        #expect(try await browser.send(.get, "/account").status == 303)
        let other = try await world.signedIn()
        world.engine.clock.advance(by: .seconds(14 * 86400))
        #expect(try await other.send(.get, "/account").status == 303)
    }

    private func status(_ world: WebWorld, _ cookie: String) async throws -> Int {
        try await world.send(.get, "/account", [.cookie: cookie]).status
    }
}
