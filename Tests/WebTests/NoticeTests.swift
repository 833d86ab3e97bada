// What people are told of by mail when what opens their account, or guards it, is changed. Passkeys and other sites are in the
// tests of each.

import Identity
import Keys
import OAuth
import TestKit
import Testing
import Web
import WebTestKit

@Suite("Notices of changed credentials")
struct NoticeTests {
    private func world(_ policy: SecondFactorPolicy) async throws -> WebWorld {
        let world = try await WebWorld.writing(adjust: { site in
            site.signIn = SignIn(
                store: site.identity, passwords: Passwords(WebWorld.cheap, randomness: site.randomness), secondFactors: policy,
                now: site.server.now, randomness: site.randomness)
        })
        try await world.account()
        return world
    }

    /// The one mail, which says this.
    private func expectMail(_ words: String, _ world: WebWorld) async throws {
        let mail = try await world.takeMail()
        #expect(mail.to == "ada@example.com" && mail.text.contains(words) && mail.html.contains(words))
        #expect(mail.code == nil && mail.link == nil)
        #expect(mail.text.contains("When: "))
    }

    @Test("a second step that is set up or taken away, and new recovery codes, are told; what changed nothing is not")
    func secondStep() async throws {
        let world = try await world(.optional)
        let browser = try await world.signedIn()
        _ = try await world.takeMails()
        let page = try await browser.get("/account/second-step")
        _ = try await browser.submit(page, to: "/account/second-step/set-up", ["code": "000000"])
        #expect(try await world.takeMails().isEmpty)
        _ = try await browser.submit(page, to: "/account/second-step/set-up", ["code": world.appCode(on: page)])
        try await expectMail("takes two steps now", world)
        let settings = try await browser.get("/account/second-step")
        _ = try await browser.submit(settings, to: "/account/second-step/renew")
        try await expectMail("new recovery codes", world)
        _ = try await browser.submit(settings, to: "/account/second-step/remove")
        try await expectMail("no longer takes a second step", world)
        _ = try await browser.submit(settings, to: "/account/second-step/remove")
        #expect(try await world.takeMails().isEmpty)
    }

    @Test("so is one that had to be set up on the way in")
    func onTheWay() async throws {
        let world = try await world(.required)
        let browser = world.browser()
        let page = try await browser.following(try await browser.signIn())
        _ = try await browser.submit(page, to: "/sign-in/second-step/set-up", ["code": world.appCode(on: page)])
        #expect(try await world.takeMails().contains { $0.text.contains("takes two steps now") })
    }

    @Test("a changed password is told, a wrong one is not")
    func password() async throws {
        let world = try await world(.off)
        let browser = try await world.signedIn()
        _ = try await world.takeMails()
        let page = try await browser.get("/account")
        _ = try await browser.submit(page, to: "/account/password", ["current_password": "wrong", "new_password": "another password"])
        #expect(try await world.takeMails().isEmpty)
        _ = try await browser.submit(
            page, to: "/account/password", ["current_password": WebWorld.password, "new_password": "another password"])
        try await expectMail("password of your account was changed", world)
    }

    @Test("who has no address is written to by nobody, and nothing fails")
    func noAddress() async throws {
        let world = try await world(.optional)
        let id = UserID("user_without")
        let account = Account(id: id, email: .absent(for: id), name: "Cyd", passwordHash: nil, createdAt: world.engine.clock.now())
        #expect(try await world.engine.store.add(account, beginning: nil, ending: nil) == .added)
        let outcome = try await world.site.signIn.admit(
            account, by: [.federated], device: Device(address: "192.0.2.1", userAgent: nil), ending: nil)
        guard case .signedIn(_, let secret) = outcome else { throw UnexpectedAnswer("\(outcome)") }
        let browser = world.browser()
        browser.setCookie("__Host-sid", secret.text)
        let page = try await browser.get("/account")
        #expect(page.status == 200 && page.html.form(to: "/account/verify") == nil)
        let step = try await browser.get("/account/second-step")
        let done = try await browser.submit(step, to: "/account/second-step/set-up", ["code": world.appCode(on: step)])
        #expect(done.html.heading == "Recovery codes")
        #expect(try await world.takeMails().isEmpty)
    }
}
