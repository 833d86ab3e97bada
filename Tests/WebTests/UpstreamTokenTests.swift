// /resources/{id}/upstream-token through the router: who gets what, and who does not. Tests/peers/test_upstream.py does the same with a
// real provider and a real back end.

import Foundation
import HTTPTypes
import Identity
import OAuth
import Synchronization
import TestKit
import Testing
import Web
import WebTestKit

@testable import Keys

/// A person who came from a provider whose tokens are kept, an app that they have connected, and the resource's own back end.
struct TokenHouse {
    static let path = "/resources/notes/upstream-token"

    let house: UpstreamHouse
    let browser: TestBrowser
    let app: TestKit.TestClient
    let backend: TestKit.TestClient

    var world: WebWorld { house.world }
    var engine: EngineWorld { world.engine }

    init(
        _ keeping: OfflineAccess = .unasked, given: JSON.Members = ["access_token": "at-0", "token_type": "Bearer", "expires_in": 3600]
    ) async throws {
        house = try await UpstreamHouse(keeping: keeping)
        house.provider.change { $0.given = given }
        browser = house.world.browser()
        app = try await house.world.engine.client(.web)
        backend = try await house.world.engine.client(.service)
        guard try await house.enter(browser).location == "/account" else { throw UnexpectedAnswer("nobody came in") }
    }

    /// An access token of the app, for the resource notes.
    func token(_ resource: String? = nil) async throws -> String {
        let request = engine.request(app, scope: resource == nil ? "notes:read" : nil).with(["resource": resource])
        let code = try await browser.code(app, request)
        guard case .object(let members) = try await world.tokens(app, code), case .string(let token)? = members["access_token"] else {
            throw UnexpectedAnswer("there is no access token")
        }
        return token
    }

    func claims(_ token: String) async throws -> Claims { try await engine.server.accessTokens.claims(of: token) }

    /// What the gateway says about a call with this token.
    func assertion(_ token: String, audience: String = EngineWorld.notes.identifier) async throws -> String {
        let (claims, now) = (try await claims(token), engine.clock.time)
        let said = Claims(
            issuer: EngineWorld.issuer, subject: claims.subject, audience: [audience], clientID: claims.clientID, scope: claims.scope,
            expiresAt: (now + .seconds(60)).seconds, issuedAt: now.seconds, grant: claims.grant)
        return try engine.server.keys.current.sign(said.members, as: .assertion, at: now)
    }

    func ask(
        _ token: String?, provider: String? = "one", as client: TestKit.TestClient? = nil, at path: String = Self.path,
        _ changes: [String: String?] = [:]
    ) async throws -> Answer {
        let form: Form = ["subject_token": token, "provider": provider]
        return try await world.call(path, form.with(changes), basic: (client ?? backend).basic)
    }
}

