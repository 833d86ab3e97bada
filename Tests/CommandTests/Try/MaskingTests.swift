// What is shown of a secret, and what is not.

import Testing

@testable import usher

@Suite("Masking")
struct MaskingTests {
    @Test(
        "a long secret shows its first twelve characters, a short one at most a third",
        arguments: [
            ("usher_rt_0123456789012345678901234567890123456789", "usher_rt_012…"), ("abcdefghi", "abc…"), ("ab", "…"), ("", "…"),
        ])
    func mask(secret: String, shown: String) {
        #expect(Masking.mask(secret) == shown)
    }

    @Test(
        "addresses hide the values of all parameters but the well-known ones",
        arguments: [
            ("https://c.example/cb?code=abcdefghijkl&state=s&iss=i", "https://c.example/cb?code=abcd…&state=s&iss=i"),
            ("/sign-in?tx=0123456789abcdef", "/sign-in?tx=01234…"),
            ("https://c.example/cb#access_token=abcdefghi", "https://c.example/cb#access_token=abc…"),
            ("https://c.example/", "https://c.example/"),
        ])
    func url(text: String, shown: String) {
        #expect(Masking.url(text) == shown)
    }

    @Test(
        "credentials and cookies are hidden in headers",
        arguments: [
            ("Authorization", "Basic Y2xpZW50OnNlY3JldA==", "Basic …"),
            ("authorization", "Bearer eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.x.y", "Bearer eyJhbGciOiJF…"),
            ("Set-Cookie", "session=abc; Path=/; HttpOnly", "session=…"),
            ("Cookie", "a=1; b=2", "a=…"),
            ("Location", "/x?code=abcdef", "/x?code=ab…"),
            ("Cache-Control", "no-store", "no-store"),
        ])
    func header(name: String, value: String, shown: String) {
        #expect(Masking.header(name, value) == shown)
    }

    @Test("JSON members that are secrets are hidden wherever they stand")
    func json() throws {
        let answer = try #require(JSONAnswer(Array(#"{"a":[{"access_token":"abcdefghijkl"}],"expires_in":3600,"error":null}"#.utf8)))
        #expect(Masking.json(answer) == #"{"a": [{"access_token": "abcd…"}], "error": null, "expires_in": 3600}"#)
    }

    @Test("form fields of a page are hidden unless everybody knows them")
    func formFields() {
        #expect(Masking.formField("email", "a@b.example") == "email=a@b.example")
        #expect(Masking.formField("decision", "allow") == "decision=allow")
        #expect(Masking.formField("csrf", "abcdefghijklmnop") == "csrf=…")
        #expect(Masking.formField("password", "abcdefghijklmnop") == "password=…")
        #expect(Masking.field("client_secret", "abcdefghi") == "client_secret=abc…")
        #expect(Masking.field("grant_type", "refresh_token") == "grant_type=refresh_token")
    }
}
