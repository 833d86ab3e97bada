// Signing in at providers through the router: a provider that answers as told, right and wrong. Tests/peers/test_upstream.py
// does the same with real ones.

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

/// A provider that says what it is told to say.
final class ToyProvider: HTTPCalling {
    struct State {
        var claims: JSON.Members = [:]
        var document: JSON.Members
        var userInfo: JSON.Members?
        var keys: [SigningKey]
        var signer: SigningKey
        var tokenStatus = 200
        var tokenError = "invalid_grant"
        var isDown = false
        var forms: [String] = []
        /// What its token endpoint gives besides.
        var given: JSON.Members = ["access_token": "at", "token_type": "Bearer"]
        var authorizations: [String?] = []
    }

    static let issuer = "https://provider.example"
    let state: Mutex<State>

    init() throws {
        let key = try SigningKey.generate(.es256)
        let document: JSON.Members = [
            "issuer": .string(Self.issuer), "authorization_endpoint": "https://provider.example/authorize",
            "token_endpoint": "https://provider.example/token", "jwks_uri": "https://provider.example/jwks",
            "userinfo_endpoint": "https://provider.example/userinfo", "authorization_response_iss_parameter_supported": true,
        ]
        state = Mutex(State(document: document, keys: [key], signer: key))
    }

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

