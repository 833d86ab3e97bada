// Signing in and signing up by mail, as a person meets them.

import HTTPTypes
import Identity
import Keys
import OAuth
import TestKit
import Testing
import Web
import WebTestKit

@Suite("Signing in by mail")
struct MailSignInTests {
    private func ask(
        _ browser: TestBrowser, _ email: String = "ada@example.com", on page: Answer? = nil
    ) async throws -> Answer {
        var form = page
        if form == nil { form = try await browser.get("/sign-in/mail") }
        return try await browser.submit(try #require(form), to: "/sign-in/mail", ["email": email])
    }

    private func verified(_ world: WebWorld, _ email: String = "ada@example.com") async throws
        -> Account
    {
        let account = try await world.account(email)
        let store = try #require(world.engine.store as? any MailStore)
        _ = try await store.noteVerified(
            account.email.key, of: account.id, at: world.engine.clock.now())
        return account
    }

    @Test("a code signs in the browser that asked, once")
    func code() async throws {
        let world = try await WebWorld.writing()
        _ = try await verified(world)
        let browser = world.browser()
        let page = try await ask(browser)
        let code = try #require(try await world.takeMail().code)
        let done = try await browser.submit(
            page, to: "/sign-in/code", ["code": " \(code.prefix(4)) \(code.suffix(4)) "])
        #expect(done.location == "/account" && browser.cookies["__Host-sid"] != nil)
        // The mail about the new browser says so.
        #expect(try await world.takeMail().subject.contains("New sign-in"))
        let again = try await browser.submit(page, to: "/sign-in/code", ["code": code])
        #expect(again.status == 422)
    }

    @Test("a code of one browser opens nothing in another, and five wrong ones end it")
    func otherBrowser() async throws {
        let world = try await WebWorld.writing()
        _ = try await verified(world)
        let (browser, other) = (world.browser(), world.browser())
        let page = try await ask(browser)
        let code = try #require(try await world.takeMail().code)
        let otherPage = try await ask(other, "nobody@example.com")
        _ = try await world.takeMails()
        #expect(try await other.submit(otherPage, to: "/sign-in/code", ["code": code]).status == 422)
        #expect(other.cookies["__Host-sid"] == nil)
        for _ in 0..<5 {
            #expect(
                try await browser.submit(page, to: "/sign-in/code", ["code": "00000000"]).status == 422)
        }
        let late = try await browser.submit(page, to: "/sign-in/code", ["code": code])
        #expect(late.status == 422 && browser.cookies["__Host-sid"] == nil)
    }

    @Test(
        "the link shows a button and signs in wherever it is opened, once; opening it spends nothing")
    func link() async throws {
        let world = try await WebWorld.writing()
        _ = try await verified(world)
        _ = try await ask(world.browser())
        let link = try #require(try await world.takeMail().link)
        for _ in 0..<3 { #expect(try await world.send(.get, link).status == 200) }
        let other = world.browser()
        let page = try await other.get(link)
        #expect(
            page.html.text.contains("ada@example.com") && page.html.text.contains("in another browser"))
        #expect(other.cookies["__Host-sid"] == nil)
        let done = try await other.submit(page, to: "/sign-in/link")
        #expect(done.location == "/account" && other.cookies["__Host-sid"] != nil)
        #expect(try await other.submit(page, to: "/sign-in/link").status == 410)
        #expect(try await world.browser().get(link).status == 410)
    }

