// What clients call themselves, as HTTP: methods, bodies, credentials and statuses (RFC 6749 §2.3.1, §3.2 and §5.2).

import HTTPTypes
import Keys
import OAuth
import TestKit
import Testing
import WebTestKit

@Suite("A client's own call")
struct BackChannelTests {
    private static let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]

    @Test(
        "with another method than the endpoint's is refused, and told which it has",
        arguments: [
            ("/authorize", "GET, POST"), ("/token", "POST, OPTIONS"), ("/introspect", "POST, OPTIONS"),
            ("/revoke", "POST, OPTIONS"), ("/userinfo", "GET, POST, OPTIONS"), ("/jwks", "GET, OPTIONS"),
            ("/sign-in", "GET, POST"), ("/consent", "POST"), ("/account", "GET"), ("/account/sign-out", "POST"),
            ("/.well-known/oauth-authorization-server", "GET, HEAD, OPTIONS"), ("/health", "GET, HEAD"),
        ])
    func methods(path: String, allowed: String) async throws {
        let world = try await WebWorld()
        let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]
        for method in methods where !allowed.split(separator: ", ").contains(Substring(method.rawValue)) {
            let answer = try await world.send(method, path, Self.form)
            #expect(answer.status == 405, "\(method)")
            #expect(answer.headers[.allow] == allowed, "\(method)")
            if method != .head { #expect(answer.error == "method_not_allowed", "\(method)") }
        }
    }

    @Test("cannot change its method by a header", arguments: ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
    func override(name: String) async throws {
        let header = try #require(HTTPField.Name(name))
        #expect(try await WebWorld().send(.get, "/token", [header: "POST"]).status == 405)
    }

    @Test(
        "to a path that is not there is answered in JSON",
        arguments: ["/nothing", "/token/", "/token/x", "/.well-known/x", "/Token", "/%74oken/x", "//token/x"])
    func unknownPath(path: String) async throws {
        let answer = try await WebWorld().send(.get, path, [.accept: "text/html"])
        // A slash at the end is the same path to the router; GET is not for it.
        #expect(answer.status == (path == "/token/" ? 405 : 404))
        #expect(answer.headers[.contentType] == "application/json")
        #expect(answer.error != nil)
    }

    @Test(
        "with parameters in the query is refused, right or wrong (RFC 6749 §2.3.1)",
        arguments: ["client_id=x", "client_secret=x", "code=x", "grant_type=client_credentials", "client_id=x&client_id=y"])
    func query(query: String) async throws {
        let world = try await WebWorld()
        let client = try await world.engine.client(.service)
        let body = client.credentials.with(["grant_type": "client_credentials"])
        let answer = try await world.call("/token?" + query, body)
        #expect(answer.status == 400)
        #expect(answer.error == "invalid_request")
        #expect(try await world.call("/token?utm_source=x", body).status == 200)
    }

    @Test("with the secret in the query and nowhere else is refused")
    func secretInQuery() async throws {
        let world = try await WebWorld()
        let client = try await world.engine.client(.service)
        let answer = try await world.call("/token?" + client.credentials.text, ["grant_type": "client_credentials"])
        #expect(answer.status == 400)
    }

    @Test("with a known parameter twice is refused; unknown ones are ignored, in brackets or not (RFC 6749 §3.2)")
    func repeated() async throws {
        let world = try await WebWorld()
        let client = try await world.engine.client(.service)
        let body = client.credentials.with(["grant_type": "client_credentials"])
        for name in ["grant_type", "client_id", "client_secret", "scope"] {
            let answer = try await world.call("/token", body.repeating(name, "a").repeating(name, "b"))
            #expect(answer.status == 400, "\(name)")
            #expect(answer.error == "invalid_request", "\(name)")
        }
        let unknown = body.repeating("x", "1").repeating("x", "2").repeating("client_id[]", "a").repeating("scope[0]", "b")
        #expect(try await world.call("/token", unknown).status == 200)
    }

    @Test("that fails with HTTP Basic is told the scheme; one that fails in the body is not (RFC 6749 §5.2)")
    func basic() async throws {
        let world = try await WebWorld()
        let client = try await world.engine.client(.service)
        let form: Form = ["grant_type": "client_credentials"]
        #expect(try await world.call("/token", form, basic: client.basic).status == 200)
        for path in ["/token", "/introspect", "/revoke"] {
            let sent = form.with(["token": "x"])
            let wrong = try await world.call(path, sent, basic: Authorization.basic(client.id.value, "wrong"))
            #expect(wrong.status == 401, "\(path)")
            #expect(wrong.error == "invalid_client", "\(path)")
            #expect(wrong.headers[.wwwAuthenticate]?.hasPrefix("Basic realm=") == true, "\(path)")
            let inBody = try await world.call(path, sent.with(["client_id": client.id.value, "client_secret": "wrong"]))
            #expect(inBody.status == 401, "\(path)")
        }
    }

    @Test("with two Authorization headers is refused")
    func twoAuthorizations() async throws {
        let world = try await WebWorld()
        let client = try await world.engine.client(.service)
        var headers = Self.form
        for _ in 0..<2 { headers.append(HTTPField(name: .authorization, value: client.basic)) }
        let answer = try await world.send(.post, "/token", headers, body: Array("grant_type=client_credentials".utf8))
        #expect(answer.status == 400)
        #expect(answer.error == "invalid_request")
    }

    @Test("that accepts only pages still gets JSON")
    func acceptsPages() async throws {
        var headers = Self.form
        headers[.accept] = "text/html"
        let answer = try await WebWorld().send(.post, "/token", headers, body: Array("grant_type=x".utf8))
        #expect(answer.headers[.contentType] == "application/json")
        #expect(answer.error == "invalid_client")
    }

    @Test("that guesses secrets has to wait, and is told how long")
    func limited() async throws {
        let world = try await WebWorld()
        let client = try await world.engine.client(.service)
        let guess = client.credentials.with(["grant_type": "client_credentials", "client_secret": "wrong"])
        for _ in 0..<10 { #expect(try await world.call("/token", guess).status == 401) }
        let answer = try await world.call("/token", guess)
        #expect(answer.status == 429)
        #expect(answer.headers[.retryAfter].flatMap(Int.init).map { $0 > 0 } == true)
    }
}
