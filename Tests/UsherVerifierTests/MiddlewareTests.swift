// The verifier in front of routes: what passes, and what each refusal looks like on the wire (RFC 6750 §3).

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Keys
import Testing

@testable import UsherVerifier

struct Context: CallerRequestContext {
    var coreContext: CoreRequestContextStorage
    var caller: Caller?
    init(source: Source) { coreContext = CoreRequestContextStorage(source: source) }
}

struct MiddlewareTests {
    private let usher: Fixture

    init() async throws { usher = try await Fixture() }

    private func application(_ credential: Credential = .assertion) -> some ApplicationProtocol {
        let router = Router(context: Context.self)
        router.get("open") { _, context in context.caller == nil ? "nobody" : "somebody" }
        router.get("unguarded") { _, context in "\(try context.requirePerson().id)" }
        let verified = router.group().add(middleware: VerifyCaller(usher.verifier(credential)))
        verified.get("me") { _, context in "\(try context.requirePerson().id)" }
        verified.get("client") { _, context in "\(try context.requireCaller().client)" }
        verified.group().add(middleware: RequireScopes("notes:read", "notes:write")).get("both") { _, _ in "both" }
        router.group().add(middleware: VerifyCaller(usher.verifier(credential), requiring: ["notes:admin"]))
            .get("admin") { _, _ in "admin" }
        return Application(router: router)
    }

    private struct Answer {
        var status: HTTPResponse.Status
        var body: String
        var headers: HTTPFields
    }

    private func get(_ path: String, _ headers: HTTPFields = [:], reading credential: Credential = .assertion) async throws -> Answer {
        try await application(credential).test(.router) { client in
            let response = try await client.execute(uri: path, method: .get, headers: headers)
            return Answer(status: response.status, body: String(buffer: response.body), headers: response.headers)
        }
    }

    private func asserting(_ changes: [String: JSON?] = [:]) throws -> HTTPFields {
        [.usherAssertion: try usher.assertion(changes)]
    }

    @Test("a good assertion hands over the person")
    func person() async throws {
        let answer = try await get("/me", asserting())
        #expect(answer.status == .ok)
        #expect(answer.body == "user_ann")
        #expect(try await get("/both", asserting()).body == "both")
    }

    @Test("routes that are not behind the middleware know nobody, and do not pass for verified")
    func unguarded() async throws {
        #expect(try await get("/open", asserting()).body == "nobody")
        #expect(try await get("/unguarded", asserting()).status == .unauthorized)
    }

    @Test("without an assertion there is a bare challenge, whatever the plain header fields say")
    func missing() async throws {
        var headers: HTTPFields = [:]
        headers[HTTPField.Name("X-Usher-User")!] = "user_ann"
        headers[.authorization] = "Bearer \(try usher.accessToken())"
        let answer = try await get("/me", headers)
        #expect(answer.status == .unauthorized)
        #expect(answer.headers[.wwwAuthenticate] == "UsherAssertion")
        #expect(answer.headers[.contentType] == "application/json")
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(answer.body.contains(#""error":"unauthorized""#))
    }

    @Test("a bad assertion is 401 with a challenge that no client takes for its own token's fault")
    func rejected() async throws {
        let answer = try await get("/me", asserting(["aud": "http://127.0.0.1:9001"]))
        #expect(answer.status == .unauthorized)
        #expect(
            answer.headers[.wwwAuthenticate]
                == #"UsherAssertion error="invalid_token", error_description="The token is for another resource.""#)
        #expect(answer.body == #"{"error":"invalid_token","error_description":"The token is for another resource."}"#)
    }

    @Test("two assertions are refused, even if both are good")
    func ambiguous() async throws {
        var headers = try asserting()
        headers.append(HTTPField(name: .usherAssertion, value: try usher.assertion(["sub": "user_bob"])))
        #expect(try await get("/me", headers).status == .unauthorized)
    }

    @Test("too little scope is 403 and names what is needed (RFC 6750 §3.1)")
    func scope() async throws {
        let answer = try await get("/both", asserting(["scope": "notes:read"]))
        #expect(answer.status == .forbidden)
        let challenge = try #require(answer.headers[.wwwAuthenticate])
        #expect(challenge.hasPrefix("Bearer error=\"insufficient_scope\""))
        #expect(challenge.hasSuffix("scope=\"notes:read notes:write\""))
        #expect(answer.body.contains(#""error":"insufficient_scope""#))
        #expect(try await get("/admin", asserting()).status == .forbidden)
        #expect(try await get("/admin", asserting(["scope": "notes:admin"])).body == "admin")
    }

    @Test("a client acting for itself is let in where no person is needed, and told so where one is")
    func clientItself() async throws {
        let headers = try asserting(["sub": "client_chat"])
        #expect(try await get("/client", headers).body == "client_chat")
        let answer = try await get("/me", headers)
        #expect(answer.status == .forbidden)
        #expect(answer.headers[.wwwAuthenticate] == "Bearer")
        #expect(answer.body.contains(#""error":"person_required""#))
    }

    @Test("while keys cannot be had the answer is 503, so that nobody throws a good token away")
    func unavailable() async throws {
        usher.publisher.goDown()
        let answer = try await get("/me", asserting())
        #expect(answer.status == .serviceUnavailable)
        #expect(answer.headers[.retryAfter] == "10")
        #expect(answer.headers[.wwwAuthenticate] == nil)
        #expect(!answer.body.contains("usher.example"))
    }

    @Test("a bearer token is read with any spelling of its scheme (RFC 9110 §11.1)", arguments: ["Bearer", "bearer", "BEARER"])
    func bearer(scheme: String) async throws {
        let headers: HTTPFields = [.authorization: "\(scheme) \(try usher.accessToken())"]
        #expect(try await get("/me", headers, reading: .accessToken).body == "user_ann")
    }

    @Test("an authorization that is no single bearer token is refused")
    func notBearer() async throws {
        let token = try usher.accessToken()
        for value in [
            "Bearer", "Bearer ", token, "Basic \(token)", "Bearer \(token) x", "Bearer \(token), Bearer \(token)", "Bearer,\(token)",
        ] {
            let answer = try await get("/me", [.authorization: value], reading: .accessToken)
            #expect(answer.status == .unauthorized)
            #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer error=\"invalid_token\"") == true)
        }
        let missing = try await get("/me", asserting(), reading: .accessToken)
        #expect(missing.status == .unauthorized)
        #expect(missing.headers[.wwwAuthenticate] == "Bearer")
        var twice: HTTPFields = [.authorization: "Bearer \(token)"]
        twice.append(HTTPField(name: .authorization, value: "Bearer \(token)"))
        #expect(try await get("/me", twice, reading: .accessToken).status == .unauthorized)
    }

    @Test("no refusal repeats any of the token, nor lets a scope break out of its quotes")
    func quoting() async throws {
        let answer = Refusal.insufficientScope(["a\"b\\c\r\nd"]).answer(challenging: .accessToken)
        #expect(answer.headers[.wwwAuthenticate]?.hasSuffix("scope=\"abcd\"") == true)
        let token = try usher.assertion(["exp": 0])
        let refused = try await get("/me", [.usherAssertion: token])
        #expect(!refused.body.contains(token.suffix(20)))
        #expect(refused.headers[.wwwAuthenticate]?.contains(token.suffix(20)) == false)
    }
}
