// One person, one account: what a verified address asks for, what an unverified one cannot do, and the last way in.

import HTTPTypes
import Identity
import Keys
import OAuth
import TestKit
import Testing
import Web
import WebTestKit

@Suite("One person, one account")
struct JoiningTests {
    private static let address: [String: JSON?] = ["email": "ada@example.com"]

    @Test("an account with the same verified address is joined after a proof and a yes, and not before")
    func join() async throws {
        let house = try await ExternalHouse()
        let account = try await house.world.account()
        let browser = house.world.browser()
        let asked = try await house.enter(browser, Self.address)
        #expect(asked.location?.hasPrefix("/sign-in?to=joining") == true)
        #expect(try await !house.isSignedIn(browser))
        #expect(try await identities(house, account).isEmpty)
        // No proof, no question.
        #expect(try await browser.send(.get, "/account/joining").location?.hasPrefix("/sign-in?") == true)
        let form = try await browser.following(asked)
        let wrong = try await browser.signIn("ada@example.com", "wrong horse", on: form)
        #expect(wrong.status == 422)
        let question = try await browser.following(try await browser.signIn(on: form))
        #expect(question.html.text.contains("Example Shop"))
        #expect(try await identities(house, account).isEmpty)
        let done = try await browser.submit(question, to: "/account/joining", ["decision": "join"])
        #expect(done.location == "/account/linked?done=linked")
        #expect(try await identities(house, account).map(\.subject) == ["123"])
        #expect(try await house.world.takeMails().count { $0.text.contains("Another site was connected") } == 1)
        // From now on it opens the account at once, whatever the address is there.
        let other = house.world.browser()
        #expect(try await house.enter(other, ["email": "other@example.com"]).location == "/account")
        #expect(try await other.get("/account").html.text.contains("ada@example.com"))
    }

    @Test("who says no, or proves to be somebody else, joins nothing")
    func refuse() async throws {
        let house = try await ExternalHouse()
        let ada = try await house.world.account()
        let bob = try await house.world.account("bob@example.com")
        let browser = house.world.browser()
        let form = try await browser.following(try await house.enter(browser, Self.address))
        // Bob is signed in now, and Ada's account is what is asked for.
        let bobs = try await browser.signIn("bob@example.com", on: form)
        #expect(bobs.location == "/account/joining")
        let again = try await browser.following(bobs)
        #expect(again.html.form(to: "/account/joining") == nil)
        let question = try await browser.following(try await browser.signIn(on: again))
        let later = try await browser.submit(question, to: "/account/joining", ["decision": "later"])
        #expect(later.status == 303)
        #expect(try await browser.post("/account/joining", ["decision": "join"]).status == 303)
        #expect(try await identities(house, ada).isEmpty)
        #expect(try await identities(house, bob).isEmpty)
    }

    @Test("a session of before is no proof, and another browser has no part in it")
    func proof() async throws {
        let house = try await ExternalHouse()
        let account = try await house.world.account()
        let browser = house.world.browser()
        let challenge = try await house.begin(browser)
        _ = try await browser.signIn()
        house.world.engine.clock.advance(by: .seconds(1))
        _ = try await house.arrive(browser, house.token(challenge, Self.address))
        #expect(try await browser.send(.get, "/account/joining").location?.hasPrefix("/sign-in?") == true)
        let thief = house.world.browser()
        _ = try await thief.get("/sign-in")
        thief.setCookie("__Host-joining", browser.cookies["__Host-joining"])
        _ = try await thief.signIn()
        #expect(try await thief.send(.get, "/account/joining").location == "/account")
        #expect(try await identities(house, account).isEmpty)
    }

