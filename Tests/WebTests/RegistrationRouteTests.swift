// /register over HTTP: bodies, methods, headers, scripts of other origins, and what a person then sees.

import HTTPTypes
import Keys
import OAuth
import TestKit
import Testing
import WebTestKit

@Suite("Registration over HTTP")
struct RegistrationRouteTests {
    private static let document = #"{"client_name":"ChatGPT","redirect_uris":["https://a.example/cb"],"token_endpoint_auth_method":"none"}"#

    private func register(
        _ world: WebWorld, _ document: String = document, type: String = "application/json"
    ) async throws -> Answer {
        try await world.send(.post, "/register", [.contentType: type], body: Array(document.utf8))
    }

    @Test("a client registers, reads, replaces and removes itself", arguments: ["", "/base"])
    func whole(base: String) async throws {
        let world = try await WebWorld(issuer: EngineWorld.issuer + base)
        let json: HTTPFields = [.contentType: "application/json; charset=utf-8"]
        let answer = try await world.send(.post, base + "/register", json, body: Array(Self.document.utf8))
        #expect(answer.status == 201)
        #expect(answer.headers[.contentType] == "application/json")
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(answer.headers[.accessControlAllowOrigin] == "*")
        let uri = try #require(answer.json["registration_client_uri"]?.text)
        let id = try #require(answer.json["client_id"]?.text)
        #expect(uri == "\(EngineWorld.issuer)\(base)/register/\(id)")
        let path = String(uri.dropFirst(EngineWorld.issuer.count))
        let bearer = "Bearer \(try answer.json["registration_access_token"]?.text ?? "")"

        let read = try await world.send(.get, path, [.authorization: bearer])
        #expect(read.status == 200)
        #expect(try read.json["client_name"]?.text == "ChatGPT")
        #expect(read.headers[.accessControlAllowOrigin] == "*")
        let change = #"{"client_id":"\#(id)","redirect_uris":["https://b.example/"]}"#
        let replaced = try await world.send(
            .put, path, [.authorization: bearer, .contentType: "application/json"], body: Array(change.utf8))
        #expect(replaced.status == 200)
        #expect(try replaced.json["redirect_uris"]?.texts == ["https://b.example/"])
        let removed = try await world.send(.delete, path, [.authorization: bearer])
        #expect(removed.status == 204)
        #expect(removed.bytes.isEmpty)
        let gone = try await world.send(.get, path, [.authorization: bearer])
        #expect(gone.status == 401)
        #expect(gone.header("WWW-Authenticate")?.hasPrefix("Bearer") == true)
    }