    @Test("the request of an app goes on in the browser that asked, and in no other")
    func ticket() async throws {
        let world = try await WebWorld.writing()
        _ = try await verified(world)
        let client = try await world.engine.client(.web)
        for isHere in [true, false] {
            let (browser, other) = (world.browser(), world.browser())
            let signIn = try await browser.get(world.authorize(world.engine.request(client)))
            let way = try #require(
                signIn.html.tags.first { $0["href"]?.hasPrefix("/sign-in/mail?ticket=") == true }?["href"])
            _ = try await ask(browser, on: try await browser.get(way))
            let link = try #require(try await world.takeMail().link)
            let reader = isHere ? browser : other
            let done = try await reader.submit(try await reader.get(link), to: "/sign-in/link")
            #expect(done.location?.hasPrefix(isHere ? "/authorize/continue?ticket=" : "/account") == true)
            _ = try await world.takeMails()
        }
    }

    @Test("a code inside the request of an app ends at the question of that app")
    func codeInFlow() async throws {
        let world = try await WebWorld.writing()
        _ = try await verified(world)
        let client = try await world.engine.client(.web)
        let browser = world.browser()
        let signIn = try await browser.get(world.authorize(world.engine.request(client)))
        let way = try #require(
            signIn.html.tags.first { $0["href"]?.hasPrefix("/sign-in/mail?ticket=") == true }?["href"])
        let page = try await ask(browser, on: try await browser.get(way))
        let code = try #require(try await world.takeMail().code)
        let consent = try await browser.following(
            try await browser.submit(page, to: "/sign-in/code", ["code": code]))
        #expect(consent.html.form(to: "/consent") != nil)
    }

    @Test(
        "a person, a stranger, somebody disabled and somebody unconfirmed get the same answers, byte for byte"
    )
    func alike() async throws {
        let world = try await WebWorld.writing()
        _ = try await verified(world)
        try await world.engine.disable(try await verified(world, "ben@example.com").id)
        var answers: Set<String> = []
        try await world.account("dan@example.com")
        for email in ["ada@example.com", "ben@example.com", "cyd@example.com", "dan@example.com"] {
            let browser = world.browser()
            browser.setCookie("__Host-flow", String(repeating: "A", count: 32))
            let page = try await ask(browser, email)
            answers.insert(page.text.replacing(email, with: "somebody"))
            let wrong = try await browser.submit(page, to: "/sign-in/code", ["code": "12345678"])
            #expect(wrong.status == 422)
            answers.insert(wrong.text.replacing(email, with: "somebody"))
        }
        #expect(answers.count == 2)
        #expect(try await world.takeMails().compactMap(\.to) == ["ada@example.com", "dan@example.com"])
    }

    @Test(
        "an account whose address nobody has confirmed is not opened by a code: its reader gets the way to a new password"
    )
    func unconfirmed() async throws {
        let world = try await WebWorld.writing()
        try await world.account()
        let browser = world.browser()
        _ = try await ask(browser)
        let mail = try await world.takeMail()
        let link = try #require(mail.link)
        #expect(mail.code == nil && link.hasPrefix("/reset/claim?secret="))
        // The secret is one of signing in, and signs nobody in.
        let asLink = try await browser.get(link.replacing("/reset/claim", with: "/sign-in/link"))
        #expect(asLink.status == 410)
        let page = try await browser.get(link)
        let csrf = try #require(page.html.form(to: "/reset/claim")?["csrf"])
        let secret = String(link.drop { $0 != "=" }.dropFirst())
        #expect(try await browser.post("/sign-in/link", ["secret": secret, "csrf": csrf]).status == 410)
        #expect(browser.cookies["__Host-sid"] == nil)
        _ = try await browser.submit(page, to: "/reset/claim", ["password": "another password"])
        #expect(try await browser.signIn("ada@example.com", WebWorld.password).status == 422)
        #expect(try await browser.signIn("ada@example.com", "another password").status == 303)
    }

    @Test("the link of somebody whose address is confirmed sets no password")
    func noClaim() async throws {
        let world = try await WebWorld.writing()
        _ = try await verified(world)
        let browser = world.browser()
        _ = try await ask(browser)
        let link = try #require(try await world.takeMail().link)
        #expect(try await browser.get(link.replacing("/sign-in/link", with: "/reset/claim")).status == 410)
    }

    @Test("a name that a stranger may have typed is in no mail to an address that nobody has confirmed")
    func names() async throws {
        let world = try await WebWorld.writing()
        let account = try await world.account()
        let named = try #require(account.name)
        let browser = world.browser()
        _ = try await ask(browser)
        _ = try await browser.submit(try await browser.get("/reset"), to: "/reset", ["email": "ada@example.com"])
        _ = try await browser.submit(
            try await browser.get("/sign-up"), to: "/sign-up",
            ["email": "ada@example.com", "password": "a long password", "name": named])
        _ = try await browser.signIn()
        _ = try await browser.submit(try await browser.get("/account"), to: "/account/verify")
        let mails = try await world.takeMails()
        #expect(mails.count == 5)
        for mail in mails { #expect(mail.name == nil && !mail.text.contains("Hello \(named)") && !mail.html.contains("Hello \(named)")) }
    }

    @Test("a form of another site asks for nothing and signs nobody in")
    func forged() async throws {
        let world = try await WebWorld.writing()
        _ = try await verified(world)
        let browser = world.browser()
        #expect(
            try await browser.post("/sign-in/mail", ["email": "ada@example.com", "csrf": "x"]).status
                == 403)
        #expect(try await world.takeMails().isEmpty)
        let page = try await ask(browser)
        let mail = try await world.takeMail()
        let code = try #require(mail.code)
        let cross = try await browser.submit(
            page, to: "/sign-in/code", ["code": code], [.origin: "https://evil.example"])
        #expect(cross.status == 403)
        let link = try await browser.get(try #require(mail.link))
        #expect(
            try await browser.submit(link, to: "/sign-in/link", [:], [.origin: "https://evil.example"])
                .status == 403)
        #expect(browser.cookies["__Host-sid"] == nil)
        #expect(try await browser.submit(page, to: "/sign-in/code", ["code": code]).status == 303)
    }

    @Test("who has a second factor is asked for it after the code too")
    func secondFactor() async throws {
        let world = try await WebWorld.writing(adjust: { site in
            site.signIn = SignIn(
                store: site.identity, passwords: Passwords(WebWorld.cheap, randomness: site.randomness),
                secondFactors: .required,
                now: site.server.now, randomness: site.randomness)
        })
        _ = try await verified(world)
        let browser = world.browser()
        let page = try await ask(browser)
        let code = try #require(try await world.takeMail().code)
        let done = try await browser.submit(page, to: "/sign-in/code", ["code": code])
        #expect(done.location == "/sign-in/second-step" && browser.cookies["__Host-sid"] == nil)
    }

    @Test("a browser that a person has used before causes no mail, another one does")
    func newDevice() async throws {
        let world = try await WebWorld.writing()
        try await world.account()
        let browser = world.browser()
        _ = try await browser.signIn()
        #expect(try await world.takeMail().to == "ada@example.com")
        browser.setCookie("__Host-sid", nil)
        #expect(try await browser.signIn().status == 303)
        #expect(try await world.takeMails().isEmpty)
        _ = try await world.browser().signIn()
        #expect(try await world.takeMail().subject.contains("New sign-in"))
    }

    @Test(
        "where it is off, nothing leads to it",
        arguments: ["/sign-in/mail", "/sign-in/link", "/sign-up/link"])
    func off(path: String) async throws {
        #expect(try await WebWorld().send(.get, path).status == 404)
    }
}

