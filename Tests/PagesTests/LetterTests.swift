// Mails as people read them: the same in text and in HTML, and text stays text in both.

import FoundationEssentials
import Testing

@testable import Pages

@Suite struct LetterTests {
    let pages: Pages

    init() throws { pages = try Pages(branding: Branding(name: "Field & notes", color: "#0a7d5c")) }

    @Test("every letter says the same in text and in HTML, with nothing left to fill in", arguments: Letter.Kind.allCases)
    func both(kind: Letter.Kind) throws {
        let letter = try pages.render(Letter.example(kind))
        for body in [letter.subject, letter.text, letter.html] { #expect(!body.contains("{{")) }
        let markup = Markup(letter.html)
        #expect(markup.all("html").first?["lang"] == "en")
        for value in ["Hello Ada,", "4821 0937", "15 minutes", "Firefox", "24 November 2026, 00:05 UTC"] {
            #expect(letter.text.contains(value), "\(value)")
            #expect(markup.text.contains(value), "\(value)")
        }
        #expect(letter.text.contains("https://example.com/reset/password?secret=") == kind.hasButton)
        #expect(markup.all("a").map { $0["href"] } == (kind.hasButton ? ["https://example.com/reset/password?secret=…"] : []))
        // Nothing of it is loaded: opening a mail tells nobody.
        #expect(markup.all("img").isEmpty && markup.all("link").isEmpty && markup.all("script").isEmpty)
        #expect(!letter.text.contains("&amp;"))
    }

    @Test("what is not there leaves no gap")
    func bare() throws {
        let letter = try pages.render(Letter(.reset, link: "https://example.com/x"))
        #expect(!letter.text.contains("Hello"))
        #expect(!letter.text.contains("minutes"))
        #expect(!letter.text.contains("\n\n\n"))
        #expect(letter.text.hasSuffix("Yours, Field & notes\n") || letter.text.hasSuffix("Yours, Field & notes"))
    }

    @Test("a code of eight digits is written in two groups, and is in no subject")
    func code() throws {
        let letter = try pages.render(Letter(.signIn, code: "01234567", link: "https://example.com/x", minutes: 15))
        #expect(letter.text.contains("    0123 4567\n"))
        #expect(!letter.subject.contains("0123"))
    }

    @Test("the groups of a code stay in order where words run from right to left")
    func rightToLeft() throws {
        let letter = try Language.$current.withValue(.arabic) {
            try pages.render(Letter(.signIn, code: "01234567", link: "https://example.com/x", minutes: 15))
        }
        #expect(letter.text.contains("    01234567\n"))
        #expect(letter.html.contains("<bdi dir=\"ltr\">0123 4567</bdi>"))
    }

    @Test("hostile text changes no tag of a mail, and is as it was in its text", arguments: EscapingTests.hostile)
    func hostile(text: String) throws {
        for kind in Letter.Kind.allCases {
            func letter(_ text: String) throws -> RenderedLetter {
                try pages.render(Letter(kind, name: text, code: text, link: kind.hasButton ? text : nil, minutes: 15, device: text))
            }
            let (plain, hostile) = (try letter("plain"), try letter(text))
            #expect(Markup(hostile.html).tags.map(\.shape) == Markup(plain.html).tags.map(\.shape))
            #expect(hostile.subject == plain.subject)
        }
    }
}
