// /sign-in and /sign-up as a person meets them, mistakes included.

import HTTPTypes
import Identity
import Keys
import OAuth
import Pages
import TestKit
import Testing
import Web
import WebTestKit

@Suite("Signing in and signing up")
struct SignInPageTests {
    @Test("a wrong password keeps the e-mail and says no more than it must")
    func wrongPassword() async throws {
        let world = try await WebWorld()
        try await world.account()
        let answer = try await world.browser().signIn("ada@example.com", "wrong password")
        #expect(answer.status == 422)
        #expect(answer.html.input("email")?["value"] == "ada@example.com")
        #expect(answer.html.input("password")?["value"] == nil)
        #expect(answer.html.text.contains("The e-mail or the password is not right."))
    }

    @Test("a person, a stranger and somebody disabled get the same answer, byte for byte")
    func alike() async throws {
        let world = try await WebWorld()
        try await world.account("ada@example.com")
        try await world.engine.disable(try await world.account("ben@example.com").id)
        var pages: Set<String> = []
        for email in ["ada@example.com", "ben@example.com", "cyd@example.com"] {
            let browser = world.browser()
            browser.setCookie("__Host-flow", String(repeating: "A", count: 32))
            let password = email.hasPrefix("ben") ? WebWorld.password : "wrong password"
            let answer = try await browser.signIn(email, password)
            #expect(answer.status == 422)
            pages.insert(answer.text.replacing(email, with: "somebody"))
        }
        #expect(pages.count == 1)
    }

