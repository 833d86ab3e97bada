// Text stays text: whatever a client or a person calls itself, the tags of a page stay the same.

import Testing

@testable import Pages

@Suite struct EscapingTests {
    static let hostile = [
        "\"><script>alert(1)</script>",
        "'><img src=x onerror=alert(1)>",
        "\" autofocus onfocus=alert(1) x=\"",
        "</title></textarea></script><script>alert(1)</script>",
        "<!-- ",
        "&lt;script&gt; &quot; &#34;",
        "{{csrf}}{{{csrf}}}{{>layout}}",
        // To Swift each of these is one character that is neither a quote nor a bracket. To a browser it is.
        "\"\u{301} onfocus=alert(1) x=\"\u{301}",
        "'\u{301} onfocus=alert(1) x='\u{301}",
        "\u{600}<script>alert(1)\u{600}</script>",
        "\">\u{200D}<script\u{FE0F}>",
        "one\r\n two\n\tthree\r",
    ]

    @Test("hostile text changes no tag of any page", arguments: hostile)
    func tagsStay(text: String) throws {
        let pages = try Pages(branding: Branding(name: text))
        for (plain, hostile) in zip(filledPages("plain"), filledPages(text)) {
            let expected = try pages.markup(plain, nonce: "n").tags.map(\.shape)
            #expect(try pages.markup(hostile, nonce: "n").tags.map(\.shape) == expected)
        }
    }

    @Test("a value comes out of an attribute exactly as it went in", arguments: hostile)
    func valuesStay(text: String) throws {
        let pages = try Pages(branding: Branding(name: "Fieldnotes"))
        let form = try pages.markup(FormPostPage(action: text, fields: [.init(name: text, value: text)], clientName: text))
        #expect(form.all("form").first?["action"] == text)
        #expect(form.field(text)?["value"] == text)
        let signIn = try pages.markup(SignInPage(action: "/sign-in", csrf: text, ticket: text, email: text))
        for name in ["csrf", "ticket", "email"] {
            #expect(signIn.field(name)?["value"] == text)
        }
    }

    @Test("the five characters of HTML and the line ends are escaped, nothing else is")
    func table() {
        #expect(
            EscapedHTML.escape("<a href=\"x\" b='y'>&</a>\r\n") == "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;&lt;/a&gt;&#13;&#10;")
        #expect(EscapedHTML.escape("Zoë 漢字 👩‍🚀 ´`=/") == "Zoë 漢字 👩‍🚀 ´`=/")
    }

    @Test("a nonce and a template in a value are text too")
    func nonce() throws {
        let pages = try Pages(branding: Branding(name: "Fieldnotes"))
        let markup = try pages.markup(FormPostPage.example, nonce: "\"><script>")
        #expect(markup.all("script").map { $0["nonce"] } == ["\"><script>"])
    }
}
