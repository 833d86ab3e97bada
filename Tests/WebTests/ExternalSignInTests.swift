// Bring your own sign-in through the router, with a clock that stands still. Tests/peers/test_bring_your_own.py does the same
// with the documentation's own site.

import Crypto
import Foundation
import HTTPTypes
import Identity
import OAuth
import TestKit
import Testing
import Web
import WebTestKit

@testable import Keys

/// A house whose people sign in at a site.
struct ExternalHouse {
    static let issuer = "https://shop.example"
    static let secret = Array("the secret that both of them share".utf8)
    static let apiKey = "the key with which the server calls, long enough"

    let world: WebWorld

    init(_ signature: ExternalSettings.Signature? = nil, caller: any HTTPCalling = NoCalls()) async throws {
        let shared = try #require(await SharedSecret(Self.secret))
        world = try await WebWorld(adjust: { site in
            site.write()
            guard let store = site.identity as? any FederationStore & IdentityStore else { return }
            let (now, randomness, secret) = (site.server.now, site.randomness, site.secret)
            site.elsewhere = Elsewhere(
                federation: Federation(store: store, secret: secret, now: now, randomness: randomness),
                external: ExternalSignIn(
                    ExternalSettings(
                        name: "Example Shop", url: "https://shop.example/usher", issuer: Self.issuer,
                        audience: EngineWorld.issuer, signature: signature ?? .secret(shared),
                        apiKey: Digest(of: Self.apiKey)), store: store, secret: secret, caller: caller, now: now,
                    randomness: randomness), limits: site.server.store)
        })
    }

    var now: Timestamp { world.engine.clock.time }

    /// Presses the button on the sign-in page.
    func begin(_ browser: TestBrowser, _ query: String = "") async throws -> String {
        let page = try await browser.get("/sign-in" + query)
        let left = try await browser.submit(page, to: "/sign-in/external")
        #expect(left.status == 303)
        #expect(left.location?.hasPrefix("https://shop.example/usher?challenge=") == true)
        return try #require(left.redirected("challenge"))
    }

    func claims(_ challenge: String?, _ changes: [String: JSON?] = [:]) -> JSON.Members {
        var members: JSON.Members = [
            "iss": .string(Self.issuer), "aud": .string(EngineWorld.issuer), "challenge": challenge.map { .string($0) },
            "sub": "123", "iat": .integer(now.seconds), "exp": .integer(now.seconds + 60), "email": "ada@shop.example",
            "email_verified": true, "name": "Ada",
        ]
        for (name, value) in changes { members[name] = value }
        return members
    }

    func token(
        _ challenge: String?, _ changes: [String: JSON?] = [:], header: JSON.Members = ["alg": "HS256"], key: [UInt8] = Self.secret
    ) -> String {
        let signed = [header, claims(challenge, changes)].map { Base64URL.encode(JSON.object($0).encoded) }.joined(separator: ".")
        let code = HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: SymmetricKey(data: key))
        return signed + "." + Base64URL.encode(Array(code))
    }

    func arrive(_ browser: TestBrowser, _ token: String) async throws -> Answer {
        try await browser.send(.get, "/sign-in/external/return?token=\(token)")
    }

    func isSignedIn(_ browser: TestBrowser) async throws -> Bool { try await browser.send(.get, "/account").status == 200 }

    /// Comes back with what is right.
    func enter(_ browser: TestBrowser, _ changes: [String: JSON?] = [:]) async throws -> Answer {
        try await arrive(browser, token(begin(browser), changes))
    }
}

/// Reaches nobody.
struct NoCalls: HTTPCalling {
    func answer(to request: OutgoingRequest) async throws -> IncomingAnswer { throw UnexpectedAnswer("nobody is to be called") }
}

@Suite("Bring your own sign-in")
struct ExternalSignInTests {
    @Test("a person who comes for the first time gets an account, and the same one ever after")
    func first() async throws {
        let house = try await ExternalHouse()
        let browser = house.world.browser()
        #expect(try await house.enter(browser).location == "/account")
        #expect(try await browser.get("/account").html.text.contains("ada@shop.example"))
        let other = house.world.browser()
        _ = try await house.enter(other, ["email": "new@shop.example", "name": nil])
        #expect(try await other.get("/account").html.text.contains("ada@shop.example"))
        _ = try await house.enter(house.world.browser(), ["sub": "124", "email": "bob@shop.example"])
        #expect(try await house.world.site.identity.accounts(after: nil, limit: 10).count == 2)
    }

