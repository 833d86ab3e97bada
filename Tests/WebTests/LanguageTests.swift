// Pages speak the language that the client asked for, or else that of the browser.

import HTTPTypes
import OAuth
import Pages
import TestKit
import Testing
import Web
import WebTestKit

@Suite("Languages")
struct LanguageTests {
    @Test("the browser's language is that of the page")
    func browser() async throws {
        let world = try await WebWorld()
        let german = try await world.browser().send(.get, "/sign-in", [.acceptLanguage: "de-AT,de;q=0.9,en;q=0.5"])
        #expect(german.text.contains("<html lang=\"de\" dir=\"ltr\">"))
        #expect(german.html.heading == "Anmelden")
        let arabic = try await world.browser().send(.get, "/sign-in", [.acceptLanguage: "ar"])
        #expect(arabic.text.contains("<html lang=\"ar\" dir=\"rtl\">"))
        #expect(try await world.browser().send(.get, "/sign-in", [.acceptLanguage: "tlh"]).html.heading == "Sign in")
    }

    @Test("ui_locales of the request counts more than the browser, on the pages that follow too")
    func uiLocales() async throws {
        let world = try await WebWorld()
        try await world.account()
        let client = try await world.engine.client(.web)
        let browser = world.browser()
        let request = world.engine.request(client).with(["ui_locales": "tlh fr"])
        let asked = try await browser.send(.get, world.authorize(request), [.acceptLanguage: "de"])
        let form = try await browser.send(.get, try #require(asked.location), [.acceptLanguage: "de"])
        #expect(form.html.heading == "Se connecter")
        let consent = try await browser.following(try await browser.signIn(on: form))
        #expect(consent.text.contains("lang=\"fr\""))
        #expect(try await browser.decide("allow", on: consent).redirected("code") != nil)
    }

    @Test("a problem is told in the language of the page too")
    func problems() async throws {
        let world = try await WebWorld()
        try await world.account()
        let browser = world.browser()
        let headers: HTTPFields = [.acceptLanguage: "es"]
        let page = try await browser.send(.get, "/sign-in", headers)
        let wrong = try await browser.submit(page, to: "/sign-in", ["email": "ada@example.com", "password": "wrong"], headers)
        #expect(wrong.html.text.contains("El correo o la contraseña no son correctos."))
        let unknown = try await browser.send(.get, "/authorize?client_id=nobody", headers)
        #expect(unknown.html.heading == "Aplicación desconocida")
        let short = try await browser.submit(
            try await browser.send(.get, "/sign-up", headers), to: "/sign-up", ["email": "new@example.com", "password": "x"], headers)
        #expect(short.html.text.contains("Usa una contraseña de al menos 8 caracteres."))
    }

    @Test("what is told to developers stays English, and says so")
    func developers() async throws {
        let world = try await WebWorld()
        let client = try await world.engine.client(.web)
        let answer = try await world.browser().send(
            .get, world.authorize(world.engine.request(client).with(["response_mode": "telepathy"])), [.acceptLanguage: "de"])
        #expect(answer.html.heading == "Diese Anfrage stimmt nicht")
        #expect(answer.text.contains("<p class=\"lead\" lang=\"en\" dir=\"ltr\">This response_mode is not supported.</p>"))
    }

    @Test("clients get the same answers whatever language they name")
    func clients() async throws {
        let world = try await WebWorld()
        let answer = try await world.send(.get, "/nowhere", [.acceptLanguage: "de", .accept: "application/json"])
        #expect(try answer.json["error_description"]?.text == "There is nothing at this path.")
        #expect(answer.setCookies.isEmpty)
    }

    @Test("every text of an error page and every scope of our own has a translation", arguments: Language.allCases)
    func complete(language: Language) throws {
        let pages = try Pages(branding: Branding(name: "Notes Inc"))
        Language.$current.withValue(language) {
            for text in PageText.allCases { #expect(pages.translation(of: text.rawValue) != nil, "\(text)") }
            for scope in IdentityScope.allCases.compactMap(\.sentence) { #expect(pages.translation(of: scope) != nil, "\(scope)") }
        }
    }
}
