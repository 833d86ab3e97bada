// A web application and a service against the toy server.

import NIOCore
import Profiles
import Testing

@testable import usher

@Suite("Trying a server as an application and as a service")
struct OtherTryTests {
    private static func attempt(_ base: String, _ profile: Profile) throws -> Try {
        var attempt = Try(
            profile: profile, server: Address(base), resource: Address(base + "/notes"),
            credentials: Try.Credentials(id: "client_1", secret: "s3cret"),
            person: .password(email: Toy.email, password: Toy.password))
        attempt.timeLimit = .seconds(120)
        return attempt
    }

    @Test("a web application signs a person in and checks the ID token")
    func web() async throws {
        try await withToyServer { base, toy in
            let result = await (try Self.attempt(base, .web)).run { _ in }
            #expect(result.failure == nil)
            #expect(result.person == TryResult.Person(id: "user_ada", email: Toy.email))
            let request = Toy.fields(toy.requests(to: "/authorize")[0].query)
            #expect(request["scope"] == "openid profile email notes:read offline_access" && request["nonce"]?.isEmpty == false)
            #expect(request["prompt"] == "consent" && request["code_challenge"]?.count == 43)
            #expect(toy.requests.first?.path == "/.well-known/openid-configuration")
            #expect(toy.requests(to: "/token")[0].headers["authorization"]?.hasPrefix("Basic ") == true)
        }
    }

    @Test(
        "an ID token that is not for this sign-in is noticed",
        arguments: [
            (Toy.Fault.wrongNonce, "nonce is the one that was sent"), (.wrongAudience, "The token is for another resource."),
            (.wrongHash, "at_hash is that of the access token"),
        ])
    func idToken(fault: Toy.Fault, sentence: String) async throws {
        try await withToyServer(faults: [fault]) { base, _ in
            let result = await (try Self.attempt(base, .web)).run { _ in }
            #expect(result.failure?.contains(sentence) == true, "\(result.failure ?? "nothing was noticed")")
        }
    }

    @Test(
        "wrong answers to a web application are noticed",
        arguments: [
            ("/jwks", "\"kid\"", "\"key\"", "signed with a key that is not in use"),
            ("/jwks", "200", "404", "the status is 200"),
            ("/token", "id_token", "no_token", "expected an id_token"),
            ("/.well-known/openid-configuration", "jwks_uri", "keys", "jwks_uri is there"),
            ("/userinfo", "user_ada", "user_eve", "userinfo saw the same person"),
        ])
    func wrong(path: String, text: String, replacement: String, sentence: String) async throws {
        try await withToyServer(lie: ToyLie(path: path, text: text, replacement: replacement)) { base, _ in
            let result = await (try Self.attempt(base, .web)).run { _ in }
            #expect(result.failure?.contains(sentence) == true, "\(result.failure ?? "nothing was noticed")")
        }
    }

    @Test("a service asks for itself, for one resource, and gets no refresh token")
    func service() async throws {
        try await withToyServer { base, toy in
            let result = await (try Self.attempt(base, .service)).run { _ in }
            #expect(result.failure == nil)
            let fields = Toy.fields(toy.requests(to: "/token")[0].body)
            #expect(fields == ["grant_type": "client_credentials", "scope": "notes:read", "resource": base + "/notes"])
            #expect(toy.requests(to: "/authorize").isEmpty)
            #expect(result.answer == #"{"sub":"user_ada","email":"ada@example.com"}"#)
        }
    }

    @Test(
        "wrong answers to a service are noticed",
        arguments: [
            ("/token", #""scope""#, #""refresh_token":"x","scope""#, "there is no refresh_token"),
            ("/.well-known/oauth-authorization-server", "client_credentials", "implicit", "grant_types_supported has client_credentials"),
            ("/notes/me", "200", "403", "the API accepts the token"),
        ])
    func wrongService(path: String, text: String, replacement: String, sentence: String) async throws {
        try await withToyServer(lie: ToyLie(path: path, text: text, replacement: replacement)) { base, _ in
            let result = await (try Self.attempt(base, .service)).run { _ in }
            #expect(result.failure?.contains(sentence) == true, "\(result.failure ?? "nothing was noticed")")
        }
    }
}