    @Test("the request that waits goes on, and ends with the right person")
    func waiting() async throws {
        let house = try await ExternalHouse()
        let client = try await house.world.engine.client(.plugin)
        let browser = house.world.browser()
        let page = try await browser.get(house.world.authorize(house.world.engine.request(client)))
        let left = try await browser.submit(page, to: "/sign-in/external")
        let arrived = try await house.arrive(browser, house.token(left.redirected("challenge")))
        let consent = try await browser.following(arrived)
        let back = try await browser.decide("allow", on: consent)
        let tokens = try await house.world.tokens(client, try #require(back.redirected("code")))
        #expect(tokens["access_token"]?.text != nil)
    }

    private static let wrong: [(String, [String: JSON?])] = [
        ("an old answer", ["iat": .integer(TestClock.noon.seconds - 61)]),
        ("an answer of the future", ["iat": .integer(TestClock.noon.seconds + 6)]),
        ("an answer that has ended", ["exp": .integer(TestClock.noon.seconds)]),
        ("an answer that is not yet valid", ["nbf": .integer(TestClock.noon.seconds + 6)]),
        ("times as text", ["iat": "now"]), ("no iat", ["iat": nil]), ("no exp", ["exp": nil]),
        ("another issuer", ["iss": "https://shop.example/"]), ("no issuer", ["iss": nil]),
        ("another audience", ["aud": "https://other.example"]),
        ("one audience too many", ["aud": .array([.string(EngineWorld.issuer), "https://other.example"])]),
        ("no audience", ["aud": .array([])]), ("no subject", ["sub": nil]), ("a number for a subject", ["sub": 123]),
        ("an empty subject", ["sub": ""]), ("an invisible subject", ["sub": "a\u{200b}"]),
        ("a long subject", ["sub": .string(String(repeating: "a", count: 256))]), ("no challenge", ["challenge": nil]),
        ("a guessed challenge", ["challenge": "1"]), ("a number for a challenge", ["challenge": 1]),
    ]

    @Test("what is not quite right lets nobody in, and spends nothing", arguments: wrong.map(\.0))
    func refused(name: String) async throws {
        let house = try await ExternalHouse()
        let browser = house.world.browser()
        let challenge = try await house.begin(browser)
        let changes = try #require(Self.wrong.first { $0.0 == name }?.1)
        let refused = try await house.arrive(browser, house.token(challenge, changes))
        #expect(refused.status == 400)
        #expect(refused.setCookies.isEmpty)
        #expect(try await house.arrive(browser, house.token(challenge)).status == 303)
        #expect(try await house.isSignedIn(browser))
    }

    @Test("at the edges of the times an answer still counts")
    func edges() async throws {
        let house = try await ExternalHouse()
        for changes in [
            ["iat": .integer(house.now.seconds - 60)], ["iat": .integer(house.now.seconds + 5)],
            ["exp": .integer(house.now.seconds + 1)], ["nbf": .integer(house.now.seconds + 5)],
            ["aud": .array([.string(EngineWorld.issuer)])],
        ] as [[String: JSON?]] { #expect(try await house.enter(house.world.browser(), changes).status == 303) }
    }

    @Test("a challenge works once, in its browser, for ten minutes")
    func challenge() async throws {
        let house = try await ExternalHouse()
        let (browser, other) = (house.world.browser(), house.world.browser())
        let challenge = try await house.begin(browser)
        _ = try await house.begin(other)
        #expect(try await house.arrive(other, house.token(challenge)).status == 400)
        #expect(try await house.arrive(house.world.browser(), house.token(challenge)).status == 400)
        #expect(try await house.arrive(browser, house.token(challenge)).status == 303)
        #expect(try await house.arrive(browser, house.token(challenge)).status == 400)
        let late = house.world.browser()
        let old = try await house.begin(late)
        house.world.engine.clock.advance(by: .seconds(600))
        #expect(try await house.arrive(late, house.token(old)).status == 400)
    }

    @Test("a forged form begins nothing")
    func forged() async throws {
        let house = try await ExternalHouse()
        let browser = house.world.browser()
        _ = try await browser.get("/sign-in")
        #expect(try await browser.post("/sign-in/external", ["csrf": "a"]).status == 403)
        #expect(try await browser.post("/sign-in/external", [:]).status == 403)
        let page = try await browser.get("/sign-in")
        let from = try await browser.submit(page, to: "/sign-in/external", [:], [.init("Sec-Fetch-Site")!: "cross-site"])
        #expect(from.status == 403)
    }

    @Test("the server's own answer needs the key, is given once, and brings the right browser in")
    func backChannel() async throws {
        let house = try await ExternalHouse()
        let browser = house.world.browser()
        let challenge = try await house.begin(browser)
        let person = Array(#"{"sub":"9","email":"grace@shop.example","email_verified":true}"#.utf8)
        func call(_ action: String, _ text: String = challenge, key: String? = ExternalHouse.apiKey) async throws -> Answer {
            var headers: HTTPFields = [.contentType: "application/json"]
            if let key { headers[.authorization] = "Bearer \(key)" }
            return try await house.world.send(.post, "/sign-in/challenges/\(text)/\(action)", headers, body: person)
        }
        #expect(try await call("accept", key: nil).status == 401)
        #expect(try await call("accept", key: "wrong").status == 401)
        #expect(try await call("accept", "1").status == 404)
        #expect(try await call("accept", String(challenge.dropLast())).status == 404)
        let accepted = try await call("accept")
        #expect(accepted.status == 200)
        #expect(try await call("accept").status == 404)
        #expect(try await call("reject").status == 404)
        // A redirect with a token does not work besides.
        #expect(try await house.arrive(browser, house.token(challenge)).status == 400)
        let address = try #require(try accepted.json["redirect_to"]?.text)
        let target = String(address.dropFirst(EngineWorld.issuer.count))
        #expect(address.hasPrefix(EngineWorld.issuer + "/sign-in/external/return?code=usher_sa_"))
        #expect(try await house.world.browser().send(.get, target).status == 400)
        #expect(try await browser.send(.get, target).status == 303)
        #expect(try await browser.send(.get, target).status == 400)
        #expect(try await browser.get("/account").html.text.contains("grace@shop.example"))
    }

    @Test("a rejected sign-in leads back to the sign-in page")
    func rejected() async throws {
        let house = try await ExternalHouse()
        let browser = house.world.browser()
        let challenge = try await house.begin(browser)
        let answer = try await house.world.send(
            .post, "/sign-in/challenges/\(challenge)/reject",
            [.contentType: "application/json", .authorization: "Bearer \(ExternalHouse.apiKey)"], body: Array("{}".utf8))
        let address = try #require(try answer.json["redirect_to"]?.text)
        let page = try await browser.get(String(address.dropFirst(EngineWorld.issuer.count)))
        #expect(page.status == 200)
        #expect(page.html.form(to: "/sign-in/external") != nil)
        #expect(try await !house.isSignedIn(browser))
    }

    @Test("a new key that the site publishes is noticed, and a site that is down is not asked by everybody")
    func rotation() async throws {
        let site = try PublishingSite()
        let house = try await ExternalHouse(.published("https://shop.example/jwks"), caller: site)
        func enter(_ key: SigningKey, _ changes: [String: JSON?] = [:]) async throws -> Int {
            let browser = house.world.browser()
            let token = try await site.token(key, house.claims(house.begin(browser), changes))
            return try await house.arrive(browser, token).status
        }
        let (first, second) = (site.keys[0], site.keys[1])
        #expect(try await enter(second) == 400)
        #expect(try await enter(first) == 303)
        await site.publish(second)
        // Too soon after the last look.
        #expect(try await enter(second) == 400)
        house.world.engine.clock.advance(by: .seconds(31))
        #expect(try await enter(second) == 303)
        #expect(try await enter(first) == 400)
        let looks = await site.looks
        await site.publish(nil)
        house.world.engine.clock.advance(by: .seconds(86_400))
        #expect(try await enter(second) == 502)
        #expect(try await enter(second) == 502)
        #expect(await site.looks == looks + 1)
        // The secret's algorithm, with what is public for a secret.
        let browser = house.world.browser()
        let confused = try await house.token(house.begin(browser), key: first.publicJWK.encoded)
        #expect(try await house.arrive(browser, confused).status != 303)
    }
}

/// A site that publishes one key at a time.
actor PublishingSite: HTTPCalling {
    nonisolated let keys: [SigningKey]
    private var published: SigningKey?
    private(set) var looks = 0

    init() throws {
        keys = [try .generate(.es256), try .generate(.rs256)]
        published = keys[0]
    }

    func publish(_ key: SigningKey?) { published = key }

    func answer(to request: OutgoingRequest) async throws -> IncomingAnswer {
        looks += 1
        guard let published else { return IncomingAnswer(status: 500, body: []) }
        return IncomingAnswer(status: 200, body: JSON.object(["keys": .array([published.publicJWK])]).encoded)
    }

    func token(_ key: SigningKey, _ claims: JSON.Members) throws -> String {
        let header: JSON.Members = ["alg": .string(key.algorithm.rawValue), "kid": .string(key.keyID)]
        let signed = [header, claims].map { Base64URL.encode(JSON.object($0).encoded) }.joined(separator: ".")
        return signed + "." + Base64URL.encode(try key.signature(of: Array(signed.utf8)))
    }
}
