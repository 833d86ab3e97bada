// The headers of every answer of every route (OWASP ASVS 3.4, RFC 9700 §4.2.4 and §4.16).

import HTTPTypes
import TestKit
import Testing
import WebTestKit

@Suite("Every answer")
struct HeaderTests {
    /// One request, and what is known of its answer.
    struct Case: Sendable, CustomTestStringConvertible {
        let method: HTTPRequest.Method
        let target: String
        let status: Int
        var isPage = false
        var isOpen = false
        var body: String?

        var testDescription: String { "\(method.rawValue) \(target) → \(status)" }
    }

    static let cases: [Case] = [
        Case(method: .get, target: "/", status: 200, isPage: true),
        Case(method: .get, target: "/sign-in", status: 200, isPage: true),
        Case(method: .get, target: "/sign-up", status: 200, isPage: true),
        Case(method: .post, target: "/sign-in", status: 403, isPage: true, body: "csrf=x"),
        Case(method: .post, target: "/sign-up", status: 403, isPage: true, body: "csrf=x"),
        Case(method: .get, target: "/authorize", status: 400, isPage: true),
        Case(method: .get, target: "/authorize?client_id=nobody", status: 400, isPage: true),
        Case(method: .get, target: "/authorize/continue?ticket=x", status: 400, isPage: true),
        Case(method: .post, target: "/consent", status: 400, isPage: true, body: "ticket=x"),
        Case(method: .get, target: "/account", status: 303),
        Case(method: .post, target: "/account/sign-out", status: 303, body: "csrf=x"),
        Case(method: .get, target: "/admin", status: 404),
        Case(method: .post, target: "/admin/disable", status: 404, body: "id=x"),
        Case(method: .get, target: "/nothing-here", status: 404),
        Case(method: .put, target: "/sign-in", status: 405),
        Case(method: .get, target: "/health", status: 200),
        Case(method: .get, target: "/ready", status: 200),
        Case(method: .get, target: "/jwks", status: 200, isOpen: true),
        Case(method: .get, target: "/.well-known/oauth-authorization-server", status: 200, isOpen: true),
        Case(method: .get, target: "/.well-known/openid-configuration", status: 200, isOpen: true),
        Case(method: .get, target: "/.well-known/oauth-protected-resource/notes", status: 200, isOpen: true),
        Case(method: .get, target: "/.well-known/oauth-protected-resource", status: 404, isOpen: true),
        Case(method: .get, target: "/userinfo", status: 401, isOpen: true),
        Case(method: .post, target: "/token", status: 401, isOpen: true, body: "grant_type=authorization_code"),
        Case(method: .post, target: "/introspect", status: 401, isOpen: true, body: "token=x"),
        Case(method: .post, target: "/revoke", status: 401, isOpen: true, body: "token=x"),
        Case(method: .options, target: "/token", status: 204, isOpen: true),
        Case(method: .get, target: "/token", status: 405),
    ]

