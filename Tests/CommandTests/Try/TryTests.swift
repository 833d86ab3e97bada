// The emulators against the toy server: what they send, whom they find, and each wrong answer noticed.

import Keys
import NIOCore
import Profiles
import Testing

@testable import usher

@Suite("Trying a server")
struct TryTests {
    private static func attempt(_ base: String, _ profile: Profile, password: String = Toy.password) throws -> Try {
        var attempt = Try(
            profile: profile, server: Address(base),
            credentials: Try.Credentials(id: "client_1", secret: "s3cret/+&=%"),
            person: .password(email: Toy.email, password: password))
        attempt.timeLimit = .seconds(120)
        return attempt
    }

    @Test("a plugin walks the whole flow and ends with the person", arguments: [Toy.Landing.redirect, .refresh, .link, .formPost])
    func plugin(landing: Toy.Landing) async throws {
        try await withToyServer(landing: landing) { base, toy in
            let result = await (try Self.attempt(base, .chatGPTPlugin)).run { _ in }
            #expect(result.failure == nil)
            #expect(result.person == TryResult.Person(id: "user_ada", email: Toy.email))
            #expect(result.answer == #"{"sub":"user_ada","email":"ada@example.com"}"#)
            #expect(result.steps.count == 9)
            #expect(result.steps.allSatisfy { !$0.checks.isEmpty })
            #expect(toy.requests(to: "/notes/me").count == 3)
        }
    }

    @Test("a plugin asks without PKCE and resource, and posts JSON with the secret in the body")
    func pluginRequests() async throws {
        try await withToyServer { base, toy in
            let attempt = try Self.attempt(base, .chatGPTPlugin)
            _ = await attempt.run { _ in }
            let names = toy.requests(to: "/authorize")[0].query.split(separator: "&").map { $0.prefix { $0 != "=" } }
            #expect(names == ["response_type", "client_id", "scope", "state", "redirect_uri"])
            let exchange = toy.requests(to: "/token")[0]
            #expect(exchange.headers["content-type"] == "application/json")
            #expect(exchange.headers["authorization"] == nil)
            let redirect = attempt.preregisteredCallback
            #expect(
                exchange.body
                    == #"{"grant_type":"authorization_code","client_id":"client_1","client_secret":"s3cret/+&=%","code":"\#(Toy.code)","redirect_uri":"\#(redirect)"}"#
            )
            #expect(toy.requests(to: "/token")[1].body.hasPrefix(#"{"grant_type":"refresh_token","client_id":"client_1","client_secret":"#))
        }
    }

    @Test("an Action posts a form, or sends its secret in a Basic header and not in the body")
    func action() async throws {
        try await withToyServer { base, toy in
            var attempt = try Self.attempt(base, .gptAction)
            attempt.method = .secretInHeader
            attempt.scope = "notes:read,notes:write"
            let result = await attempt.run { _ in }
            #expect(result.failure == nil)
            let names = toy.requests(to: "/authorize")[0].query.split(separator: "&").map { $0.prefix { $0 != "=" } }
            #expect(names == ["response_type", "client_id", "redirect_uri", "scope", "state"])
            #expect(Toy.fields(toy.requests(to: "/authorize")[0].query)["scope"] == "notes:read,notes:write")
            let exchange = toy.requests(to: "/token")[0]
            #expect(exchange.headers["content-type"] == "application/x-www-form-urlencoded")
            #expect(exchange.headers["authorization"] == "Basic Y2xpZW50XzE6czNjcmV0JTJGJTJCJTI2JTNEJTI1")
            #expect(Toy.fields(exchange.body).keys.sorted() == ["code", "grant_type", "redirect_uri"])
            #expect(toy.requests(to: "/notes/me").last?.headers["openai-gpt-id"]?.count == 34)
        }
    }

    @Test("the code sent again must be refused, and must end the tokens")
    func replay() async throws {
        try await withToyServer { base, _ in
            var attempt = try Self.attempt(base, .chatGPTPlugin)
            attempt.isReplaying = true
            let result = await attempt.run { _ in }
            #expect(result.failure == nil)
            #expect(result.steps.last?.title == "send the code again")
        }
    }

    @Test("a code that works twice is noticed")
    func replayed() async throws {
        try await withToyServer(lie: ToyLie(path: "/token", text: "invalid_grant", replacement: "server_error")) { base, _ in
            var attempt = try Self.attempt(base, .chatGPTPlugin)
            attempt.isReplaying = true
            let result = await attempt.run { _ in }
            #expect(result.failure?.contains("the second use is refused with 400 invalid_grant") == true)
        }
    }

    @Test("a browser's person is shown the request and gives back where they ended")
    func browser() async throws {
        try await withToyServer { base, _ in
            var attempt = Try(
                profile: .gptAction, server: Address(base), credentials: Try.Credentials(id: "c", secret: "s"),
                person: .browser { address in
                    let state = address.split(separator: "&").last?.dropFirst("state=".count) ?? ""
                    return "https://x.example/cb?code=\(Toy.code)&state=\(state)&iss=\(Percent.encode(base))"
                })
            attempt.redirectURI = "https://x.example/cb"
            attempt.timeLimit = .seconds(120)
            let result = await attempt.run { _ in }
            #expect(result.failure == nil)
            #expect(result.person?.email == Toy.email)
        }
    }

    @Test("a wrong password ends with the page's own words")
    func wrongPassword() async throws {
        try await withToyServer { base, _ in
            let result = await (try Self.attempt(base, .chatGPTPlugin, password: "wrong")).run { _ in }
            #expect(result.failure?.hasSuffix("but the page says “E-mail address or password are wrong.”") == true)
        }
    }

    @Test("no secret is shown, in text or as JSON")
    func secrets() async throws {
        try await withToyServer { base, _ in
            let result = await (try Self.attempt(base, .chatGPTPlugin)).run { _ in }
            let shown =
                result.steps.flatMap(\.lines).joined(separator: "\n")
                + String(decoding: result.json(profile: "chatgpt-plugin", server: base).encoded, as: UTF8.self)
            for secret in [
                Toy.code, Toy.password, "s3cret/+&=%", "access_token_1_0", "refresh_token_1_0", "tx=abc", "session=xyz",
                "secret-transaction",
            ] {
                #expect(!shown.contains(secret), "\(secret)")
            }
            #expect(shown.contains("toy_ac_01234…") && shown.contains("toy_at_acc…"))
        }
    }

    @Test("a server that is not there is named")
    func nobody() async throws {
        let result = await (try Self.attempt("http://127.0.0.1:1", .chatGPTPlugin)).run { _ in }
        #expect(result.steps.count == 1)
        #expect(result.failure?.contains("http://127.0.0.1:1 does not answer") == true)
    }
}