    @Test("who guesses has to wait, and is told how long")
    func limited() async throws {
        let world = try await WebWorld()
        try await world.account()
        let browser = world.browser()
        for _ in 0..<5 { #expect(try await browser.signIn("ada@example.com", "wrong password").status == 422) }
        let answer = try await browser.signIn()
        #expect(answer.status == 429)
        #expect(answer.headers[.retryAfter].flatMap(Int.init).map { (1...900).contains($0) } == true)
        #expect(answer.isPage)
        #expect(answer.html.text.contains("There were too many attempts."))
        #expect(browser.cookies["__Host-sid"] == nil)
        world.engine.clock.advance(by: .seconds(900))
        #expect(try await browser.signIn().status == 303)
    }

    @Test("an e-mail that somebody types is shown again as text", arguments: [#"a"b<c>'d&e"#, "a\r\nb", "%00", "{{words}}"])
    func escaped(email: String) async throws {
        let answer = try await WebWorld().browser().signIn(email, "wrong password")
        #expect(answer.status == 422)
        #expect(answer.html.input("email")?["value"] == email)
        #expect(!answer.text.contains("<c>"))
    }

    @Test("what just happened is said on the sign-in page, and only what we say ourselves")
    func notices() async throws {
        let world = try await WebWorld()
        let said = try await world.send(.get, "/sign-in?notice=signed-out")
        #expect(said.html.text.contains("You are signed out."))
        let everywhere = try await world.send(.get, "/sign-in?notice=signed-out-everywhere")
        #expect(everywhere.html.text.contains("You are signed out everywhere."))
        let invented = try await world.send(.get, "/sign-in?notice=Call+0800+now")
        #expect(invented.status == 200)
        #expect(!invented.html.text.contains("0800"))
    }

    @Test("who is signed in already is led to the account; a person on the way to an app may change accounts")
    func already() async throws {
        let world = try await WebWorld()
        try await world.account()
        try await world.account("ben@example.com")
        let client = try await world.engine.client(.web)
        let browser = try await world.signedIn()
        #expect(try await browser.send(.get, "/sign-in").location == "/account")
        let consent = try await browser.get(world.authorize(world.engine.request(client)))
        let link = try #require(consent.html.tags.first { $0["href"]?.hasPrefix("/sign-in?ticket=") == true }?["href"])
        let signIn = try await browser.get(link)
        let other = try await browser.following(try await browser.signIn("ben@example.com", on: signIn))
        #expect(other.html.text.contains("ben@example.com"))
        #expect(other.html.form(to: "/consent") != nil)
    }

    @Test(
        "a sign-up says at each field what is wrong, and keeps the rest",
        arguments: [
            (["email": "ada", "password": "long enough"], "email", "Enter an e-mail address, like name@example.com."),
            (["email": "", "password": "long enough"], "email", "Enter an e-mail address, like name@example.com."),
            (["email": "ada@example.com", "password": "short"], "password", "Use a password of at least 8 characters."),
            (["email": "ada@example.com", "password": ""], "password", "Use a password of at least 8 characters."),
            (
                ["email": "ada@example.com", "password": String(repeating: "x", count: 129)], "password",
                "Use a password of at most 128 characters."
            ),
            (
                ["email": "ada@example.com", "password": "long enough", "name": String(repeating: "x", count: 101)], "name",
                "Use a name of at most 100 characters."
            ),
        ])
    func fields(typed: [String: String], field: String, sentence: String) async throws {
        let world = try await WebWorld()
        let browser = world.browser()
        let page = try await browser.get("/sign-up")
        let answer = try await browser.submit(page, to: "/sign-up", typed.mapValues { $0 })
        #expect(answer.status == 422)
        #expect(answer.html.input(field)?["aria-invalid"] == "true")
        #expect(answer.html.text.contains(sentence))
        #expect(answer.html.input("email")?["value"] == typed["email"])
        #expect(answer.html.input("password")?["value"] == nil)
        for other in ["email", "name", "password"] where other != field {
            #expect(answer.html.input(other)?["aria-invalid"] == nil, "\(other)")
        }
        #expect(try await world.engine.store.accounts(after: nil, limit: 10).isEmpty)
    }

    @Test("an address that is taken makes no second account, and the page shows the way to sign in")
    func taken() async throws {
        let world = try await WebWorld()
        try await world.account()
        let browser = world.browser()
        let page = try await browser.get("/sign-up")
        let answer = try await browser.submit(
            page, to: "/sign-up", ["email": "ADA@example.com", "password": "another password"])
        #expect(answer.status == 422)
        #expect(answer.html.tags.contains { $0["href"] == "/sign-in" })
        #expect(browser.cookies["__Host-sid"] == nil)
        #expect(try await world.engine.store.accounts(after: nil, limit: 10).count == 1)
    }

    @Test("one network address makes only so many accounts")
    func flood() async throws {
        let world = try await WebWorld()
        func signUp(_ number: Int) async throws -> Answer {
            let browser = world.browser()
            let page = try await browser.get("/sign-up")
            return try await browser.submit(
                page, to: "/sign-up", ["email": "p\(number)@example.com", "password": WebWorld.password])
        }
        for number in 0..<5 { #expect(try await signUp(number).status == 303) }
        let answer = try await signUp(5)
        #expect(answer.status == 429)
        #expect(answer.headers[.retryAfter].flatMap(Int.init).map { (1...3601).contains($0) } == true)
        world.engine.clock.advance(by: .seconds(3600))
        #expect(try await signUp(6).status == 303)
    }

    @Test("a closed sign-up is not there, and nothing links to it", arguments: [HTTPRequest.Method.get, .post])
    func closed(method: HTTPRequest.Method) async throws {
        let world = try await WebWorld(adjust: { $0.allowsSignUp = false })
        let client = try await world.engine.client(.web)
        let headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        #expect(try await world.send(method, "/sign-up", headers).status == 404)
        let signIn = try await world.browser().get(world.authorize(world.engine.request(client)))
        #expect(!signIn.text.contains("/sign-up"))
    }

    @Test("the welcome page leads to the account")
    func welcome() async throws {
        let answer = try await WebWorld().send(.get, "/")
        #expect(answer.html.heading == "Notes Inc")
        #expect(answer.html.tags.contains { $0["href"] == "/account" })
    }
}