    @Test("has the headers that keep browsers careful", arguments: cases)
    func careful(of request: Case) async throws {
        let answer = try await Self.answer(to: request)
        #expect(answer.status == request.status)
        #expect(answer.header("X-Content-Type-Options") == "nosniff")
        #expect(answer.header("X-Frame-Options") == "DENY")
        #expect(answer.header("Referrer-Policy") == "no-referrer")
        #expect(answer.header("Cross-Origin-Opener-Policy") == "same-origin")
        #expect(answer.header("Permissions-Policy") != nil)
        #expect(answer.header("Strict-Transport-Security") == "max-age=31536000; includeSubDomains")
        for name in ["Server", "X-Powered-By"] { #expect(answer.header(name) == nil) }
        for field in answer.headers where field.name != .setCookie {
            #expect(answer.headers[values: field.name].count == 1, "\(field.name) is repeated")
        }
    }

    @Test("says what a browser may load for it, and never what a form may lead to", arguments: cases)
    func policy(of request: Case) async throws {
        let answer = try await Self.answer(to: request)
        let expected =
            request.isPage
            ? "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
            : "default-src 'none'; frame-ancestors 'none'"
        #expect(answer.headers[.contentSecurityPolicy] == expected)
    }

    @Test("has its type, and is not kept where it could speak of somebody", arguments: cases)
    func type(of request: Case) async throws {
        let answer = try await Self.answer(to: request)
        if !answer.bytes.isEmpty {
            #expect(answer.headers[.contentType] == (request.isPage ? "text/html; charset=utf-8" : "application/json"))
        }
        if request.isPage { #expect(answer.headers[.cacheControl] == "no-store") }
        if request.target.hasPrefix("/.well-known/"), request.status == 200 {
            #expect(answer.headers[.cacheControl]?.hasPrefix("public, max-age=") == true)
        }
    }

    @Test("may be read by scripts of other origins only where the specifications say so", arguments: cases)
    func crossOrigin(of request: Case) async throws {
        let answer = try await Self.answer(to: request, from: "https://elsewhere.example")
        #expect(answer.headers[.accessControlAllowOrigin] == (request.isOpen ? "*" : nil))
        #expect(answer.headers[.accessControlAllowCredentials] == nil)
        #expect(answer.header("Cross-Origin-Resource-Policy") == (request.isOpen ? nil : "same-origin"))
        if request.isOpen, request.method != .options {
            #expect(answer.headers[.accessControlExposeHeaders]?.contains("WWW-Authenticate") == true)
        }
    }

    @Test(
        "to a preflight says what scripts may send",
        arguments: [
            ("/token", "POST"), ("/introspect", "POST"), ("/revoke", "POST"), ("/userinfo", "GET, POST"), ("/jwks", "GET"),
            ("/.well-known/oauth-authorization-server", "GET"), ("/.well-known/openid-configuration", "GET"),
            ("/.well-known/oauth-protected-resource/notes", "GET"),
        ])
    func preflight(target: String, methods: String) async throws {
        let world = try await WebWorld()
        let answer = try await world.send(
            .options, target, [.origin: "https://elsewhere.example", .accessControlRequestMethod: "POST"])
        #expect(answer.status == 204)
        #expect(answer.bytes.isEmpty)
        #expect(answer.headers[.accessControlAllowOrigin] == "*")
        #expect(answer.headers[.accessControlAllowMethods] == methods)
        #expect(answer.headers[.accessControlAllowHeaders]?.contains("Authorization") == true)
        #expect(answer.headers[.accessControlAllowHeaders]?.contains("MCP-Protocol-Version") == true)
    }

    @Test("to a preflight of a page is a refusal", arguments: ["/authorize", "/sign-in", "/sign-up", "/consent", "/account"])
    func noPreflight(target: String) async throws {
        let answer = try await WebWorld().send(.options, target, [.origin: "https://elsewhere.example"])
        #expect(answer.status == 405)
        #expect(answer.headers[.accessControlAllowOrigin] == nil)
    }

    @Test(
        "to HEAD has no content (RFC 9110 §9.3.2)",
        arguments: ["/health", "/ready", "/", "/sign-in", "/token", "/jwks", "/admin", "/nothing-here"])
    func head(target: String) async throws {
        let answer = try await WebWorld().send(.head, target)
        #expect(answer.bytes.isEmpty)
        #expect(answer.header("X-Content-Type-Options") == "nosniff")
        #expect(answer.status == (target == "/health" || target == "/ready" ? 200 : target == "/nothing-here" ? 404 : 405))
    }

    @Test("for somebody who is signed in is not kept either")
    func signedIn() async throws {
        let world = try await WebWorld()
        try await world.account(isAdmin: true)
        let client = try await world.engine.client(.web)
        let browser = try await world.signedIn()
        for target in ["/account", "/admin", world.authorize(world.engine.request(client))] {
            let answer = try await browser.send(.get, target)
            #expect(answer.status == 200, "\(target)")
            #expect(answer.headers[.cacheControl] == "no-store", "\(target)")
            #expect(answer.header("X-Frame-Options") == "DENY", "\(target)")
        }
        let back = try await browser.decide("allow", on: try await browser.get(world.authorize(world.engine.request(client))))
        #expect(back.headers[.cacheControl] == "no-store")
        #expect(back.header("Referrer-Policy") == "no-referrer")
    }

    @Test("of the stylesheet may be kept for ever, since its path changes with it")
    func stylesheet() async throws {
        let world = try await WebWorld()
        let page = try await world.send(.get, "/sign-in")
        let path = try #require(page.html.tags.first { $0["rel"] == "stylesheet" }?["href"])
        let sheet = try await world.send(.get, path)
        #expect(sheet.status == 200)
        #expect(sheet.headers[.contentType] == "text/css; charset=utf-8")
        #expect(sheet.headers[.cacheControl] == "public, max-age=31536000, immutable")
        #expect(sheet.header("X-Content-Type-Options") == "nosniff")
    }

    @Test("on the own machine promises no https")
    func plain() async throws {
        let world = try await WebWorld(issuer: "http://localhost:8080")
        #expect(try await world.send(.get, "/sign-in").header("Strict-Transport-Security") == nil)
    }

    private static func answer(to request: Case, from origin: String? = nil) async throws -> Answer {
        var headers: HTTPFields = [:]
        if request.body != nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        if request.isPage { headers[.accept] = "text/html" }
        if let origin { headers[.origin] = origin }
        return try await WebWorld().send(request.method, request.target, headers, body: request.body.map { Array($0.utf8) })
    }
}
