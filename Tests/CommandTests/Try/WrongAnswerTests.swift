// Every wrong answer that a real client would stumble over: the emulator stops there and says what it expected.

import NIOCore
import Profiles
import Testing

@testable import usher

@Suite("Wrong answers")
struct WrongAnswerTests {
    @Test(
        "each is noticed at once, with the reason",
        arguments: [
            ("/.well-known/oauth-authorization-server", "200", "500", "the status is 200"),
            ("/.well-known/oauth-authorization-server", "application/json", "text/html", "the answer is application/json"),
            ("/.well-known/oauth-authorization-server", #""issuer":"http"#, #""issuer":"https"#, "the issuer is"),
            ("/.well-known/oauth-authorization-server", #"["code"]"#, #"["token"]"#, "response_types_supported has code"),
            ("/.well-known/oauth-authorization-server", "true", "false", "the server promises to return iss"),
            ("/.well-known/oauth-authorization-server", "client_secret_post", "other", "token_endpoint_auth_methods_supported has"),
            ("/.well-known/oauth-authorization-server", "true", "null", "no member is null"),
            ("/.well-known/ai-plugin.json", #""v1""#, #""v2""#, "schema_version is v1"),
            ("/.well-known/ai-plugin.json", "client_url", "authorize_url", "client_url is there"),
            ("/openapi.yaml", "servers", "server", "it names its server"),
            ("/notes/me", "401", "200", "a call without a token is refused with 401"),
            ("/notes/me", "WWW-Authenticate", "X-Nothing", "WWW-Authenticate asks for a bearer token"),
            ("/notes/me", "ada@example.com", "eve@example.com", "the API saw ada@example.com"),
            ("/userinfo", "user_ada", "user_eve", "userinfo saw the same person as before"),
            ("/authorize", "/sign-in?", "https://elsewhere.example/?", "or the redirect URI"),
            ("/sign-in", "email", "login", "a sign-in or a consent form"),
            ("/consent", "decision", "answer", "a sign-in or a consent form"),
            ("/consent", "code=", "error=access_denied&x=", "the answer is no error"),
            ("/consent", "state=", "state=x&state=", "state is there once"),
            ("/consent", "%2B", "+", "state came back octet for octet"),
            ("/consent", "%252B", "%2B", "state came back octet for octet"),
            ("/consent", "iss=", "issuer=", "iss is there once"),
            ("/consent", "iss=http", "iss=https", "iss is the issuer"),
            ("/token", "200", "201", "the status is 200"),
            ("/token", "no-store", "private", "Cache-Control says no-store"),
            ("/token", "3600", #""3600""#, "expires_in is a positive whole number"),
            ("/token", "3600", "3600.0", "expires_in is a positive whole number"),
            ("/token", "3600", "0", "expires_in is a positive whole number"),
            ("/token", #""expires_in":3600,"#, "", "expires_in is a positive whole number"),
            ("/token", #""bearer""#, #""Bearer""#, "token_type is bearer"),
            ("/token", "refresh_token", "renewal_token", "refresh_token is there"),
            ("/token", "openid notes:read", "openid,notes:read", "scope is separated by spaces"),
            ("/token", #""scope":"openid "#, #""id_token":"x","scope":""#, "there is no id_token unless openid was granted"),
            ("/token", "_2_", "_1_", "the access token is a new one"),
        ])
    func noticed(path: String, text: String, replacement: String, expectation: String) async throws {
        try await withToyServer(lie: ToyLie(path: path, text: text, replacement: replacement)) { base, _ in
            var attempt = Try(
                profile: .chatGPTPlugin, server: Address(base), credentials: Try.Credentials(id: "c", secret: "s"),
                person: .password(email: Toy.email, password: Toy.password))
            // A machine that is busy with other tests must not be taken for a wrong answer.
            attempt.timeLimit = .seconds(120)
            let result = await attempt.run { _ in }
            #expect(result.failure?.contains(expectation) == true, "\(result.failure ?? "nothing was noticed")")
            #expect(result.steps.filter { !$0.hasPassed }.count == 1)
            #expect(result.steps.last?.hasPassed == false)
        }
    }
}
