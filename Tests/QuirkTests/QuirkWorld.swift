// One person who is signed in, and a client of the kind that a quirk is about.

import HTTPTypes
import Keys
import OAuth
import TestKit
import Testing
import WebTestKit

/// The web layer with a person at a browser.
struct QuirkWorld {
    let web: WebWorld
    let browser: TestBrowser

    init(settings: (inout Settings) -> Void = { _ in }) async throws {
        web = try await WebWorld(settings: settings)
        try await web.account()
        browser = try await web.signedIn()
    }

    /// What the client gets in the end: the redirect after the person agreed, or the first answer if nobody was asked.
    func answer(_ target: String, decision: String = "allow") async throws -> Answer {
        let page = try await browser.get(target)
        return page.html.form(to: "/consent") == nil ? page : try await browser.decide(decision, on: page)
    }

    /// The tokens that a client gets for its own request, with some parameters changed.
    func tokens(_ client: TestClient, _ changes: [String: String?] = [:]) async throws -> JSON {
        let request = web.engine.request(client).with(changes)
        return try await web.tokens(client, try await browser.code(client, request))
    }

    func refresh(_ client: TestClient, _ token: String?, _ changes: [String: String?] = [:]) async throws -> Answer {
        try await web.call("/token", web.engine.refreshing(client, with: token ?? "").with(changes))
    }

    func document(_ path: String) async throws -> Answer { try await web.send(.get, path) }
}
