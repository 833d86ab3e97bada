// Forgotten passwords, invitations and confirmed addresses, as a person meets them.

import HTTPTypes
import Identity
import Keys
import OAuth
import TestKit
import Testing
import Web
import WebTestKit

@Suite("Choosing a password by mail")
struct ResetTests {
    private func ask(_ world: WebWorld, _ email: String, _ browser: TestBrowser? = nil, ticket: String? = nil) async throws -> Answer {
        let browser = browser ?? world.browser()
        let page = try await browser.get("/reset" + (ticket.map { "?ticket=\($0)" } ?? ""))
        return try await browser.submit(page, to: "/reset", ["email": email])
    }

    @Test("a forgotten password is replaced by the link of a mail, once, and every session ends")
    func whole() async throws {
        let world = try await WebWorld.writing()
        try await world.account()
        let (old, other) = (try await world.signedIn(), world.browser())
        _ = try await world.takeMails()
        #expect(try await ask(world, "ada@example.com").status == 200)
        let mail = try await world.takeMail()
        #expect(mail.to == "ada@example.com")
        let page = try await other.get(try #require(mail.link))
        #expect(page.status == 200 && page.html.text.contains("ada@example.com"))
        let done = try await other.submit(page, to: "/reset/password", ["password": "another password"])
        #expect(done.location == "/sign-in?notice=password-set")
        #expect(other.cookies["__Host-sid"] == nil)
        #expect(try await old.send(.get, "/account").location == "/sign-in")
        #expect(try await other.signIn("ada@example.com", WebWorld.password).status == 422)
        #expect(try await world.takeMail().subject.contains("was changed"))
        #expect(try await other.signIn("ada@example.com", "another password").location == "/account")
        // Once: neither the page nor the form works any more.
        #expect(try await other.get(try #require(mail.link)).status == 410)
        let again = try await other.submit(page, to: "/reset/password", ["password": "a third password"])
        #expect(again.status == 410)
        #expect(try await world.browser().signIn("ada@example.com", "another password").status == 303)
    }

    @Test("a person, a stranger and somebody disabled get the same answer, byte for byte, and only the person a mail")
    func alike() async throws {
        let world = try await WebWorld.writing()
        try await world.account("ada@example.com")
        try await world.engine.disable(try await world.account("ben@example.com").id)
        var answers: Set<String> = []
        for email in ["ada@example.com", "ben@example.com", "cyd@example.com"] {
            let browser = world.browser()
            browser.setCookie("__Host-flow", String(repeating: "A", count: 32))
            let answer = try await ask(world, email, browser)
            #expect(answer.status == 200)
            answers.insert(answer.text.replacing(email, with: "somebody"))
        }
        #expect(answers.count == 1)
        // The same is written for each, so that the time is the same too.
        let mails = try await world.takeMails()
        #expect(mails.count == 3)
        #expect(mails.compactMap(\.to) == ["ada@example.com"])
    }

    @Test("opening the link changes nothing, however often")
    func scanner() async throws {
        let world = try await WebWorld.writing()
        try await world.account()
        _ = try await ask(world, "ada@example.com")
        let link = try #require(try await world.takeMail().link)
        for _ in 0..<3 { #expect(try await world.send(.get, link).status == 200) }
        #expect(try await world.browser().signIn().status == 303)
    }

    @Test("a link is too old after a quarter of an hour, and no link is another's")
    func wrongLinks() async throws {
        let world = try await WebWorld.writing()
        try await world.account()
        _ = try await ask(world, "ada@example.com")
        let link = try #require(try await world.takeMail().link)
        #expect(try await world.send(.get, link.replacing("/reset/password", with: "/invitation")).status == 410)
        #expect(try await world.send(.get, link.replacing("/reset/password", with: "/verify")).status == 410)
        #expect(try await world.send(.get, String(link.dropLast()) + (link.last == "a" ? "b" : "a")).status == 410)
        #expect(try await world.send(.get, "/reset/password").status == 410)
        world.engine.clock.advance(by: .seconds(900))
        #expect(try await world.send(.get, link).status == 410)
    }

    @Test("a form of another site sets no password, and a bad one keeps the link")
    func forged() async throws {
        let world = try await WebWorld.writing()
        try await world.account()
        _ = try await ask(world, "ada@example.com")
        let link = try #require(try await world.takeMail().link)
        let browser = world.browser()
        let page = try await browser.get(link)
        let forged = try await browser.submit(page, to: "/reset/password", ["password": "another password", "csrf": "x"])
        #expect(forged.status == 403)
        let cross = try await browser.submit(
            page, to: "/reset/password", ["password": "another password"], [.origin: "https://evil.example"])
        #expect(cross.status == 403)
        let short = try await browser.submit(page, to: "/reset/password", ["password": "short"])
        #expect(short.status == 422 && short.html.input("password")?["aria-invalid"] == "true")
        #expect(try await browser.submit(page, to: "/reset/password", ["password": "another password"]).status == 303)
    }

    @Test("an account gets three mails in an hour, and whoever asks does not notice")
    func perAccount() async throws {
        let world = try await WebWorld.writing()
        try await world.account()
        for _ in 0..<5 { #expect(try await ask(world, "ADA@example.com").status == 200) }
        let mails = try await world.takeMails()
        #expect(mails.count == 5 && mails.compactMap(\.to).count == 3)
        world.engine.clock.advance(by: .seconds(3600))
        _ = try await ask(world, "ada@example.com")
        #expect(try await world.takeMail().to == "ada@example.com")
    }

    @Test("a network address asks ten times in an hour")
    func perNetwork() async throws {
        let world = try await WebWorld.writing()
        for number in 0..<10 { #expect(try await ask(world, "p\(number)@example.com").status == 200) }
        let answer = try await ask(world, "ada@example.com")
        #expect(answer.status == 429)
        #expect(answer.headers[.retryAfter].flatMap(Int.init).map { (1...3601).contains($0) } == true)
        #expect(answer.html.input("email")?["value"] == "ada@example.com")
    }

    @Test("the request of an app waits behind it, and goes on after signing in with the new password")
    func ticket() async throws {
        let world = try await WebWorld.writing()
        try await world.account()
        let client = try await world.engine.client(.web)
        let browser = world.browser()
        let signIn = try await browser.get(world.authorize(world.engine.request(client)))
        let reset = try #require(signIn.html.tags.first { $0["href"]?.hasPrefix("/reset?ticket=") == true }?["href"])
        let asking = try await browser.get(reset)
        _ = try await browser.submit(asking, to: "/reset", ["email": "ada@example.com"])
        let page = try await browser.get(try #require(try await world.takeMail().link))
        let back = try await browser.following(
            try await browser.submit(page, to: "/reset/password", ["password": "another password"]))
        #expect(back.html.text.contains("Your password is set."))
        let consent = try await browser.following(try await browser.signIn("ada@example.com", "another password", on: back))
        #expect(consent.html.form(to: "/consent") != nil)
    }

    @Test("what is no address is told so, and shown again as text", arguments: ["", "ada", "a b@c", #"<b"x"#, "a\r\nb@c"])
    func noAddress(email: String) async throws {
        let answer = try await ask(try await WebWorld.writing(), email)
        #expect(answer.status == 422)
        #expect(answer.html.input("email")?["value"] ?? "" == email)
    }

    @Test(
        "without mail there is no such page, and nothing leads to it", arguments: ["/reset", "/reset/password", "/invitation", "/verify"])
    func off(path: String) async throws {
        let world = try await WebWorld()
        #expect(try await world.send(.get, path).status == 404)
        #expect(try await !world.send(.get, "/sign-in").text.contains(path))
    }
}

@Suite("Confirming an address")
struct VerificationTests {
    @Test("the account page asks for a mail, whose link confirms the address after a press of a button")
    func whole() async throws {
        let world = try await WebWorld.writing()
        let account = try await world.account()
        let browser = try await world.signedIn()
        _ = try await world.takeMails()
        let page = try await browser.get("/account")
        let asked = try await browser.submit(page, to: "/account/verify")
        #expect(try await browser.following(asked).html.text.contains("A mail is on its way to you."))
        let link = try #require(try await world.takeMail().link)
        let confirm = try await browser.get(link)
        #expect(confirm.html.text.contains("ada@example.com"))
        #expect(try await world.engine.store.account(account.id)?.isEmailVerified == false)
        let done = try await browser.submit(confirm, to: "/account/verify/confirm")
        #expect(done.location == "/account?done=address-verified")
        #expect(try await world.engine.store.account(account.id)?.isEmailVerified == true)
        #expect(try await browser.get("/account").html.form(to: "/account/verify") == nil)
        #expect(try await browser.get(link).status == 410)
    }

    @Test("whoever reads the mail but is not the person who is signed in confirms nothing, and the link is kept")
    func reader() async throws {
        let world = try await WebWorld.writing()
        let account = try await world.account()
        let browser = try await world.signedIn()
        try await world.account("ben@example.com")
        let ben = world.browser()
        _ = try await ben.signIn("ben@example.com", WebWorld.password)
        _ = try await world.takeMails()
        _ = try await browser.submit(try await browser.get("/account"), to: "/account/verify")
        let link = try #require(try await world.takeMail().link)
        let secret = String(link.drop { $0 != "=" }.dropFirst())
        let page = try await browser.get(link)
        let bens = try await ben.get("/account").html.form(to: "/account/verify")
        #expect(try await world.browser().send(.get, link).location == "/sign-in?notice=verifying")
        #expect(try await ben.send(.get, link).location == "/sign-in?notice=verifying")
        #expect(try await world.browser().post("/account/verify/confirm", ["secret": secret]).location == "/sign-in?notice=verifying")
        let csrf = try #require(bens?["csrf"])
        #expect(try await ben.post("/account/verify/confirm", ["secret": secret, "csrf": csrf]).location == "/sign-in?notice=verifying")
        #expect(try await browser.post("/account/verify/confirm", ["secret": secret, "csrf": "x"]).status == 403)
        #expect(try await world.engine.store.account(account.id)?.isEmailVerified == false)
        #expect(try await browser.submit(page, to: "/account/verify/confirm").location == "/account?done=address-verified")
    }

    @Test("only the person who is signed in can ask for it")
    func stranger() async throws {
        let world = try await WebWorld.writing()
        try await world.account()
        #expect(try await world.browser().post("/account/verify", [:]).location == "/sign-in")
        let browser = try await world.signedIn()
        _ = try await world.takeMails()
        #expect(try await browser.post("/account/verify", ["csrf": "x"]).status == 403)
        #expect(try await world.takeMails().isEmpty)
    }
}