@Suite("Signing up where people are written to")
struct MailSignUpTests {
    private func signUp(
        _ browser: TestBrowser, _ email: String, _ password: String = "a long password"
    ) async throws -> Answer {
        let page = try await browser.get("/sign-up")
        return try await browser.submit(
            page, to: "/sign-up", ["email": email, "password": password, "name": "Ada"])
    }

    @Test("the account is made when the code comes back, with a confirmed address, and not before")
    func code() async throws {
        let world = try await WebWorld.writing()
        let browser = world.browser()
        let page = try await signUp(browser, "ada@example.com")
        #expect(page.status == 200)
        #expect(try await world.engine.store.accounts(after: nil, limit: 10).isEmpty)
        let code = try #require(try await world.takeMail().code)
        #expect(try await browser.submit(page, to: "/sign-up/code", ["code": "00000000"]).status == 422)
        let done = try await browser.submit(page, to: "/sign-up/code", ["code": code])
        #expect(done.location == "/account" && browser.cookies["__Host-sid"] != nil)
        let account = try #require(try await world.engine.store.accounts(after: nil, limit: 10).first)
        #expect(account.isEmailVerified && account.name == "Ada")
        #expect(try await world.browser().signIn("ada@example.com", "a long password").status == 303)
    }

    @Test(
        "an address that is taken gets the same answer, and its owner a mail; no code of anybody opens it"
    )
    func taken() async throws {
        let world = try await WebWorld.writing()
        try await world.account()
        var answers: Set<String> = []
        for email in ["ada@example.com", "new@example.com"] {
            let browser = world.browser()
            browser.setCookie("__Host-flow", String(repeating: "A", count: 32))
            let page = try await signUp(browser, email)
            answers.insert(page.text.replacing(email, with: "somebody"))
            let wrong = try await browser.submit(page, to: "/sign-up/code", ["code": "00000000"])
            answers.insert(wrong.text.replacing(email, with: "somebody"))
        }
        #expect(answers.count == 2)
        let mails = try await world.takeMails()
        let told = try #require(mails.first { $0.to == "ada@example.com" })
        #expect(told.subject.contains("already") && told.code == nil && !told.text.contains("secret="))
        #expect(mails.count == 2)
        #expect(try await world.browser().signIn().status == 303)
    }

