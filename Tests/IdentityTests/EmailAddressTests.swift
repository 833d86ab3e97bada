import Identity
import Testing

@Suite("E-mail addresses")
struct EmailAddressTests {
    @Test(
        "every spelling of an address has the same key",
        arguments: [
            ("ada@example.com", "ada@example.com"),
            ("Ada.Lovelace@Example.COM", "ada.lovelace@example.com"),
            ("  ada@example.com\t\r\n", "ada@example.com"),
            ("\u{a0}ada@example.com\u{2003}", "ada@example.com"),
            ("jose\u{301}@example.com", "jos\u{e9}@example.com"),
            ("JOS\u{c9}@EXAMPLE.COM", "jos\u{e9}@example.com"),
            ("\u{212b}sa@example.com", "\u{e5}sa@example.com"),
            ("a+b@localhost", "a+b@localhost"),
            ("λ@παράδειγμα.δοκιμή", "λ@παράδειγμα.δοκιμή"),
        ])
    func spelling(typed: String, key: String) throws {
        #expect(try Array(#require(EmailAddress(typed)).key.value.utf8) == Array(key.utf8))
    }

    @Test("the address is kept as typed, without the white space around it")
    func text() {
        #expect(EmailAddress(" Ada@Example.com ")?.text == "Ada@Example.com")
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "", " ", "@", "a@", "@b", " @ ", "a@ ", " @b", "ab", "a@b@c", "a@@b", "a b@example.com", "a@exa mple.com",
            "a\u{0}@b", "a@b\u{0}", "a\n@b", "a@b\r\nBcc: c@d", "a\u{7f}@b", "a\u{85}@b", "a\u{202e}@b", "a\u{200b}@b",
            "\u{feff}a@b", "a\u{2028}@b", "a\u{e0041}@b",
        ])
    func refused(typed: String) {
        #expect(EmailAddress(typed) == nil)
    }

    @Test("254 bytes are accepted, 255 are not")
    func length() {
        let domain = "@example.com"
        let longest = String(repeating: "a", count: 254 - domain.utf8.count) + domain
        #expect(EmailAddress(longest)?.key.value == longest)
        #expect(EmailAddress("a" + longest) == nil)
        let wide = String(repeating: "é", count: 121) + domain
        #expect(wide.utf8.count == 254)
        #expect(EmailAddress(wide) != nil)
        #expect(EmailAddress("é" + wide) == nil)
    }

    @Test(
        "hostile addresses are refused, however long",
        arguments: [
            String(repeating: "@", count: 100_000), String(repeating: "a@", count: 100_000),
            String(repeating: "a", count: 100_000) + "@b", " " + String(repeating: "\u{301}", count: 100_000) + "@b",
            String(repeating: " ", count: 100_000) + "a@b", "a@" + String(repeating: "b.", count: 100_000),
        ])
    func hostile(typed: String) {
        #expect(EmailAddress(typed) == nil)
    }
}
