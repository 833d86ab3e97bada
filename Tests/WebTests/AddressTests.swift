// Where the server says it is: what it was told, whatever a request says (OpenID Connect Discovery §4.1, RFC 8414 §3.1).

import HTTPTypes
import Identity
import Keys
import OAuth
import TestKit
import Testing
import Web
import WebTestKit

@Suite("The server's address")
struct AddressTests {
    private static let tricks: HTTPFields = [
        HTTPField.Name("X-Forwarded-Host")!: "evil.example",
        HTTPField.Name("X-Forwarded-Proto")!: "http", HTTPField.Name("X-Forwarded-Prefix")!: "/evil",
        HTTPField.Name("X-Forwarded-Port")!: "666", HTTPField.Name("Forwarded")!: "host=evil.example;proto=http",
        HTTPField.Name("X-Original-URL")!: "/admin", HTTPField.Name("X-Rewrite-URL")!: "/admin",
        HTTPField.Name("X-Host")!: "evil.example",
    ]

    @Test(
        "is not changed by what a request says of it",
        arguments: [
            "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration",
            "/.well-known/oauth-protected-resource/notes", "/sign-in", "/authorize?client_id=nobody", "/", "/account",
            "/userinfo",
        ])
    func tricks(target: String) async throws {
        let world = try await WebWorld(adjust: { $0.proxies = TrustedProxies { _ in true } })
        let plain = try await world.send(.get, target)
        let tricked = try await world.send(.get, target, Self.tricks)
        #expect(tricked.status == plain.status)
        #expect(tricked.location == plain.location)
        #expect(!tricked.text.contains("evil"))
        if !plain.isPage { #expect(tricked.bytes == plain.bytes) }
    }

    @Test("is the issuer of a code's answer, whatever the request says")
    func issuer() async throws {
        let world = try await WebWorld()
        try await world.account()
        let client = try await world.engine.client(.web)
        let browser = try await world.signedIn()
        _ = try await browser.code(client)
        let answer = try await browser.send(.get, world.authorize(world.engine.request(client)), Self.tricks)
        #expect(answer.redirected("iss") == EngineWorld.issuer)
        #expect(answer.location?.hasPrefix("https://app.example/signed-in?") == true)
    }

    @Test("may have a path: then all three places have the same metadata (RFC 8414 §3.1)")
    func metadataPlaces() async throws {
        let world = try await WebWorld(issuer: "https://h.example/t1")
        var documents: Set<[UInt8]> = []
        for place in [
            "/.well-known/oauth-authorization-server/t1", "/.well-known/openid-configuration/t1",
            "/t1/.well-known/openid-configuration", "/t1/.well-known/oauth-authorization-server",
        ] {
            let answer = try await world.send(.get, place)
            #expect(answer.status == 200, "\(place)")
            #expect(try answer.json["issuer"]?.text == "https://h.example/t1", "\(place)")
            documents.insert(answer.bytes)
        }
        #expect(documents.count == 1)
        let metadata = try await world.send(.get, "/.well-known/openid-configuration/t1").json
        for (name, path) in [("token_endpoint", "/token"), ("jwks_uri", "/jwks"), ("authorization_endpoint", "/authorize")] {
            #expect(metadata[name]?.text == "https://h.example/t1" + path)
        }
        let resource = try await world.send(.get, "/.well-known/oauth-protected-resource/t1/notes")
        #expect(try resource.json["resource"]?.text == "https://h.example/t1/notes")
    }

    @Test("may have a path: then everything is below it")
    func belowPath() async throws {
        let world = try await WebWorld(issuer: "https://h.example/t1")
        try await world.account(isAdmin: true)
        let client = try await world.engine.client(.web)
        let browser = world.browser()
        let signIn = try await browser.get(world.authorize(world.engine.request(client, scope: "openid notes:read")))
        let consent = try await browser.following(try await browser.signIn(on: signIn))
        let back = try await browser.decide("allow", on: consent)
        #expect(back.redirected("iss") == "https://h.example/t1")
        let tokens = try await world.tokens(client, try #require(back.redirected("code")))
        #expect(try await world.userInfo(try #require(tokens["access_token"]?.text)).status == 200)
        let disconnected = try await browser.submit(try await browser.get("/t1/account"), to: "/account/disconnect")
        #expect(disconnected.location == "/t1/account?done=disconnected")
        #expect(try await browser.send(.get, "/t1/admin").status == 200)
        for path in ["/sign-in", "/account", "/admin", "/jwks", "/userinfo", "/consent"] {
            #expect(try await world.send(.get, path).status == 404, "\(path)")
        }
    }

    @Test(
        "may have a path: then every link and form of every page leads below it, and leads somewhere",
        arguments: ["/t1/", "/t1/sign-in", "/t1/sign-up", "/t1/account", "/t1/admin", "/t1/authorize"])
    func links(page: String) async throws {
        let world = try await WebWorld(issuer: "https://h.example/t1")
        try await world.account(isAdmin: true)
        let client = try await world.engine.client(.web)
        let browser = try await world.signedIn()
        if page != "/t1/authorize" { _ = try await browser.code(client) }
        let target = page == "/t1/authorize" ? world.authorize(world.engine.request(client)) : page
        let answer = try await (page.contains("sign-") ? world.browser() : browser).get(target)
        #expect(answer.status == 200)
        let links = answer.html.tags.compactMap { $0["href"] }.map { (HTTPRequest.Method.get, $0) }
        let forms = answer.html.forms.map { (HTTPRequest.Method.post, $0.action) }
        for (method, link) in links + forms {
            #expect(link.hasPrefix("/t1/"), "\(link)")
            let found = try await browser.send(method, link, [.contentType: "application/x-www-form-urlencoded"])
            #expect(found.status != 404 && found.status != 405, "\(method) \(link) → \(found.status)")
        }
    }

    @Test("with one resource has its metadata at the root too, for clients that look there")
    func onlyResource() async throws {
        let world = try await WebWorld(settings: { $0.resources.removeLast() })
        let root = try await world.send(.get, "/.well-known/oauth-protected-resource")
        #expect(try root.json["resource"]?.text == "https://usher.test/notes")
        #expect(root.bytes == (try await world.send(.get, "/.well-known/oauth-protected-resource/notes")).bytes)
    }

    // MARK: The caller's address

    @Test(
        "of a caller is the nearest hop that is no proxy of ours",
        arguments: [
            ([], "unknown"), (["198.51.100.7"], "198.51.100.7"), (["198.51.100.7, 10.0.0.1"], "198.51.100.7"),
            (["6.6.6.6, 198.51.100.7"], "198.51.100.7"), (["6.6.6.6", "198.51.100.7,10.0.0.1"], "198.51.100.7"),
            (["10.0.0.2, 10.0.0.1"], "10.0.0.2"), ([""], "unknown"),
        ] as [([String], String)])
    func hops(headers: [String], address: String) async throws {
        // In process the peer has no address: it is "unknown", and here that is a proxy of ours.
        let proxies = TrustedProxies { $0 == "unknown" || $0.hasPrefix("10.") }
        #expect(try await deviceAddress(proxies, headers) == address)
    }

    @Test("of a caller is the peer's own, if the peer is no proxy of ours", arguments: ["198.51.100.7", "127.0.0.1", "::1"])
    func untrusted(header: String) async throws {
        #expect(try await deviceAddress(.none, [header]) == "unknown")
        #expect(try await deviceAddress(TrustedProxies { $0.hasPrefix("10.") }, [header]) == "unknown")
    }

    @Test("that strangers write into X-Forwarded-For does not help them past the limits")
    func limits() async throws {
        let world = try await WebWorld()
        let client = try await world.engine.client(.service)
        let guess = client.credentials.with(["grant_type": "client_credentials", "client_secret": "wrong"])
        var answer: Answer?
        for number in 0...10 {
            answer = try await world.send(
                .post, "/token",
                [
                    .contentType: "application/x-www-form-urlencoded",
                    HTTPField.Name("X-Forwarded-For")!: "198.51.100.\(number)",
                ], body: Array(guess.text.utf8))
        }
        #expect(answer?.status == 429)
    }

    /// The address that a session of a browser behind these headers is remembered with.
    private func deviceAddress(_ proxies: TrustedProxies, _ headers: [String]) async throws -> String? {
        let world = try await WebWorld(adjust: { $0.proxies = proxies })
        let account = try await world.account()
        let browser = world.browser()
        var fields: HTTPFields = [:]
        for header in headers {
            fields.append(HTTPField(name: HTTPField.Name("X-Forwarded-For")!, value: header))
        }
        let page = try await browser.get("/sign-in")
        _ = try await browser.submit(
            page, to: "/sign-in", ["email": "ada@example.com", "password": WebWorld.password], fields)
        return try await world.engine.store.sessions(of: account.id, at: world.engine.clock.time).first?.device.address
    }
}