    func answer(to request: OutgoingRequest) async throws -> IncomingAnswer {
        try state.withLock { state in
            guard !state.isDown else { throw UnexpectedAnswer("down") }
            switch request.url {
            case Self.issuer + "/.well-known/openid-configuration": return Self.ok(.object(state.document))
            case "https://provider.example/jwks": return Self.ok(.object(["keys": .array(state.keys.map(\.publicJWK))]))
            case "https://provider.example/userinfo":
                return state.userInfo.map { Self.ok(.object($0)) } ?? IncomingAnswer(status: 401, body: [])
            case "https://provider.example/token":
                state.forms.append(request.form ?? "")
                state.authorizations.append(request.headers["Authorization"])
                guard state.tokenStatus == 200 else {
                    return IncomingAnswer(status: state.tokenStatus, body: Array(#"{"error":"\#(state.tokenError)"}"#.utf8))
                }
                guard request.form?.contains("grant_type=refresh_token") != true else { return Self.ok(.object(state.given)) }
                let header: JSON.Members = ["alg": .string(state.signer.algorithm.rawValue), "kid": .string(state.signer.keyID)]
                let signed = [header, state.claims].map { Base64URL.encode(JSON.object($0).encoded) }.joined(separator: ".")
                let token = signed + "." + Base64URL.encode(try state.signer.signature(of: Array(signed.utf8)))
                var members = state.given
                members["id_token"] = .string(token)
                return Self.ok(.object(members))
            default: return IncomingAnswer(status: 404, body: [])
            }
        }
    }

    private static func ok(_ json: JSON) -> IncomingAnswer { IncomingAnswer(status: 200, body: json.encoded) }
}

/// A server with two providers.
struct UpstreamHouse {
    let world: WebWorld
    let provider: ToyProvider

    /// - Parameter keeping: how the first provider's tokens are kept, for the resource notes.
    init(
        _ kind: UpstreamSettings.Kind = .openID, caller: (any HTTPCalling)? = nil, answersByForm: Bool = false,
        keeping: OfflineAccess? = nil
    ) async throws {
        let provider = try ToyProvider()
        self.provider = provider
        world = try await WebWorld(adjust: { site in
            guard let store = site.identity as? any FederationStore & IdentityStore & UpstreamTokenStore else { return }
            let (now, randomness, secret) = (site.server.now, site.randomness, site.secret)
            let upstreams = ["one", "two"].map { id in
                UpstreamSignIn(
                    UpstreamSettings(
                        id: id, name: "Provider \(id)", kind: kind, issuer: kind == .gitHub ? "https://github.com" : ToyProvider.issuer,
                        clientID: "client", clientSecret: "s&cret", redirectURI: EngineWorld.issuer + "/sign-in/upstream/\(id)/return",
                        answersByForm: answersByForm, keeping: id == "one" ? keeping : nil), store: store, secret: secret,
                    caller: caller ?? provider, now: now,
                    randomness: randomness)
            }
            let tokens = keeping.map { _ in UpstreamTokens(store: store, secret: secret, providers: upstreams, now: now) }
            site.elsewhere = Elsewhere(
                federation: Federation(store: store, secret: secret, tokens: tokens, now: now, randomness: randomness),
                upstreams: upstreams, tokens: tokens, receivers: [EngineWorld.notes.id: ["one"]], limits: site.server.store)
        })
    }

    var now: Timestamp { world.engine.clock.time }

    /// Presses a provider's button; what the provider is asked.
    func begin(_ browser: TestBrowser, _ id: String = "one") async throws -> OAuth.Parameters {
        let left = try await browser.submit(try await browser.get("/sign-in"), to: "/sign-in/upstream/\(id)")
        let location = try #require(left.location)
        return try OAuth.Parameters(formEncoded: location[(location.firstIndex(of: "?") ?? location.startIndex)...].dropFirst())
    }

    func claims(_ request: OAuth.Parameters, _ changes: [String: JSON?] = [:]) throws -> JSON.Members {
        var members: JSON.Members = [
            "iss": .string(ToyProvider.issuer), "sub": "123", "aud": "client", "iat": .integer(now.seconds),
            "exp": .integer(now.seconds + 300), "nonce": try request.value("nonce").map { .string($0) }, "email": "ada@example.com",
            "email_verified": true, "name": "Ada",
        ]
        for (name, value) in changes { members[name] = value }
        return members
    }

    func arrive(_ browser: TestBrowser, _ changes: [String: String?], at id: String = "one") async throws -> Answer {
        let query: Form = ["code": "code", "iss": ToyProvider.issuer]
        return try await browser.send(.get, "/sign-in/upstream/\(id)/return?" + query.with(changes).text)
    }

    /// A whole sign-in with an ID token that is changed as told.
    func enter(_ browser: TestBrowser, _ changes: [String: JSON?] = [:], _ query: [String: String?] = [:]) async throws -> Answer {
        let request = try await begin(browser)
        let claims = try claims(request, changes)
        provider.change { $0.claims = claims }
        return try await arrive(browser, ["state": try request.value("state")].merging(query) { $1 })
    }
}

@Suite("Signing in at a provider")
struct UpstreamSignInTests {
    @Test("the request has PKCE, nonce, state and a way back of its own; the code is redeemed with all of it")
    func right() async throws {
        let house = try await UpstreamHouse()
        let browser = house.world.browser()
        let request = try await house.begin(browser)
        #expect(try request.value("code_challenge_method") == "S256")
        #expect(try request.value("redirect_uri") == EngineWorld.issuer + "/sign-in/upstream/one/return")
        #expect(try request.value("scope") == "openid email profile")
        let claims = try house.claims(request)
        house.provider.change { $0.claims = claims }
        #expect(try await house.arrive(browser, ["state": request.value("state")]).location == "/account")
        #expect(try await browser.get("/account").html.text.contains("ada@example.com"))
        let form = try OAuth.Parameters(formEncoded: try #require(house.provider.state.withLock { $0.forms.last }))
        let verifier = try #require(try form.value("code_verifier"))
        #expect(try request.value("code_challenge") == Digest(of: verifier).base64URL)
        #expect(try form.value("code") == "code")
        #expect(try form.value("client_secret") == nil)
        #expect(house.provider.state.withLock { $0.authorizations.last } == "Basic Y2xpZW50OnMlMjZjcmV0")
        // Another sign-in has other values.
        let again = try await house.begin(house.world.browser())
        for name in ["state", "nonce", "code_challenge"] { #expect(try again.value(name) != request.value(name)) }
    }

    private static let wrong: [(String, [String: JSON?])] = [
        ("another issuer", ["iss": "https://provider.example/"]), ("no issuer", ["iss": nil]), ("another audience", ["aud": "other"]),
        ("an audience more", ["aud": .array(["client", "other"])]), ("another authorized party", ["azp": "other"]),
        ("another authorized party of several", ["aud": .array(["client", "other"]), "azp": "other"]), ("no audience", ["aud": nil]),
        ("an end in the past", ["exp": .integer(TestClock.noon.seconds - 60)]), ("no end", ["exp": nil]), ("no beginning", ["iat": nil]),
        ("a beginning in the future", ["iat": .integer(TestClock.noon.seconds + 61)]),
        ("a beginning long ago", ["iat": .integer(TestClock.noon.seconds - 601)]), ("no nonce", ["nonce": nil]),
        ("another nonce", ["nonce": "AAAA"]), ("no subject", ["sub": nil]), ("a number for a subject", ["sub": 1]),
    ]

    // OpenID Connect Core §3.1.3.7.
    @Test("an ID token that is not quite right lets nobody in", arguments: wrong.map(\.0))
    func refused(name: String) async throws {
        let house = try await UpstreamHouse()
        let browser = house.world.browser()
        let changes = try #require(Self.wrong.first { $0.0 == name }?.1)
        #expect(try await house.enter(browser, changes).status == 400)
        #expect(try await browser.send(.get, "/account").status == 303)
    }

    @Test("an authorized party that is us is right")
    func authorizedParty() async throws {
        let house = try await UpstreamHouse()
        #expect(try await house.enter(house.world.browser(), ["azp": "client"]).status == 303)
        let several: [String: JSON?] = ["aud": .array(["client", "other"]), "azp": "client"]
        #expect(try await house.enter(house.world.browser(), several).status == 303)
    }

    // RFC 9207 §2.4, RFC 9700 §4.4.
    @Test("answers of another issuer, at another's way back, in another browser, and used ones are refused")
    func mixedUp() async throws {
        let house = try await UpstreamHouse()
        #expect(try await house.enter(house.world.browser(), [:], ["iss": "https://evil.example"]).status == 400)
        #expect(try await house.enter(house.world.browser(), [:], ["iss": nil]).status == 400)
        #expect(try await house.enter(house.world.browser(), [:], ["code": nil]).status == 400)
        #expect(try await house.enter(house.world.browser(), [:], ["state": nil]).status == 400)
        #expect(try await house.enter(house.world.browser(), [:], ["state": "1"]).status == 400)
        #expect(house.provider.state.withLock { $0.forms.isEmpty })
        let (browser, other) = (house.world.browser(), house.world.browser())
        let request = try await house.begin(browser)
        _ = try await house.begin(other)
        let (state, claims) = (try request.value("state"), try house.claims(request))
        house.provider.change { $0.claims = claims }
        #expect(try await house.arrive(browser, ["state": state], at: "two").status == 400)
        #expect(try await house.arrive(other, ["state": state]).status == 400)
        #expect(house.provider.state.withLock { $0.forms.isEmpty })
        #expect(try await house.arrive(browser, ["state": state]).status == 303)
        #expect(try await house.arrive(browser, ["state": state]).status == 400)
        let late = house.world.browser()
        let old = try await house.begin(late)
        house.world.engine.clock.advance(by: .seconds(600))
        #expect(try await house.arrive(late, ["state": try old.value("state")]).status == 400)
    }

    @Test("a refusal at the provider leads back to the sign-in page")
    func declined() async throws {
        let house = try await UpstreamHouse()
        let browser = house.world.browser()
        let back = try await house.enter(browser, [:], ["code": nil, "error": "access_denied"])
        #expect(back.location?.hasPrefix("/sign-in?notice=declined") == true)
        #expect(try await browser.following(back).html.form(to: "/sign-in/upstream/one") != nil)
    }

    @Test("new keys are found, foreign ones are not believed, and a provider that is down says so")
    func keys() async throws {
        let house = try await UpstreamHouse()
        #expect(try await house.enter(house.world.browser()).status == 303)
        let (next, foreign) = (try SigningKey.generate(.rs256), try SigningKey.generate(.es256))
        house.provider.change { ($0.keys, $0.signer) = ([next], next) }
        house.world.engine.clock.advance(by: .seconds(31))
        #expect(try await house.enter(house.world.browser()).status == 303)
        house.provider.change { $0.signer = foreign }
        #expect(try await house.enter(house.world.browser()).status == 400)
        house.provider.change { ($0.signer, $0.tokenStatus) = (next, 400) }
        #expect(try await house.enter(house.world.browser()).status == 400)
        // RFC 6749 §5.2: what is wrong is not the person's answer but this server's secret, or the provider.
        for (status, error) in [(401, "invalid_client"), (400, "invalid_client"), (403, "unauthorized_client"), (503, "busy")] {
            house.provider.change { ($0.tokenStatus, $0.tokenError) = (status, error) }
            #expect(try await house.enter(house.world.browser()).status == 502)
        }
        house.provider.change { $0.isDown = true }
        house.world.engine.clock.advance(by: .seconds(3601))
        let browser = house.world.browser()
        #expect(try await browser.submit(try await browser.get("/sign-in"), to: "/sign-in/upstream/one").status == 502)
    }

    @Test(
        "a discovery document of another issuer, or with endpoints that are not https, is not used",
        arguments: [
            ("issuer", "https://provider.example/"), ("issuer", nil), ("token_endpoint", "http://provider.example/token"),
            ("jwks_uri", nil),
            ("authorization_endpoint", "javascript:alert(1)"), ("token_endpoint", "file:///etc/passwd"),
        ] as [(String, JSON?)])
    func discovery(name: String, value: JSON?) async throws {
        let house = try await UpstreamHouse()
        house.provider.change { $0.document[name] = value }
        let browser = house.world.browser()
        #expect(try await browser.submit(try await browser.get("/sign-in"), to: "/sign-in/upstream/one").status == 502)
    }

    @Test("what the ID token does not say, userinfo may, if it is about the same person")
    func userInfo() async throws {
        let house = try await UpstreamHouse()
        house.provider.change { $0.userInfo = ["sub": "123", "email": "userinfo@example.com", "email_verified": true] }
        let browser = house.world.browser()
        #expect(try await house.enter(browser, ["email": nil, "email_verified": nil]).status == 303)
        #expect(try await browser.get("/account").html.text.contains("userinfo@example.com"))
        house.provider.change { $0.userInfo?["sub"] = "124" }
        #expect(try await house.enter(house.world.browser(), ["email": nil, "sub": "125"]).status == 400)
    }

    @Test("the same subject of two providers is one person only if it is one issuer")
    func closed() async throws {
        let house = try await UpstreamHouse()
        let unverified: [String: JSON?] = ["email_verified": "false", "name": "Mallory"]
        try await house.world.account()
        let browser = house.world.browser()
        #expect(try await house.enter(browser, unverified).location == "/account")
        #expect(try await !browser.get("/account").html.text.contains("ada@example.com"))
    }

    @Test("a form that comes from the provider's own site goes on as a link")
    func form() async throws {
        let house = try await UpstreamHouse(answersByForm: true)
        let browser = house.world.browser()
        let request = try await house.begin(browser)
        #expect(try request.value("response_mode") == "form_post")
        let (state, claims) = (try request.value("state"), try house.claims(request, ["email_verified": "true"]))
        house.provider.change { $0.claims = claims }
        // No cookie comes with it.
        let posted = try await house.world.browser().post(
            "/sign-in/upstream/one/return", ["code": "code", "state": state, "iss": ToyProvider.issuer, "user": "{}"])
        #expect(posted.status == 303)
        #expect(try await browser.send(.get, try #require(posted.location)).location == "/account")
        #expect(try await browser.get("/account").html.text.contains("ada@example.com"))
    }

    @Test("GitHub says who somebody is by its number, and only with a verified primary address")
    func gitHub() async throws {
        let house = try await UpstreamHouse(.gitHub, caller: ToyGitHub())
        let browser = house.world.browser()
        let request = try await house.begin(browser)
        #expect(try request.value("nonce") == nil)
        let back = try await house.arrive(browser, ["state": request.value("state"), "iss": nil])
        #expect(back.location == "/account")
        let page = try await browser.get("/account").html.text
        #expect(page.contains("octo@example.com") && page.contains("Octo Cat"))
        guard let store = house.world.site.identity as? any FederationStore else { return }
        #expect(try await store.identity(issuer: "https://github.com", subject: "583231") != nil)
    }
}

/// GitHub, as far as it matters here.
struct ToyGitHub: HTTPCalling {
    func answer(to request: OutgoingRequest) async throws -> IncomingAnswer {
        let body =
            switch request.url {
            case "https://github.com/login/oauth/access_token": #"{"access_token":"gho_a","token_type":"bearer","scope":""}"#
            case "https://api.github.com/user" where request.headers["Authorization"] == "Bearer gho_a":
                #"{"id":583231,"login":"octocat","name":"Octo Cat","email":"public@example.com"}"#
            case "https://api.github.com/user/emails" where request.headers["Authorization"] == "Bearer gho_a":
                #"[{"email":"a@example.com","primary":false,"verified":true},{"email":"octo@example.com","primary":true,"verified":true}]"#
            default: #"{"message":"Not Found"}"#
            }
        return IncomingAnswer(status: 200, body: Array(body.utf8))
    }
}
