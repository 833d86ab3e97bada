// What the web layer leaves for the trace: the steps of whole flows, and never a secret.

import HTTPTypes
import Keys
import OAuth
import TestKit
import Testing
import Trace
import Web
import WebTestKit

@Suite("What the web layer leaves for the trace")
struct TraceTests {
    private let recorder = Recorder()

    private func world() async throws -> WebWorld {
        let world = try await WebWorld(adjust: { $0.trace = recorder })
        try await world.account()
        return world
    }

    /// The events since the last time.
    private var events: [Event] { recorder.take().notes.flatMap { $0() } }

    private func shape(_ events: [Event]) -> [String] { events.map { "\($0.step.kind.rawValue) \($0.step.outcome.rawValue)" } }

    @Test("a whole flow is its steps, tied together by the request and then by the grant")
    func flow() async throws {
        let world = try await world()
        let client = try await world.engine.client(.web)
        let browser = world.browser()
        let signIn = try await browser.get(world.authorize(world.engine.request(client, scope: "openid notes:read")))
        let consent = try await browser.following(try await browser.signIn(on: signIn))
        let back = try await browser.decide("allow", on: consent)
        let tokens = try await world.tokens(client, try #require(back.redirected("code")))
        _ = try await world.userInfo(try #require(tokens["access_token"]?.text))
        _ = try await world.userInfo(try #require(tokens["access_token"]?.text))
        let found = events
        #expect(
            shape(found) == [
                "authorization waiting", "sign-in passed", "consent waiting", "consent passed", "code passed", "token passed",
                "call passed",
            ])
        #expect(Set(found.compactMap(\.flow)).count == 1 && Set(found.compactMap(\.grant)).count == 1)
        #expect(found.filter { $0.flow != nil && $0.grant != nil }.map(\.step.kind) == [.consent, .code])
        var correlation = Correlation([]) { AttemptID("a") }
        for event in found { correlation.place(event) }
        #expect(correlation.result.heads.count == 1 && correlation.result.steps.count == 7)
    }

    @Test("discovery is recorded once for each caller, and what is not there too")
    func discovery() async throws {
        let world = try await world()
        for _ in 0..<3 { _ = try await world.send(.get, "/.well-known/oauth-authorization-server") }
        _ = try await world.send(.get, "/.well-known/oauth-protected-resource/notes")
        #expect(shape(events) == ["server-metadata passed", "resource-metadata passed"])
    }

    @Test("pages, keys, health and introspection of what is not good leave nothing")
    func nothing() async throws {
        let world = try await world()
        for path in ["/", "/jwks", "/health", "/sign-in", "/account", "/nothing"] { _ = try await world.send(.get, path) }
        _ = try await world.call("/introspect", ["token": "x"])
        #expect(events.isEmpty)
    }

    @Test("what is refused names its rule, and the answer is what it is without a trace")
    func refusals() async throws {
        let (world, plain) = (try await world(), try await WebWorld())
        let client = try await world.engine.client(.web)
        let request = world.engine.request(client).with(["redirect_uri": "https://app.example/new"])
        let answer = try await world.send(.get, world.authorize(request))
        let found = try #require(events.first)
        #expect(found.step.reason == .redirectURINotRegistered && found.client == client.id)
        #expect(found.step["redirect_uri"] == "https://app.example/new")
        let same = try await plain.engine.client(.web)
        let other = try await plain.send(
            .get, plain.authorize(plain.engine.request(same).with(["redirect_uri": "https://app.example/new"])))
        #expect(answer.status == other.status && answer.headers == other.headers && answer.text == other.text)
    }

    @Test("a wrong secret with a code is tied to the connection that the code is from")
    func wrongSecret() async throws {
        let world = try await world()
        let client = try await world.engine.client(.action)
        let code = try await world.signedIn().code(client)
        let grant = try #require(events.compactMap(\.grant).first)
        _ = try await world.call("/token", world.engine.redemption(client, of: code).with(["client_secret": "not-it"]))
        let found = events
        #expect(found.map(\.step.reason) == [.secretWrong] && found.first?.grant == grant)
    }

    @Test("refreshes of a connection at work are one step; the same failure again and again is one for a while")
    func quiet() async throws {
        let world = try await world()
        let client = try await world.engine.client(.action)
        var tokens = try await world.tokens(client, world.signedIn().code(client))
        _ = events
        for _ in 0..<3 {
            let answer = try await world.call("/token", world.engine.refreshing(client, with: tokens["refresh_token"]?.text ?? ""))
            tokens = try answer.json
        }
        #expect(shape(events) == ["refresh passed"])
        for _ in 0..<5 { _ = try await world.call("/token", world.engine.refreshing(client, with: "usher_rt_x")) }
        #expect(shape(events) == ["refresh refused"])
    }

    @Test("no secret is ever in a trace, wherever it was sent", arguments: TestClientKind.signingIn)
    func secrets(kind: TestClientKind) async throws {
        let world = try await world()
        let client = try await world.engine.client(kind)
        let state = "state-of-this-test-0123456789"
        let browser = world.browser()
        let page = try await browser.get(world.authorize(world.engine.request(client).with(["state": state, "nonce": "nonce-0123456789"])))
        let wrong = try await browser.signIn("ada@example.com", "a wrong password", on: page)
        let consent = try await browser.following(try await browser.signIn(on: wrong))
        let code = try #require(try await browser.decide("allow", on: consent).redirected("code"))
        let redemption = world.engine.redemption(client, of: code)
        // Where no secret belongs.
        for target in ["/token?code=\(code)", "/userinfo?access_token=\(code)"] {
            _ = try await world.send(.post, target, [.contentType: "application/x-www-form-urlencoded"], body: Array(redemption.text.utf8))
        }
        for uri in ["https://a:\(code)@x.example/", "https://x.example/?token=\(code)", "https://x.example/\(code)#\(code)"] {
            _ = try await world.send(.get, world.authorize(world.engine.request(client).with(["redirect_uri": uri, "state": state])))
        }
        for field in ["client_id", "scope", "resource", "redirect_uri", "grant_type"] {
            _ = try await world.call("/token", redemption.with([field: code]))
            _ = try await world.send(.get, world.authorize(world.engine.request(client).with([field: "own-\(state)", "state": state])))
        }
        _ = try await world.call("/token", redemption.with(["code_verifier": "a-wrong-verifier-a-wrong-verifier-a-wrong-verifier"]))
        _ = try await world.call("/token", redemption.with(["client_secret": nil]), basic: client.basic)
        let tokens = try await Self.tokens(world, client, redemption)
        let text = events.map { "\($0)" }.joined(separator: "\n")
        #expect(text.contains("authorization") && text.contains(client.id.value))
        let secrets =
            [code, state, "nonce-0123456789", WebWorld.password, "a wrong password", ProofKeyExample.verifier, "a-wrong-verifier"]
            + [client.secret?.text, tokens?["access_token"]?.text, tokens?["refresh_token"]?.text].compactMap { $0 }
        for secret in secrets { #expect(!text.contains(secret), "\(secret)") }
    }

    /// The tokens, unless one of the odd requests has redeemed the code.
    private static func tokens(_ world: WebWorld, _ client: TestKit.TestClient, _ redemption: Form) async throws -> JSON? {
        let answer = try await world.call("/token", redemption)
        return answer.status == 200 ? try answer.json : nil
    }
}
