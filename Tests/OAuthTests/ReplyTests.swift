// RFC 6749 §5, RFC 6750 §3.

import Keys
import TestKit
import Testing

@testable import OAuth

@Suite("Answers of the back-channel endpoints")
struct ReplyTests {
    // REQUIREMENTS C-28, C-29, O-08, CLIENTS T4
    @Test(
        "a refusal is 400, but 401 for the client and 429 and 503 for who must wait",
        arguments: [
            (OAuthError.Code.invalidRequest, nil, 400), (.invalidGrant, nil, 400), (.unauthorizedClient, nil, 400),
            (.unsupportedGrantType, nil, 400), (.invalidScope, nil, 400), (.invalidTarget, nil, 400), (.unsupportedTokenType, nil, 400),
            (.invalidClient, nil, 401), (.invalidClient, .seconds(30), 429), (.temporarilyUnavailable, .seconds(5), 503),
        ] as [(OAuthError.Code, Duration?, Int)])
    func refusal(code: OAuthError.Code, retryAfter: Duration?, status: Int) throws {
        let reply = Reply.refusal(OAuthError(code, "A sentence.", detail: "a secret detail", retryAfter: retryAfter))
        #expect(reply.status == status)
        #expect(reply.error == code.rawValue)
        #expect(try reply.document.names == ["error", "error_description"])
        #expect(reply["error_description"]?.text == "A sentence.")
        #expect(reply.header("Cache-Control") == "no-store")
        #expect(reply.header("Pragma") == "no-cache")
        #expect(reply.header("Retry-After") == retryAfter.map { String($0.inSeconds) })
    }

    @Test("nobody is told to come back in no time")
    func retryAfter() {
        let reply = Reply.refusal(OAuthError(.invalidClient, "Wait.", retryAfter: .milliseconds(10)))
        #expect(reply.header("Retry-After") == "1")
    }

    // C-29
    @Test("only who used the header, and was refused as a client, is challenged for it")
    func challenge() {
        #expect(Reply.refusal(OAuthError(.invalidClient, "No."), usedBasic: true).header("WWW-Authenticate") != nil)
        #expect(Reply.refusal(OAuthError(.invalidClient, "No.")).header("WWW-Authenticate") == nil)
        #expect(Reply.refusal(OAuthError(.invalidGrant, "No."), usedBasic: true).header("WWW-Authenticate") == nil)
    }

    // B-01…B-03
    @Test("a challenge at a protected resource names the error only if there was a token")
    func bearer() {
        let none = Reply.challenge(nil)
        #expect(none.status == 401)
        #expect(none.header("WWW-Authenticate") == #"Bearer realm="usher""#)
        let bad = Reply.challenge(OAuthError(.invalidToken, "Expired."))
        #expect(bad.status == 401)
        #expect(bad.header("WWW-Authenticate") == #"Bearer realm="usher", error="invalid_token", error_description="Expired.""#)
        let scope = Reply.challenge(OAuthError(.insufficientScope, "More."), scope: "openid")
        #expect(scope.status == 403)
        #expect(scope.header("WWW-Authenticate")?.hasSuffix(#", scope="openid""#) == true)
        #expect(Reply.challenge(OAuthError(.invalidRequest, "Twice.")).status == 400)
    }

    @Test("a success is not stored; a document may be")
    func caching() throws {
        #expect(Reply.success(["a": "b"]).header("Cache-Control") == "no-store")
        let document = Reply.document(Array("{}".utf8), maxAge: .seconds(300))
        #expect(document.header("Cache-Control") == "public, max-age=300")
        #expect(document.header("Pragma") == nil)
        #expect(try document.document.names.isEmpty)
    }
}
