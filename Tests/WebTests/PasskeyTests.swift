// Passkeys as a browser with its script has them: questions asked, answers posted, and the page of one's passkeys.

import AuthenticatorKit
import HTTPTypes
import Identity
import Keys
import OAuth
import Pages
import TestKit
import Testing
import Web
import WebTestKit

@Suite("Passkeys in a browser")
struct PasskeyTests {
    private func world(_ policy: SecondFactorPolicy = .off) async throws -> WebWorld {
        let world = try await WebWorld {
            $0.contexts = [.oneFactor, .twoFactors, .phishingResistant]
        } adjust: { site in
            site.signIn = SignIn(
                store: site.identity, passwords: Passwords(WebWorld.cheap, randomness: site.randomness),
                secondFactors: policy, takesPasskeys: true, now: site.server.now, randomness: site.randomness)
            site.write()
            guard let party = RelyingParty(origin: site.address.origin, name: "Notes Inc"),
                let store = site.identity as? any PasskeyStore
            else { return }
            site.passkeys = Passkeys(
                party, store: store, secret: site.secret, now: site.server.now, randomness: site.randomness)
        }
        try await world.account()
        return world
    }

    /// What the script is told, and what it would post.
    private struct Question {
        let ticket: String
        let options: JSON
        var challenge: [UInt8] { options["challenge"]?.text.flatMap { Base64URL.decode($0) } ?? [] }

        init(_ answer: Answer) throws {
            #expect(answer.status == 200)
            #expect(answer.headers[.cacheControl] == "no-store")
            ticket = try #require(try answer.json["ticket"]?.text)
            options = try #require(try answer.json["options"])
        }
    }

    private func answer(
        _ question: Question, by authenticator: inout SoftAuthenticator, as handle: [UInt8]?
    ) throws -> [String: String?] {
        let got = try authenticator.got(question.challenge)
        return [
            "challenge": question.ticket, "credential": Base64URL.encode(authenticator.id),
            "client_data": Base64URL.encode(got.clientData), "authenticator_data": Base64URL.encode(got.data),
            "signature": Base64URL.encode(got.signature), "user_handle": handle.map { Base64URL.encode($0) },
        ]
    }