    // D-11
    @Test(
        "what is no JSON object of bounded size is refused at once",
        arguments: [
            ("application/json", "x", 400), ("application/json", "[]", 400), ("application/json", "", 400),
            ("application/json", #"{"a":1,"a":1}"#, 400), ("application/json", String(repeating: "[", count: 1000), 400),
            ("application/json", "{\"a\":\"" + String(repeating: "x", count: 1 << 20) + "\"}", 413),
            ("application/x-www-form-urlencoded", "redirect_uris=https://a.example/", 400), ("text/plain", "{}", 400),
            ("", "{}", 400), ("application/json; charset=utf-16", "{}", 400),
        ])
    func bodies(type: String, body: String, status: Int) async throws {
        let world = try await WebWorld()
        let answer = try await register(world, body, type: type)
        #expect(answer.status == status)
        #expect(answer.error != nil)
        #expect(answer.headers[.accessControlAllowOrigin] == "*")
        #expect(try await world.engine.store.clients().isEmpty)
    }

    // M11, T6
    @Test("scripts may call it, other methods may not")
    func methods() async throws {
        let world = try await WebWorld()
        for (path, methods) in [("/register", "POST"), ("/register/client_x", "GET, PUT, DELETE")] {
            let preflight = try await world.send(.options, path, [.origin: "https://inspector.example"])
            #expect(preflight.status == 204)
            #expect(preflight.headers[.accessControlAllowOrigin] == "*")
            #expect(preflight.headers[.accessControlAllowMethods] == methods)
            #expect(preflight.headers[.accessControlAllowHeaders]?.contains("Authorization") == true)
        }
        for method in [HTTPRequest.Method.get, .put, .delete, .patch, .head] {
            #expect(try await world.send(method, "/register").status == 405)
        }
        for method in [HTTPRequest.Method.post, .patch] {
            #expect(try await world.send(method, "/register/client_x").status == 405)
        }
    }

    @Test("where registration is closed, there is nothing")
    func closed() async throws {
        let world = try await WebWorld(settings: { $0.registration.isOpen = false })
        #expect(try await register(world).status == 404)
        #expect(try await register(world, "not even JSON", type: "text/plain").status == 404)
        #expect(try await register(world).error == "registration_not_supported")
        #expect(try await world.send(.get, "/register/client_x", [.authorization: "Bearer x"]).status == 404)
        let metadata = try await world.send(.get, "/.well-known/oauth-authorization-server")
        #expect(try metadata.json["registration_endpoint"] == nil)
    }

    // D-12
    @Test("too many from one address get 429 and the time to wait")
    func limit() async throws {
        let world = try await WebWorld()
        for _ in 0..<100 { #expect(try await register(world).status == 201) }
        let answer = try await register(world)
        #expect(answer.status == 429)
        #expect(answer.headers[.retryAfter] == "3600")
        #expect(answer.error == "too_many_requests")
    }

    private func request(_ world: WebWorld, _ document: String = document) async throws -> Form {
        let answer = try await register(world, document)
        return [
            "response_type": "code", "client_id": try answer.json["client_id"]?.text,
            "redirect_uri": try answer.json["redirect_uris"]?.texts?.first, "scope": "notes:read", "state": "s",
            "code_challenge": ProofKeyExample.challenge, "code_challenge_method": "S256",
        ]
    }

    // T-22, MCP-11, A6
    @Test("a person sees that nobody checked the name, and the host that says who it is")
    func consent() async throws {
        let world = try await WebWorld()
        try await world.account()
        let browser = try await world.signedIn()
        let page = try await browser.get(world.authorize(try await request(world)))
        #expect(page.html.text.contains("An app that calls itself “ChatGPT” wants access to Notes"))
        #expect(page.html.text.contains("Trust it only if you trust a.example."))
        #expect(!page.html.text.contains("Verified by"))
        #expect(try await browser.decide("allow", on: page).redirected("code") != nil)
        let local = #"{"client_name":"Claude Code","redirect_uris":["http://localhost/callback"],"token_endpoint_auth_method":"none"}"#
        let warned = try await browser.get(world.authorize(try await request(world, local)))
        #expect(warned.html.text.contains("Nothing here proves who it is."))
        #expect(warned.html.tags.contains { $0["id"] == "loopback-warning" })
    }

    // T-22
    @Test("nobody is asked to sign in for a name that nobody has checked")
    func signIn() async throws {
        let world = try await WebWorld()
        let page = try await world.browser().get(world.authorize(try await request(world)))
        #expect(page.html.form(to: "/sign-in") != nil)
        #expect(!page.html.text.contains("ChatGPT"))
        let known = try await world.browser().get(world.authorize(world.engine.request(try await world.engine.client(.web))))
        #expect(known.html.text.contains("to continue to Website"))
    }

    // C-49
    @Test("nobody is led to a stranger's address by a link alone", arguments: ["query", "form_post"])
    func leaving(mode: String) async throws {
        let world = try await WebWorld()
        let form = try await request(world).with(["prompt": "none", "response_mode": mode])
        let answer = try await world.browser().get(world.authorize(form))
        #expect(answer.status == 200)
        #expect(answer.location == nil)
        #expect(answer.html.text.contains("a.example"))
        #expect(!answer.html.tags.contains { $0.name == "script" || ($0.name == "meta" && $0["http-equiv"] != nil) })
        if mode == "query" {
            let link = answer.html.tags.first { $0.name == "a" }?["href"]
            #expect(link?.hasPrefix("https://a.example/cb?error=login_required&") == true)
        } else {
            #expect(answer.html.form(to: "https://a.example/cb")?["error"] == "login_required")
        }
    }
}
