import Foundation
import Identity
import Keys
import Testing

@testable import Mail

@Suite("The header of a mail")
struct MailHeadersTests {
    private let from = Mailbox("accounts@example.com", name: "Notes")!
    private let to = Mailbox("ada@example.org", name: "Ada")!

    @Test("it has every field that RFC 5322 asks for, and the date of the clock")
    func fields() {
        let headers = MailHeaders(from: from, to: to, subject: "Hello", id: "mail_1", at: Timestamp(seconds: 1_795_478_700))
        #expect(
            headers.lines == [
                "Date: Tue, 24 Nov 2026 00:05:00 +0000", "From: Notes\r\n <accounts@example.com>", "To: Ada\r\n <ada@example.org>",
                "Subject: Hello", "Message-ID: <mail_1@example.com>", "Auto-Submitted: auto-generated",
            ])
    }

    @Test(
        "no name and no subject begins a line of its own",
        arguments: [
            "a\r\nBcc: eve@example.com", "a\nBcc: eve@example.com", "a\rBcc: eve@example.com", "a\u{0B}Bcc: b", "a\u{85}Bcc: b",
            "a\u{2028}Bcc: b", "\u{0}", String(repeating: "x\r\n", count: 500), "=?utf-8?B?DQo=?=",
        ])
    func injection(text: String) {
        let headers = MailHeaders(
            from: from, to: Mailbox("ada@example.org", name: text)!, subject: text, id: "mail_1", at: Timestamp(seconds: 0))
        for field in headers.lines {
            // A line break is followed by a space: RFC 5322 §2.2.3, folding.
            let lines = field.replacing("\r\n ", with: "\u{1}").unicodeScalars
            #expect(!lines.contains { $0 == "\r" || $0 == "\n" || $0 == "\u{0}" }, "\(field)")
            #expect(field.utf8.allSatisfy { $0 < 0x80 })
        }
        #expect(headers.lines.filter { $0.hasPrefix("Bcc") }.isEmpty)
    }

    @Test(
        "text that is not ASCII is encoded in words of at most 75 characters, none of which splits a character",
        arguments: ["Zoë", "日本語の件名", "العربية", "👩‍🚀", String(repeating: "ü", count: 200), String(repeating: "a", count: 300)])
    func encoded(text: String) throws {
        let words = HeaderText.encoded(text).replacing("\r\n", with: "").split(separator: " ")
        var decoded = ""
        for word in words {
            #expect(word.utf8.count <= 75 && word.hasPrefix("=?utf-8?B?") && word.hasSuffix("?="))
            let data = try #require(Data(base64Encoded: String(word.dropFirst(10).dropLast(2))))
            decoded += try #require(String(data: data, encoding: .utf8))
        }
        #expect(decoded == text)
    }

    @Test("plain text stays as it is, and a name with a meaning does not")
    func plain() {
        #expect(HeaderText.encoded("Your code: 1 & 2 <3>") == "Your code: 1 & 2 <3>")
        #expect(HeaderText.encoded("Ada Lovelace", phrase: true) == "Ada Lovelace")
        for name in ["Ada, Countess", "Ada <eve@example.com>", "\"Ada\"", "Ada (x)", "a@b"] {
            #expect(HeaderText.encoded(name, phrase: true).hasPrefix("=?utf-8?B?"), "\(name)")
        }
    }

    @Test(
        "an address that could end a command or a header is none",
        arguments: [
            "", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nRCPT TO:<eve@example.com>", "a@b>", "<a@b", "a@b,c", "a:b@c", "a;b@c",
            "\"a\"@b", "a@b\u{0}", "a@b\u{200B}", String(repeating: "a", count: 250) + "@example.com",
        ])
    func addresses(address: String) {
        #expect(Mailbox(address) == nil)
    }
}
