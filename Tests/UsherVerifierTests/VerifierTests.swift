// The plain function: who the call is for, and every reason to refuse it (RFC 8725 §3, RFC 9068 §4).

import Keys
import Testing
import UsherVerifier

struct VerifierTests {
    private let usher: Fixture

    init() async throws { usher = try await Fixture() }

    private func refusal(_ token: String, by verifier: Verifier, requiring scopes: Set<String> = []) async -> Refusal? {
        do throws(Refusal) {
            _ = try await verifier.caller(of: token, requiring: scopes)
            return nil
        } catch { return error }
    }

    @Test("an assertion says which person, through which client, with which scopes")
    func person() async throws {
        let caller = try await usher.verifier().caller(of: try usher.assertion())
        let person = Person(
            id: UserID("user_ann"), email: "ann@example.com", client: ClientID("client_chat"),
            scopes: ["notes:read", "notes:write"])
        #expect(caller == .person(person))
        #expect(caller.person == person)
    }

    @Test("an access token says the same, without an address")
    func accessToken() async throws {
        let caller = try await usher.verifier(.accessToken).caller(of: try usher.accessToken())
        #expect(caller.person?.id == UserID("user_ann"))
        #expect(caller.person?.email == nil)
        #expect(caller.client == ClientID("client_chat"))
    }

    @Test("a client acting for itself is no person")
    func clientItself() async throws {
        let caller = try await usher.verifier().caller(of: try usher.assertion(["sub": "client_chat", "email": nil]))
        #expect(caller == .client(ClientID("client_chat"), scopes: ["notes:read", "notes:write"]))
        #expect(caller.person == nil)
        #expect(caller.scopes == ["notes:read", "notes:write"])
    }

    @Test("what does not fit exactly is refused")
    func refusals() async throws {
        let now = usher.clock.now.seconds
        let cases: [(String, [String: JSON?], TokenProblem?)] = [
            ("another issuer", ["iss": "https://attacker.example"], .wrongIssuer),
            ("another resource", ["aud": "https://usher.example/mail"], .wrongAudience),
            ("the resource with a slash", ["aud": .string(resource + "/")], .wrongAudience),
            ("expired six seconds ago", ["exp": .integer(now - 6)], .expired),
            ("expired four seconds ago", ["exp": .integer(now - 4)], nil),
            ("issued in six seconds", ["iat": .integer(now + 6)], .notYetValid),
            ("issued in five seconds", ["iat": .integer(now + 5)], nil),
            ("no client", ["client_id": nil], .malformed),
            ("an empty client", ["client_id": ""], .malformed),
            ("an empty subject", ["sub": ""], .malformed),
            ("empty subject and client", ["sub": "", "client_id": ""], .malformed),
        ]
        let verifier = usher.verifier()
        for (name, changes, problem) in cases {
            #expect(await refusal(try usher.assertion(changes), by: verifier) == problem.map { .rejected($0) }, "\(name)")
        }
    }

    @Test("an assertion is no access token, an ID token is neither")
    func types() async throws {
        let everywhere: [String: JSON?] = ["aud": .array(["https://usher.example/mail", .string(resource)])]
        for credential in [Credential.assertion, .accessToken] {
            for type in [TokenType.assertion, .accessToken, .idToken] {
                let fits = (credential == .assertion && type == .assertion) || (credential == .accessToken && type == .accessToken)
                let token = try usher.assertion(everywhere, as: type)
                #expect(await refusal(token, by: usher.verifier(credential)) == (fits ? nil : .rejected(.wrongType)))
            }
        }
    }

    @Test("a token signed by a stranger is refused, whichever key it names")
    func stranger() async throws {
        let stranger = try await KeyRing([RingKey.signing(at: usher.clock.now)])
        #expect(await refusal(try usher.assertion(by: stranger), by: usher.verifier()) == .rejected(.unknownKey))
        let genuine = try usher.assertion().split(separator: ".")
        let forged = try usher.assertion(["sub": "user_bob"], by: stranger).split(separator: ".")
        #expect(await refusal("\(genuine[0]).\(forged[1]).\(forged[2])", by: usher.verifier()) == .rejected(.badSignature))
        #expect(await refusal("\(genuine[0]).\(forged[1]).\(genuine[2])", by: usher.verifier()) == .rejected(.badSignature))
    }

    @Test("what is no token at all is refused", arguments: ["", "user_ann", "a.b.c", "é.é.é", String(repeating: "a", count: 100_000)])
    func nonsense(text: String) async {
        #expect(await refusal(text, by: usher.verifier()) == .rejected(.malformed))
    }

    @Test("all required scopes must have been granted, as whole words")
    func scopes() async throws {
        let verifier = usher.verifier()
        let token = try usher.assertion(["scope": "notes:read mail"])
        #expect(await refusal(token, by: verifier, requiring: ["notes:read"]) == nil)
        #expect(await refusal(token, by: verifier, requiring: ["notes:read", "mail"]) == nil)
        for missing: Set<String> in [["notes:write"], ["notes:read", "notes:write"], ["notes"], ["notes:read mail"], ["NOTES:READ"]] {
            #expect(await refusal(token, by: verifier, requiring: missing) == .insufficientScope(missing))
        }
        #expect(await refusal(try usher.assertion(["scope": nil]), by: verifier, requiring: ["mail"]) == .insufficientScope(["mail"]))
        #expect(await refusal(try usher.assertion(["scope": nil]), by: verifier) == nil)
    }
}
