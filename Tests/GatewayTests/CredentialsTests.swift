import HTTPTypes
import Testing

@testable import Gateway

@Suite("Credentials and challenges")
struct CredentialsTests {
    private func read(_ values: [String], query: Substring = "") throws(Refusal) -> Credentials {
        var headers = HTTPFields()
        for value in values { headers.append(HTTPField(name: .authorization, value: value)) }
        return try Credentials(headers, query: query)
    }

    @Test("the scheme has no case", arguments: ["Bearer abc.d-_~+/==", "bearer abc.d-_~+/==", "BEARER   abc.d-_~+/=="])
    func scheme(value: String) throws {
        #expect(try read([value]) == .token("abc.d-_~+/=="))
    }

    @Test("nothing, another scheme or a token in the query is no credential", arguments: [[], ["Basic YTpi"], ["abc"], [""]])
    func none(values: [String]) throws {
        #expect(try read(values, query: "?access_token=abc") == .none)
    }

    @Test("two headers, or a header and the query, are an invalid request")
    func twice() {
        let twice = Refusal.invalidRequest("Send one Authorization header, not several.")
        #expect(throws: twice) { try read(["Bearer a", "Bearer a"]) }
        #expect(throws: twice) { try read(["Bearer a", "Basic YTpi"]) }
        #expect(throws: Refusal.self) { try read(["Bearer a"], query: "?access_token=a") }
    }

    @Test(
        "a malformed token is an invalid token",
        arguments: ["Bearer", "Bearer ", "Bearer a b", "Bearer a,b", "Bearer \"a\"", "Bearer =", "Bearer caf\u{E9}", "Bearer a=b"])
    func malformed(value: String) {
        #expect(throws: Refusal.invalidToken("The access token is malformed.")) { try read([value]) }
    }

    @Test("a token of more than 8 KiB is an invalid token")
    func long() throws {
        let longest = String(repeating: "a", count: 8192)
        #expect(try read(["Bearer " + longest]) == .token(longest))
        #expect(throws: Refusal.self) { try read(["Bearer a" + longest]) }
    }

    @Test(
        "a challenge says what RFC 6750 and RFC 9728 ask for",
        arguments: [
            (.noToken, ["a"], #"Bearer resource_metadata="https://h/.well-known/oauth-protected-resource/n", scope="a""#),
            (.noToken, [], #"Bearer resource_metadata="https://h/.well-known/oauth-protected-resource/n""#),
            (
                .invalidToken("It \"is\"\r\nold\\."), ["a", "b"],
                #"Bearer resource_metadata="https://h/.well-known/oauth-protected-resource/n", scope="a b", error="invalid_token", error_description="It ?is???old?.""#
            ),
            (
                .insufficientScope, ["a", "b"],
                #"Bearer resource_metadata="https://h/.well-known/oauth-protected-resource/n", scope="a b", error="insufficient_scope", error_description="The access token does not allow this call.""#
            ),
        ] as [(Refusal, [String], String)])
    func challenges(refusal: Refusal, scopes: [String], line: String) {
        let challenge = Challenge(refusal, scopes: scopes, metadataURL: "https://h/.well-known/oauth-protected-resource/n")
        #expect(challenge.description == line)
    }
}
