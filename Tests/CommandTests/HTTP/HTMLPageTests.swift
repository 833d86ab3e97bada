// Reading forms, links and timed moves out of pages, tidy and untidy ones.

import Testing

@testable import usher

@Suite("Reading a page")
struct HTMLPageTests {
    @Test("a form is read with its hidden fields, its defaults and its buttons")
    func form() {
        let page = HTMLPage(
            """
            <!doctype html><html lang=en><head><title>Sign in</title></head><body>
            <form method="post" action="/sign-in?next=a&amp;b=1">
              <input type="hidden" name="csrf" value="t&quot;&#39;&#x3C;&lt;">
              <label>E-mail <input name=email type=email autocomplete=username required></label>
              <INPUT NAME='password' TYPE='password'>
              <input type="checkbox" name="remember" checked><input type="checkbox" name="news" value="1">
              <textarea name="note"> two  words </textarea>
              <input name="off" value="x" disabled>
              <button>Sign in</button> <button name="decision" value="allow">Allow</button>
              <input type=submit name=decision value=deny>
            </form></body></html>
            """)
        #expect(page.title == "Sign in")
        let form = page.forms.first
        #expect(page.forms.count == 1)
        #expect(form?.action == "/sign-in?next=a&b=1")
        #expect(form?.method == "POST")
        #expect(
            form?.fields == [
                .init(name: "csrf", value: "t\"'<<"), .init(name: "email", value: ""), .init(name: "password", value: ""),
                .init(name: "remember", value: "on"), .init(name: "note", value: "two words"),
            ])
        #expect(form?.buttons == [.init(name: "decision", value: "allow"), .init(name: "decision", value: "deny")])
    }

    @Test("filling in keeps what was hidden and replaces what was named")
    func filled() {
        let page = HTMLPage("<form method=post><input type=hidden name=csrf value=1><input name=email value=old></form>")
        let fields = page.forms[0].filled(["email": "new"])
        #expect(fields.map(\.name) == ["csrf", "email"])
        #expect(fields.map(\.value) == ["1", "new"])
        #expect(page.forms[0].action.isEmpty)
    }

    @Test("what a script, a style or a comment says is not part of the page")
    func skipped() {
        let page = HTMLPage(
            "<script>document.write('<form action=/evil></form>')</script><style>a::after{content:'<a href=/x>'}</style><!-- <form> --><form action=/good></form>"
        )
        #expect(page.forms.map(\.action) == ["/good"])
        #expect(page.links.isEmpty)
    }

    @Test(
        "a timed move is found however it is written",
        arguments: [
            #"<meta http-equiv="refresh" content="0; url=https://c.example/cb?code=1&amp;state=2">"#,
            #"<META HTTP-EQUIV=Refresh CONTENT='0;URL="https://c.example/cb?code=1&amp;state=2"'>"#,
            #"<meta content="0;url='https://c.example/cb?code=1&#38;state=2'" http-equiv="refresh"/>"#,
        ])
    func refresh(html: String) {
        #expect(HTMLPage(html).refresh == "https://c.example/cb?code=1&state=2")
    }

    @Test("the words of a page are its alert, else its heading, else its title")
    func words() {
        #expect(
            HTMLPage("<title>T</title><h1>Hello <em>there</em></h1><p role=alert>Wrong <b>password</b>.</p>").words == "Wrong password.")
        #expect(HTMLPage("<title>T</title><h1>Hello <em>there</em></h1>").words == "Hello there")
        #expect(HTMLPage("<title>T &amp; U</title>").words == "T & U")
        #expect(HTMLPage("").words == "a page without a title")
    }

    @Test(
        "broken pages do not stop the reader",
        arguments: [
            "<", "<form", "<form action=", "<form action='", "<input name=\"a", "</", "<!--", "<script>", "<a href=x", "&", "&#;", "<a =b>",
            "< a>", "<form/><input name=x>",
        ])
    func broken(html: String) {
        let page = HTMLPage(html + "<title>end</title>")
        #expect(page.forms.count <= 1)
        #expect(HTMLPage(html).title.isEmpty)
    }

    @Test(
        "character references",
        arguments: [
            ("&amp;amp;", "&amp;"), ("&#43;&#x2B;", "++"), ("a & b", "a & b"), ("&unknown;", "&unknown;"), ("&lt", "&lt"),
            ("&#xD800;", "&#xD800;"),
        ])
    func references(text: String, decoded: String) {
        #expect(HTMLReader.decoded(text) == decoded)
    }
}