@Suite("Tokens of a provider for a resource's back end")
struct UpstreamTokenTests {
    @Test("the back end gets the person's access token, for the access token or the assertion of a call")
    func given() async throws {
        let house = try await TokenHouse(
            given: ["access_token": "at-0", "token_type": "bearer", "expires_in": 3600, "refresh_token": "rt-0", "scope": "openid repo"])
        let token = try await house.token()
        for subject in [token, try await house.assertion(token)] {
            let answer = try await house.ask(subject)
            #expect(answer.status == 200)
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[.accessControlAllowOrigin] == nil)
            #expect(answer.text == #"{"access_token":"at-0","token_type":"Bearer","expires_in":3600,"scope":"openid repo"}"#)
        }
        // In the body, as at the token endpoint.
        let form = house.backend.credentials.with(["subject_token": token, "provider": "one"])
        #expect(try await house.world.call(TokenHouse.path, form).status == 200)
    }

    @Test("it is renewed when it is due, and the refresh token stays here")
    func renewed() async throws {
        let house = try await TokenHouse(
            given: ["access_token": "at-0", "token_type": "Bearer", "expires_in": 600, "refresh_token": "rt-0"])
        let token = try await house.token()
        house.house.provider.change {
            $0.given = ["access_token": "at-1", "token_type": "Bearer", "expires_in": 600, "refresh_token": "rt-1"]
        }
        house.engine.clock.advance(by: .seconds(540))
        let answer = try await house.ask(token)
        #expect(answer.text.contains("at-1") && !answer.text.contains("rt-"))
        let form = try #require(house.house.provider.state.withLock { $0.forms.last })
        #expect(form.contains("grant_type=refresh_token&refresh_token=rt-0"))
        #expect(house.house.provider.state.withLock { $0.authorizations.last } == "Basic Y2xpZW50OnMlMjZjcmV0")
    }

    @Test("whoever is not the resource's own back end gets nothing")
    func strangers() async throws {
        let house = try await TokenHouse()
        let (token, engine) = (try await house.token(), house.engine)
        let others: [TestKit.TestClient] = [
            try await engine.client(.service) { $0.resource = EngineWorld.mail.id },
            try await engine.client(.service) { $0.resource = nil },
            try await engine.client(.plugin), house.app, try await engine.client(.web) { $0.resource = EngineWorld.notes.id },
            try await engine.client(.service) { $0.registration = .dynamic },
        ]
        for other in others {
            let form = other.credentials.with(["subject_token": token, "provider": "one"])
            let answer = try await house.world.call(TokenHouse.path, form)
            #expect(answer.status == 400)
            #expect(answer.error == "unauthorized_client", "\(other.registration.profile)")
        }
        let publicApp = try await engine.client(.app) { $0.resource = EngineWorld.notes.id }
        let bare: Form = ["subject_token": token, "provider": "one"]
        for form in [bare, bare.with(["client_id": house.backend.id.value]), bare.with(["client_id": publicApp.id.value])] {
            #expect(try await house.world.call(TokenHouse.path, form).status == 401)
        }
        for header in [Authorization.basic(house.backend.id.value, "wrong"), "Bearer \(token)"] {
            #expect(try await house.world.call(TokenHouse.path, bare, basic: header).status == 401)
        }
        // Nor does the person get it, who is signed in, nor anybody in another way than by a form.
        #expect(try await house.browser.post(TokenHouse.path, bare).status == 401)
        #expect(try await house.world.send(.get, TokenHouse.path + "?" + bare.text, [.authorization: house.backend.basic]).status == 405)
        let inQuery = try await house.ask(nil, at: TokenHouse.path + "?subject_token=\(token)")
        #expect(inQuery.status == 400)
        #expect(try await house.world.send(.options, TokenHouse.path).status == 405)
    }

    @Test("a back end gets nothing at another resource's address, and nothing of a provider that its resource may not have")
    func confused() async throws {
        let house = try await TokenHouse()
        let token = try await house.token()
        for path in ["/resources/mail/upstream-token", "/resources/nothing/upstream-token", "/resources/NOTES/upstream-token"] {
            #expect(try await house.ask(token, at: path).error == "unauthorized_client")
        }
        for provider in ["two", "nothing", "ONE"] { #expect(try await house.ask(token, provider: provider).error == "invalid_target") }
        #expect(try await house.ask(token, provider: nil).error == "invalid_request")
        // The other resource's back end, with a token for its own resource, at its own address.
        let mail = try await house.engine.client(.service) { $0.resource = EngineWorld.mail.id }
        let mailToken = try await house.token(EngineWorld.mail.identifier)
        let refused = try await house.ask(mailToken, as: mail, at: "/resources/mail/upstream-token")
        #expect(refused.error == "invalid_target")
        // And this one with a token for the other.
        #expect(try await house.ask(mailToken).error == "invalid_grant")
        #expect(try await house.ask(try await house.assertion(mailToken, audience: EngineWorld.mail.identifier)).error == "invalid_grant")
    }

    @Test("without a call that is good now there is nothing")
    func subject() async throws {
        let house = try await TokenHouse()
        let token = try await house.token()
        let assertion = try await house.assertion(token)
        #expect(try await house.ask(nil).error == "invalid_request")
        let claims = try await house.claims(token)
        let wrong = [
            "", "a", "a.b.c", claims.subject, token + "a", String(token.dropLast(2)), "é" + token, assertion + "a",
            try house.engine.server.keys.current.sign(claims.members, as: .idToken, at: house.engine.clock.time),
        ]
        for subject in wrong { #expect(try await house.ask(subject).status == 400, "\(subject)") }
        // A client that acts for itself.
        let own = try await house.world.call("/token", house.backend.credentials.with(["grant_type": "client_credentials"]))
        guard case .object(let members) = try own.json, case .string(let clients)? = members["access_token"] else {
            Issue.record("no token")
            return
        }
        #expect(try await house.ask(clients).error == "invalid_grant")
        // An assertion lives for a minute, a token for an hour.
        house.engine.clock.advance(by: .seconds(60))
        #expect(try await house.ask(assertion).error == "invalid_grant")
        #expect(try await house.ask(token).status == 200)
        house.engine.clock.advance(by: .seconds(3540))
        #expect(try await house.ask(token).error == "invalid_grant")
    }

    @Test("a call of a connection that has ended is none: neither its token nor its assertion")
    func revoked() async throws {
        let house = try await TokenHouse()
        let token = try await house.token()
        let revoked = try await house.world.call("/revoke", house.app.credentials.with(["token": token]))
        #expect(revoked.status == 200)
        #expect(try await house.ask(token).error == "invalid_grant")
        let other = try await house.token()
        let about = try await house.assertion(other)
        let grant = try #require(try await house.claims(other).grant)
        _ = try await house.engine.store.revoke(grant, at: house.engine.clock.time)
        try await house.engine.server.changes.catchUp()
        #expect(try await house.ask(other).error == "invalid_grant")
        #expect(try await house.ask(about).error == "invalid_grant")
    }

    @Test("a person who is disabled, removed or not linked has nothing to give")
    func ended() async throws {
        let house = try await TokenHouse()
        let token = try await house.token()
        let user = UserID(try await house.claims(token).subject)
        try await house.engine.disable(user)
        #expect(try await house.ask(token).error == "invalid_grant")
        // Somebody who came by another way.
        let other = try await TokenHouse()
        try await other.world.account("bob@example.com")
        let bob = try await other.world.signedIn("bob@example.com")
        let code = try await bob.code(other.app)
        guard case .object(let members) = try await other.world.tokens(other.app, code), case .string(let bobs)? = members["access_token"]
        else { return }
        let answer = try await other.ask(bobs)
        #expect(answer.error == "login_required")
        #expect(answer.text.contains(EngineWorld.issuer + "/account/linked"))
        #expect(!answer.text.contains("at-0"))
    }

    @Test("the page of linked sites says that access is kept, and removing the site ends it")
    func page() async throws {
        let house = try await TokenHouse()
        let token = try await house.token()
        let page = try await house.browser.get("/account/linked")
        #expect(page.html.text.contains("Access to Provider one is kept"))
        // So that there is another way in.
        let user = UserID(try await house.claims(token).subject)
        guard let store = house.world.site.identity as? any FederationStore else { return }
        _ = try await store.link(
            LinkedIdentity(issuer: ToyProvider.issuer, subject: "another", user: user, label: "Another", createdAt: house.engine.clock.time)
        )
        let removed = try await house.browser.submit(page, to: "/account/linked/remove")
        #expect(removed.location == "/account/linked?done=removed")
        #expect(try await house.ask(token).error == "login_required")
    }

    @Test("when the provider has ended it, the page says so, and connecting it again mends it")
    func again() async throws {
        let house = try await TokenHouse(
            given: ["access_token": "at-0", "token_type": "Bearer", "expires_in": 300, "refresh_token": "rt-0"])
        let token = try await house.token()
        house.house.provider.change { $0.tokenStatus = 400 }
        house.engine.clock.advance(by: .seconds(300))
        #expect(try await house.ask(token).error == "login_required")
        #expect(try await house.ask(token).error == "login_required")
        house.house.provider.change { ($0.tokenStatus, $0.given) = (200, ["access_token": "at-1", "token_type": "Bearer"]) }
        let page = try await house.browser.get("/account/linked")
        #expect(page.html.text.contains("No access to Provider one is kept"))
        let left = try await house.browser.submit(page, to: "/account/linked/add")
        let location = try #require(left.location)
        let request = try OAuth.Parameters(formEncoded: location[(location.firstIndex(of: "?") ?? location.startIndex)...].dropFirst())
        let claims = try house.house.claims(request)
        house.house.provider.change { $0.claims = claims }
        let back = try await house.house.arrive(house.browser, ["state": try request.value("state")])
        #expect(back.location == "/account/linked?done=linked")
        #expect(try await house.browser.get("/account/linked").html.text.contains("Access to Provider one is kept"))
        // RFC 6749 §5.1: the provider has not said when it ends.
        #expect(try await house.ask(token).json == .object(["access_token": "at-1", "token_type": "Bearer"]))
    }

    @Test("a provider that is down is the answer 503, with when to ask again")
    func down() async throws {
        let house = try await TokenHouse(
            given: ["access_token": "at-0", "token_type": "Bearer", "expires_in": 300, "refresh_token": "rt-0"])
        let token = try await house.token()
        house.house.provider.change { $0.isDown = true }
        house.engine.clock.advance(by: .seconds(300))
        let answer = try await house.ask(token)
        #expect(answer.status == 503)
        #expect(answer.error == "temporarily_unavailable")
        #expect(answer.headers[.retryAfter] == "10")
    }

    @Test("tokens that came with a sign-in wait, sealed, until the person has joined the accounts")
    func joining() async throws {
        let house = try await UpstreamHouse(keeping: .unasked)
        house.provider.change { $0.given = ["access_token": "at-0", "token_type": "Bearer"] }
        let account = try await house.world.account()
        let browser = house.world.browser()
        let form = try await browser.following(try await house.enter(browser))
        guard let store = house.world.site.identity as? any UpstreamTokenStore else { return }
        #expect(try await store.upstreamTokens(of: account.id).isEmpty)
        let question = try await browser.following(try await browser.signIn(on: form))
        _ = try await browser.submit(question, to: "/account/joining", ["decision": "join"])
        #expect(try await store.upstreamTokens(of: account.id).count == 1)
        #expect(try await browser.get("/account/linked").html.text.contains("Access to Provider one is kept"))
    }

    @Test("a provider is asked for lasting access as it wants to be")
    func offline() async throws {
        func asked(_ keeping: OfflineAccess?, _ scopes: JSON? = nil) async throws -> OAuth.Parameters {
            let house = try await UpstreamHouse(keeping: keeping)
            house.provider.change { $0.document["scopes_supported"] = scopes }
            return try await house.begin(house.world.browser())
        }
        let offline: JSON = .array(["openid", "offline_access"])
        let without = try await asked(nil, offline)
        #expect(try without.value("scope") == "openid email profile")
        #expect(try without.value("prompt") == nil)
        let standard = try await asked(.scopeAndConsent, offline)
        #expect(try standard.value("scope") == "openid email profile offline_access")
        #expect(try standard.value("prompt") == "consent")
        let unknown = try await asked(.scopeAndConsent)
        #expect(try unknown.value("scope") == "openid email profile")
        #expect(try unknown.value("prompt") == nil)
        let scope = try await asked(.scope, offline)
        #expect(try scope.value("scope") == "openid email profile offline_access")
        #expect(try scope.value("prompt") == nil)
        let google = try await asked(.google, offline)
        #expect(try google.value("scope") == "openid email profile")
        #expect(try google.value("access_type") == "offline")
        #expect(try google.value("prompt") == "consent")
        #expect(try await asked(.unasked, offline).value("scope") == "openid email profile")
    }

    @Test("where nothing is kept there is no such address, and no word about access")
    func off() async throws {
        let house = try await UpstreamHouse()
        let browser = house.world.browser()
        _ = try await house.enter(browser)
        #expect(try await house.world.send(.post, TokenHouse.path).status == 404)
        #expect(try await !browser.get("/account/linked").html.text.contains("ccess to"))
        let address = try #require(EmailAddress("ada@example.com"))
        let user = try #require(try await house.world.site.identity.account(email: address.key)).id
        guard let store = house.world.site.identity as? any UpstreamTokenStore else { return }
        #expect(try await store.upstreamTokens(of: user).isEmpty)
    }
}