    private func handle(_ world: WebWorld, _ authenticator: SoftAuthenticator) async throws -> [UInt8]? {
        try await world.site.passkeys?.store.passkey(try #require(CredentialID(authenticator.id)))?.userHandle
    }

    /// Adds a passkey on the account page.
    @discardableResult
    private func add(
        _ authenticator: SoftAuthenticator, named name: String = "Phone", _ browser: TestBrowser
    ) async throws -> Answer {
        let page = try await browser.get("/account/passkeys")
        let question = try Question(try await browser.send(.get, "/account/passkeys/question"))
        let made = try authenticator.created(question.challenge)
        return try await browser.following(
            try await browser.submit(
                page, to: "/account/passkeys/add",
                [
                    "name": name, "challenge": question.ticket, "client_data": Base64URL.encode(made.clientData),
                    "attestation": Base64URL.encode(made.attestation), "transports": "internal hybrid",
                ]))
    }

    private func signIn(
        _ authenticator: inout SoftAuthenticator, _ browser: TestBrowser, on page: Answer? = nil
    ) async throws -> Answer {
        var form = page
        if form == nil { form = try await browser.get("/sign-in") }
        let question = try Question(try await browser.send(.get, "/sign-in/passkey/question"))
        return try await browser.submit(
            try #require(form), to: "/sign-in/passkey",
            answer(question, by: &authenticator, as: try await handle(browser.world, authenticator)))
    }

    @Test("a passkey is added, signs its owner in within a request, and the tokens say so")
    func flow() async throws {
        let world = try await world()
        var authenticator = try SoftAuthenticator()
        let added = try await add(authenticator, try await world.signedIn())
        #expect(added.html.text.contains("Phone"))
        #expect(added.html.text.contains("The passkey is added."))
        let browser = world.browser()
        let client = try await world.engine.client(.web)
        let form = try await browser.get(world.authorize(world.engine.request(client)))
        let consent = try await browser.following(try await signIn(&authenticator, browser, on: form))
        let back = try await browser.decide("allow", on: consent)
        let tokens = try await world.tokens(client, try #require(back.redirected("code")))
        let token = try OpenedJWT(try #require(tokens["access_token"]?.text))
        #expect(token.claims["amr"] == JSON.strings(["mfa", "pop", "user"]))
        #expect(token.claims["acr"]?.text == "urn:usher:2fa")
    }

    @Test("the browser is asked for what a passkey must be, and told of those that are there already")
    func questions() async throws {
        let world = try await world()
        let browser = try await world.signedIn()
        _ = try await browser.get("/account/passkeys")
        let first = try Question(try await browser.send(.get, "/account/passkeys/question")).options
        #expect(first["rp"] == .object(["id": "usher.test", "name": "Notes Inc"]))
        #expect(first["attestation"] == "none")
        #expect(first["authenticatorSelection"]?["residentKey"] == "required")
        #expect(first["authenticatorSelection"]?["userVerification"] == "required")
        #expect(first["user"]?["name"] == "ada@example.com")
        #expect(first["excludeCredentials"] == .array([]))
        try await add(try SoftAuthenticator(), browser)
        let second = try Question(try await browser.send(.get, "/account/passkeys/question")).options
        #expect(
            second["excludeCredentials"]
                == .array([
                    .object([
                        "id": .string(Base64URL.encode(try SoftAuthenticator().id)), "transports": JSON.strings(["internal", "hybrid"]),
                        "type": "public-key",
                    ])
                ]))
        let signIn = world.browser()
        _ = try await signIn.get("/sign-in")
        let asked = try Question(try await signIn.send(.get, "/sign-in/passkey/question")).options
        #expect(asked["allowCredentials"] == .array([]))
        #expect(asked["rpId"] == "usher.test")
        #expect(asked["userVerification"] == "required")
    }

    @Test("who has no page of ours is asked nothing")
    func strangers() async throws {
        let world = try await world()
        for path in ["/sign-in/passkey/question", "/sign-in/second-step/passkey/question"] {
            #expect(try await world.send(.get, path).status == 400)
        }
        #expect(try await world.send(.get, "/account/passkeys/question").status == 403)
        #expect(try await world.browser().send(.get, "/account/passkeys").location == "/sign-in?to=passkeys")
    }

    @Test("a wrong answer keeps the request, and says no more than that it was wrong")
    func refused() async throws {
        let world = try await world()
        var (mine, stranger) = (try SoftAuthenticator(seed: 1), try SoftAuthenticator(seed: 2))
        try await add(mine, try await world.signedIn())
        let browser = world.browser()
        let client = try await world.engine.client(.web)
        var page = try await browser.get(world.authorize(world.engine.request(client)))
        var pages: Set<String> = []
        mine.origin = "https://evil.example"
        for _ in 0..<2 {
            page = try await signIn(&mine, browser, on: page)
            #expect(page.status == 422)
            #expect(page.html.text.contains("That passkey could not be used."))
            pages.insert(page.text)
            page = try await signIn(&stranger, browser, on: page)
            pages.insert(page.text)
        }
        #expect(pages.count == 1)
        #expect(browser.cookies["__Host-sid"] == nil)
        mine.origin = "https://usher.test"
        let consent = try await browser.following(try await signIn(&mine, browser, on: page))
        #expect(consent.html.form(to: "/consent") != nil)
    }

    @Test("a form of another site or another browser signs nobody in")
    func forged() async throws {
        let world = try await world()
        var authenticator = try SoftAuthenticator()
        try await add(authenticator, try await world.signedIn())
        let (ada, mallory) = (world.browser(), world.browser())
        let (page, other) = (try await ada.get("/sign-in"), try await mallory.get("/sign-in"))
        let question = try Question(try await mallory.send(.get, "/sign-in/passkey/question"))
        let posted = try answer(question, by: &authenticator, as: try await handle(world, authenticator))
        // Mallory's own session, pushed on Ada's browser.
        #expect(try await ada.submit(other, to: "/sign-in/passkey", posted).status == 403)
        #expect(try await ada.submit(page, to: "/sign-in/passkey", posted).status == 422)
        let headers: HTTPFields = [.origin: "https://evil.example"]
        #expect(try await mallory.submit(other, to: "/sign-in/passkey", posted, headers).status == 403)
        #expect(ada.cookies["__Host-sid"] == nil)
        #expect(try await mallory.submit(other, to: "/sign-in/passkey", posted).status == 303)
    }

    @Test("somebody who is disabled is refused like anybody else")
    func disabled() async throws {
        let world = try await world()
        var authenticator = try SoftAuthenticator()
        try await add(authenticator, try await world.signedIn())
        let account = try #require(try await world.site.identity.accounts(after: nil, limit: 1).first)
        try await world.engine.disable(account.id)
        #expect(try await signIn(&authenticator, world.browser()).status == 422)
    }

    // MARK: Second step

    @Test("where everybody has a second step, a passkey is one after the password, and one without a password needs none")
    func secondStep() async throws {
        let world = try await world(.required)
        var authenticator = try SoftAuthenticator()
        // Before the policy was so.
        let store = try #require(world.site.passkeys?.store)
        let account = try #require(try await world.site.identity.accounts(after: nil, limit: 1).first)
        let key = try CredentialKey(reading: CBOR(reading: CBORBytes.map(try authenticator.cose).encoded))
        let id = try #require(CredentialID(authenticator.id))
        let passkey = Passkey(
            id: id, user: account.id, userHandle: [1, 2, 3], key: key, counter: 0, isBackupEligible: false, isBackedUp: false,
            transports: [], name: "Key", createdAt: world.engine.clock.time)
        #expect(try await store.add(passkey, atMost: 1) == .added)

        let browser = world.browser()
        let step = try await browser.following(try await browser.signIn())
        #expect(step.html.form(to: "/sign-in/second-step/passkey") != nil)
        #expect(step.html.form(to: "/sign-in/second-step") == nil)
        #expect(browser.cookies["__Host-sid"] == nil)
        let question = try Question(try await browser.send(.get, "/sign-in/second-step/passkey/question"))
        #expect(question.options["allowCredentials"] == .array([.object(["id": .string(id.text), "type": "public-key"])]))
        authenticator.flags = SoftAuthenticator.Flags.present
        let posted = try answer(question, by: &authenticator, as: nil)
        // The answer to this question is none to the other one.
        let signIn = try await browser.get("/sign-in")
        #expect(try await browser.submit(signIn, to: "/sign-in/passkey", posted).status == 422)
        let arrived = try await browser.following(try await browser.submit(step, to: "/sign-in/second-step/passkey", posted))
        #expect(arrived.status == 200)
        #expect(browser.cookies["__Host-second"] == nil)
        let session = try #require(try await world.site.identity.sessions(of: account.id, at: world.engine.clock.time).first)
        #expect(session.methods == [.password, .proofOfPossession, .userPresence, .multipleFactors])

        authenticator.flags |= SoftAuthenticator.Flags.verified
        let alone = world.browser()
        #expect(try await self.signIn(&authenticator, alone).location == "/account")
    }

    @Test("where a second step is a choice, a passkey alone asks for nothing after the password")
    func optional() async throws {
        let world = try await world(.optional)
        try await add(try SoftAuthenticator(), try await world.signedIn())
        #expect(try await world.browser().signIn().location == "/account")
    }

    @Test("a client that asks for a passkey gets one, or is told that there is none")
    func stepUp() async throws {
        let world = try await world()
        let client = try await world.engine.client(.web)
        let request = world.engine.request(client).with(["acr_values": "phr"])
        let browser = try await world.signedIn()
        let refused = try await browser.following(try await browser.send(.get, world.authorize(request)))
        #expect(refused.redirected("error") == "unmet_authentication_requirements")
        var authenticator = try SoftAuthenticator()
        try await add(authenticator, browser)
        let step = try await browser.get(world.authorize(request))
        let question = try Question(try await browser.send(.get, "/sign-in/second-step/passkey/question"))
        let consent = try await browser.following(
            try await browser.submit(
                step, to: "/sign-in/second-step/passkey", answer(question, by: &authenticator, as: try await handle(world, authenticator))))
        let back = try await browser.decide("allow", on: consent)
        let tokens = try await world.tokens(client, try #require(back.redirected("code")))
        #expect(try OpenedJWT(try #require(tokens["access_token"]?.text)).claims["acr"]?.text == "phr")
    }

    // MARK: The account page

    @Test("passkeys are renamed and removed by their owner, the last one only where there is a password")
    func account() async throws {
        let world = try await world()
        let browser = try await world.signedIn()
        try await add(try SoftAuthenticator(seed: 1), named: "", browser)
        let page = try await add(try SoftAuthenticator(seed: 2), named: "Key <2>", browser)
        #expect(page.html.text.contains("Passkey") && page.html.text.contains("Key <2>"))
        let renamed = try await browser.following(
            try await browser.submit(page, to: "/account/passkeys/rename", ["name": "  Old\u{202e} phone "]))
        #expect(renamed.html.text.contains("Old phone"))
        let removed = try await browser.following(try await browser.submit(renamed, to: "/account/passkeys/remove"))
        #expect(!removed.html.text.contains("Old phone"))
        let none = try await browser.following(try await browser.submit(removed, to: "/account/passkeys/remove"))
        #expect(none.html.text.contains("You have none yet."))
        // The person is told of each, and not of the name.
        let mails = try await world.takeMails().map(\.text)
        for (words, count) in [("A passkey was added", 2), ("A passkey was removed", 2)] {
            #expect(mails.count { $0.contains(words) } == count)
        }
    }

    @Test("a reset of an address that nobody had confirmed removes passkeys, and whoever must have a second step sets one up then")
    func claimed() async throws {
        let world = try await world(.required)
        let maker = world.browser()
        let step = try await maker.following(try await maker.signIn())
        _ = try await maker.submit(step, to: "/sign-in/second-step/set-up", ["code": world.appCode(on: step)])
        try await add(try SoftAuthenticator(), maker)
        let id = try #require(try await world.engine.store.accounts(after: nil, limit: 1).first?.id)
        _ = try await world.engine.store.removeAuthenticator(of: id)
        _ = try await world.takeMails()
        // The reader of the mail comes by the account.
        let reader = world.browser()
        _ = try await reader.submit(try await reader.get("/reset"), to: "/reset", ["email": "ada@example.com"])
        let page = try await reader.get(try #require(try await world.takeMail().link))
        _ = try await reader.submit(page, to: "/reset/password", ["password": "another password"])
        #expect(try await world.site.passkeys?.store.passkeys(of: id).isEmpty == true)
        #expect(try await maker.send(.get, "/account").location == "/sign-in")
        let form = try await reader.following(try await reader.signIn("ada@example.com", "another password"))
        #expect(reader.cookies["__Host-sid"] == nil)
        #expect(form.html.heading == "Set up two-step sign-in")
        _ = try await reader.submit(form, to: "/sign-in/second-step/set-up", ["code": world.appCode(on: form)])
        #expect(reader.cookies["__Host-sid"] != nil)
        #expect(try await world.site.passkeys?.store.passkeys(of: id).isEmpty == true)
    }

    @Test("nobody touches somebody else's")
    func foreign() async throws {
        let world = try await world()
        try await world.account("ben@example.com")
        try await add(try SoftAuthenticator(seed: 1), try await world.signedIn())
        let ben = try await world.signedIn("ben@example.com")
        let page = try await add(try SoftAuthenticator(seed: 2), named: "Ben's", ben)
        let hers = Base64URL.encode(try SoftAuthenticator(seed: 1).id)
        for action in ["remove", "rename"] {
            _ = try await ben.submit(page, to: "/account/passkeys/\(action)", ["id": hers, "name": "Mine now"])
        }
        let id = try #require(CredentialID(text: hers))
        #expect(try await world.site.passkeys?.store.passkey(id)?.name == "Phone")
    }

    @Test("whoever signed in more than ten minutes ago proves it again first")
    func freshProof() async throws {
        let world = try await world()
        let browser = try await world.signedIn()
        let page = try await add(try SoftAuthenticator(), browser)
        world.engine.clock.advance(by: .seconds(600))
        #expect(try await browser.send(.get, "/account/passkeys").location == "/sign-in?to=passkeys")
        #expect(try await browser.send(.get, "/account/passkeys/question").status == 403)
        let answer = try await browser.submit(page, to: "/account/passkeys/remove")
        #expect(answer.location == "/sign-in?to=passkeys")
        let id = try #require(CredentialID(try SoftAuthenticator().id))
        #expect(try await world.site.passkeys?.store.passkey(id) != nil)
        // With a passkey too, and then it goes on where it was.
        var authenticator = try SoftAuthenticator()
        let form = try await browser.get("/sign-in?to=passkeys")
        let back = try await signIn(&authenticator, browser, on: form)
        #expect(back.location == "/account/passkeys")
    }

    @Test("a form of another site changes nothing")
    func forgedChanges() async throws {
        let world = try await world()
        let browser = try await world.signedIn()
        try await add(try SoftAuthenticator(), browser)
        let id = try #require(CredentialID(try SoftAuthenticator().id))
        for action in ["add", "rename", "remove"] {
            let answer = try await browser.post("/account/passkeys/\(action)", ["id": id.text, "name": "x", "csrf": "x"])
            #expect(answer.status == 403)
        }
        #expect(try await world.site.passkeys?.store.passkey(id)?.name == "Phone")
    }

    // MARK: What is served

    @Test("only pages that ask for a passkey may run the script, and no other")
    func policy() async throws {
        let world = try await world()
        let page = try await world.browser().get("/sign-in")
        let policy = try #require(page.headers[.contentSecurityPolicy])
        let source = try #require(page.html.tags.first { $0.name == "script" }?["src"])
        #expect(
            policy
                == "default-src 'none'; style-src 'self'; img-src 'self'; script-src https://usher.test\(source); connect-src 'self'; "
                + "base-uri 'none'; frame-ancestors 'none'")
        let script = try await world.send(.get, source)
        #expect(script.status == 200)
        #expect(script.headers[.contentType] == "text/javascript; charset=utf-8")
        #expect(script.headers[.cacheControl]?.contains("immutable") == true)
        let other = try await world.browser().get("/sign-up")
        #expect(other.headers[.contentSecurityPolicy]?.contains("script-src") == false)
        #expect(page.html.input("email")?["autocomplete"] == "username webauthn")
    }

    @Test("where passkeys are not turned on, there is nothing of them")
    func off() async throws {
        let world = try await WebWorld()
        try await world.account()
        let page = try await world.browser().get("/sign-in")
        #expect(!page.text.contains("script") && !page.text.contains("asskey"))
        #expect(page.html.input("email")?["autocomplete"] == "username")
        for path in ["/sign-in/passkey", "/sign-in/passkey/question", "/account/passkeys", world.site.pages.script.path] {
            #expect(try await world.send(.get, path).status == 404)
        }
        #expect(try await world.signedIn().get("/account").text.contains("asskey") == false)
    }
}