    @Test("an address that nobody verified neither joins nor takes", arguments: [false, nil, "yes", 1] as [JSON?])
    func unverified(verified: JSON?) async throws {
        let house = try await ExternalHouse()
        try await house.world.account()
        let browser = house.world.browser()
        let entered = try await house.enter(browser, ["email": "ada@example.com", "email_verified": verified, "name": "Mallory"])
        #expect(entered.location == "/account")
        let page = try await browser.get("/account").html.text
        #expect(page.contains("Mallory") && !page.contains("ada@example.com"))
        // Nor is the address kept from its owner.
        _ = try await house.enter(house.world.browser(), ["sub": "7", "email": "new@example.com", "email_verified": verified])
        let owner = house.world.browser()
        let owned = try await house.enter(owner, ["sub": "8", "email": "new@example.com"])
        #expect(owned.location == "/account")
        #expect(try await owner.get("/account").html.text.contains("new@example.com"))
    }

    @Test("people add a site to their account, and remove it")
    func addAndRemove() async throws {
        let house = try await ExternalHouse()
        let account = try await house.world.account()
        let browser = try await house.world.signedIn()
        let left = try await browser.submit(try await browser.get("/account/linked"), to: "/account/linked/add")
        #expect(left.location?.hasSuffix("&prompt=login") == true)
        let back = try await house.arrive(browser, house.token(left.redirected("challenge"), ["email": "shop@example.com"]))
        #expect(back.location == "/account/linked?done=linked")
        #expect(try await identities(house, account).map(\.label) == ["shop@example.com"])
        let page = try await browser.following(back)
        let removed = try await browser.submit(page, to: "/account/linked/remove")
        #expect(removed.location == "/account/linked?done=removed")
        #expect(try await identities(house, account).isEmpty)
        let told = try await house.world.takeMails()
        for words in ["Another site was connected", "Another site was disconnected"] {
            #expect(told.count { $0.to == "ada@example.com" && $0.text.contains(words) } == 1)
        }
    }

    @Test("what opens another account is not added, and an answer for another person's session adds nothing")
    func addTaken() async throws {
        let house = try await ExternalHouse()
        let ada = try await house.world.account()
        _ = try await house.enter(house.world.browser())
        let browser = try await house.world.signedIn()
        let left = try await browser.submit(try await browser.get("/account/linked"), to: "/account/linked/add")
        let taken = try await house.arrive(browser, house.token(left.redirected("challenge")))
        #expect(taken.location == "/account/linked?done=taken")
        #expect(try await browser.following(taken).status == 200)
        let again = try await browser.submit(try await browser.get("/account/linked"), to: "/account/linked/add")
        try await house.world.account("bob@example.com")
        browser.setCookie("__Host-sid", try await house.world.signedIn("bob@example.com").cookies["__Host-sid"])
        let other = try await house.arrive(browser, house.token(again.redirected("challenge"), ["sub": "7"]))
        #expect(other.status == 400)
        #expect(try await identities(house, ada).isEmpty)
    }

    @Test("the last way in stays, and changes need a fresh proof")
    func last() async throws {
        let house = try await ExternalHouse()
        let browser = house.world.browser()
        _ = try await house.enter(browser)
        let page = try await browser.get("/account/linked")
        let kept = try await browser.submit(page, to: "/account/linked/remove")
        #expect(kept.location == "/account/linked?done=kept")
        house.world.engine.clock.advance(by: .seconds(601))
        #expect(try await browser.submit(page, to: "/account/linked/remove").location == "/sign-in?to=linked")
        #expect(try await browser.send(.get, "/account/linked").location == "/sign-in?to=linked")
        // The proof is asked for where it can be given, and afresh.
        let form = try await browser.get("/sign-in?to=linked")
        let left = try await browser.submit(form, to: "/sign-in/external")
        #expect(left.location?.hasSuffix("&prompt=login") == true)
        let back = try await house.arrive(browser, house.token(left.redirected("challenge")))
        #expect(back.location == "/account/linked")
        #expect(try await browser.following(back).status == 200)
    }

    private func identities(_ house: ExternalHouse, _ account: Account) async throws -> [LinkedIdentity] {
        guard let store = house.world.site.identity as? any FederationStore else { return [] }
        return try await store.identities(of: account.id)
    }
}
