// Reading the answer to an authorization request without touching its octets.

import Profiles
import Testing

@testable import usher

@Suite("The authorization answer")
struct AuthorizationAnswerTests {
    private let redirectURI = "https://chat.openai.com/aip/plugin-1/oauth/callback"

    @Test("parameters are read raw and decoded, a plus sign staying one")
    func parameters() throws {
        let answer = try #require(
            AuthorizationAnswer("\(redirectURI)?code=a%2Db&state=x%2By+z&iss=http%3A%2F%2Fh#frag", redirectURI: redirectURI))
        #expect(answer.decoded("code") == ["a-b"])
        #expect(answer.raw("state") == ["x%2By+z"])
        #expect(answer.decoded("state") == ["x+y+z"])
        #expect(answer.decoded("iss") == ["http://h"])
        #expect(answer.raw("error").isEmpty)
    }

    @Test("a redirect URI with a query of its own keeps it")
    func ownQuery() throws {
        let answer = AuthorizationAnswer("https://c.example/cb?tenant=1&code=a", redirectURI: "https://c.example/cb?tenant=1")
        #expect(answer?.raw("code") == ["a"])
        #expect(AuthorizationAnswer("https://c.example/cb?tenant=12&code=a", redirectURI: "https://c.example/cb?tenant=1") == nil)
    }

    @Test(
        "another address is not the redirect URI",
        arguments: [
            "", "/sign-in", "https://chat.openai.com/aip/plugin-1/oauth/callback",
            "https://chat.openai.com/aip/plugin-1/oauth/callback2?code=a",
            "https://evil.example/?https://chat.openai.com/aip/plugin-1/oauth/callback?code=a",
        ])
    func elsewhere(address: String) {
        #expect(AuthorizationAnswer(address, redirectURI: redirectURI) == nil)
    }

    @Test(
        "percent-encoding there and back",
        arguments: ["", "abc-._~", "a b+c&d=e%2F", "é✓", #"-+/=%2B&"'<x>~"#])
    func percent(text: String) {
        let encoded = Percent.encode(text)
        #expect(Percent.decode(encoded) == text)
        #expect(encoded.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._~%".contains($0)) })
    }

    @Test("broken escapes are refused", arguments: ["%", "%1", "%zz", "a%2", "%FF"])
    func broken(text: String) {
        #expect(Percent.decode(text) == nil)
    }
}
