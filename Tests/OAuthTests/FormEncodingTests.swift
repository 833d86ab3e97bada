// RFC 6749 appendix B, RFC 3986 §2.

import Testing

@testable import OAuth

@Suite("Form encoding")
struct FormEncodingTests {
    // The example of RFC 6749 appendix B.
    @Test(
        "text is encoded as the RFC's example shows it",
        arguments: [
            (" %&+£€", "%20%25%26%2B%C2%A3%E2%82%AC"), ("aZ09-._~", "aZ09-._~"), ("", ""), ("\r\n\u{0}", "%0D%0A%00"), ("/?#", "%2F%3F%23"),
        ])
    func encode(text: String, encoded: String) {
        #expect(FormEncoding.encode(text) == encoded)
    }

    @Test("whatever is encoded reads back", arguments: ["a b", "100%", "+", "é€😀", "a&b=c", "\u{7f}\u{1}"])
    func roundTrip(text: String) {
        #expect(FormEncoding.decode(FormEncoding.encode(text)) == text)
    }

    @Test("a space may come in either form, and hexadecimal digits in either case")
    func lenient() {
        #expect(FormEncoding.decode("+%20%c2%A3%E2%82%ac") == "  £€")
    }

    @Test("broken escapes, broken UTF-8 and NUL are refused", arguments: ["%", "%a", "%x0", "%ff", "%80", "%00", "\u{0}", "a%"])
    func refused(text: String) {
        #expect(FormEncoding.decode(text) == nil)
    }

    @Test("a raw query value keeps what a query may hold, and nothing that would end it")
    func sanitize() {
        let allowed = "aZ09-._~%+!$'()*,;:@/?="
        #expect(FormEncoding.sanitize(allowed) == allowed)
        #expect(FormEncoding.sanitize("&#\"<> \r\n\u{e9}") == "%26%23%22%3C%3E%20%0D%0A%C3%A9")
    }
}