    @Test("the link makes the account in the browser that asked, and whoever was quicker has it")
    func link() async throws {
        let world = try await WebWorld.writing()
        let (one, two) = (world.browser(), world.browser())
        _ = try await signUp(two, "ada@example.com", "the first password")
        let first = try #require(try await world.takeMail().link)
        _ = try await signUp(one, "ada@example.com", "the second password")
        let second = try #require(try await world.takeMail().link)
        let done = try await one.submit(try await one.get(second), to: "/sign-up/link")
        #expect(done.location == "/account")
        let late = try await two.submit(try await two.get(first), to: "/sign-up/link")
        #expect(late.status == 410 && two.cookies["__Host-sid"] == nil)
        #expect(try await world.browser().signIn("ada@example.com", "the first password").status == 422)
        #expect(
            try await world.browser().signIn("ada@example.com", "the second password").status == 303)
    }

    @Test("who reads the mail elsewhere chooses the password there: one that a stranger typed opens nothing")
    func elsewhere() async throws {
        let world = try await WebWorld.writing()
        _ = try await signUp(world.browser(), "ada@example.com", "the stranger's password")
        let mail = try await world.takeMail()
        #expect(mail.name == nil && !mail.text.contains("Hello") && !mail.html.contains("Hello"))
        let link = try #require(mail.link)
        let reader = world.browser()
        let page = try await reader.get(link)
        #expect(page.html.input("name")?["value"] == "Ada" && page.html.input("password")?["value"] == nil)
        // Without a password the button alone makes nothing.
        let bare = try await reader.submit(page, to: "/sign-up/link")
        #expect(bare.status == 422 && bare.html.input("password")?["aria-invalid"] == "true")
        let long = try await reader.submit(
            page, to: "/sign-up/link", ["password": "a password of my own", "name": String(repeating: "n", count: 101)])
        #expect(long.status == 422 && long.html.input("name")?["aria-invalid"] == "true")
        #expect(try await world.engine.store.accounts(after: nil, limit: 10).isEmpty)
        let done = try await reader.submit(page, to: "/sign-up/link", ["password": "a password of my own", "name": "Ada L."])
        #expect(done.location == "/account" && reader.cookies["__Host-sid"] != nil)
        #expect(try await world.engine.store.accounts(after: nil, limit: 10).first?.name == "Ada L.")
        #expect(try await world.browser().signIn("ada@example.com", "the stranger's password").status == 422)
        #expect(try await world.browser().signIn("ada@example.com", "a password of my own").status == 303)
        #expect(try await reader.submit(page, to: "/sign-up/link", ["password": "another password"]).status == 410)
    }

    @Test("the request of an app goes on after it")
    func ticket() async throws {
        let world = try await WebWorld.writing()
        let client = try await world.engine.client(.web)
        let browser = world.browser()
        let signIn = try await browser.get(world.authorize(world.engine.request(client)))
        let way = try #require(
            signIn.html.tags.first { $0["href"]?.hasPrefix("/sign-up?ticket=") == true }?["href"])
        let form = try await browser.get(way)
        let page = try await browser.submit(
            form, to: "/sign-up", ["email": "ada@example.com", "password": "a long password"])
        let code = try #require(try await world.takeMail().code)
        let consent = try await browser.following(
            try await browser.submit(page, to: "/sign-up/code", ["code": code]))
        #expect(consent.html.form(to: "/consent") != nil)
    }
}
