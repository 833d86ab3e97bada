// Every page, as a whole: it renders, it can be used by everybody, and it brings nothing that its security policy forbids.

import Testing

@testable import Pages

@Suite struct PagesTests {
    let pages: Pages

    init() throws {
        pages = try Pages(branding: Branding(name: "Fieldnotes", logo: "/assets/logo.svg"))
    }

    @Test("every page is a whole document with one heading", arguments: Pages.all.map { $0.template })
    func everyPageRenders(template: String) throws {
        let html = try pages.example(template)
        let markup = Markup(html)
        #expect(html.hasPrefix("<!DOCTYPE html>"))
        #expect(markup.all("html").first?["lang"] == "en")
        #expect(markup.all("link").first?["href"] == pages.stylesheet.path)
        #expect(markup.all("h1").count == 1)
        #expect(markup.all("main").count == 1)
        #expect(!html.contains("{{"))
    }

    @Test("no page has inline styles, event handlers or anything from elsewhere", arguments: Pages.all.map { $0.template })
    func nothingForbidden(template: String) throws {
        let markup = Markup(try pages.example(template, nonce: "n0nce"))
        #expect(markup.all("style").isEmpty)
        for tag in markup.tags {
            for attribute in tag.attributes {
                #expect(attribute.name != "style" && !attribute.name.hasPrefix("on"), "\(tag.shape)")
            }
            let loaded = tag.name == "link" ? tag["href"] : tag["src"]
            #expect(loaded.map { $0.hasPrefix("/assets/") } ?? true, "\(tag.shape)")
        }
    }

    @Test("only the page that sends itself has a script inside, and only with a nonce", arguments: Pages.all.map { $0.template })
    func scripts(template: String) throws {
        let scripts = Markup(try pages.example(template, nonce: "n0nce")).all("script").filter { $0["src"] == nil }
        #expect(scripts.map { $0["nonce"] } == (template == "form-post" ? ["n0nce"] : []))
        #expect(Markup(try pages.example(template)).all("script").allSatisfy { $0["src"] != nil })
    }

    @Test("only pages that ask for a passkey have a script from outside, which is ours", arguments: Pages.all.map { $0.template })
    func passkeyScript(template: String) throws {
        let scripts = Markup(try pages.example(template)).all("script").map { $0["src"] }
        #expect(scripts == (["passkeys", "second-step", "sign-in"].contains(template) ? [pages.script.path] : []))
    }

    @Test("every input has a label, every id is used once, and every reference leads somewhere", arguments: Pages.all.map { $0.template })
    func accessible(template: String) throws {
        let markup = Markup(try pages.example(template))
        let ids = markup.tags.compactMap { $0["id"] }
        #expect(Set(ids).count == ids.count)
        let labelled = Set(markup.all("label").compactMap { $0["for"] })
        for input in markup.all("input") where input["type"] != "hidden" && input["hidden"] == nil {
            #expect(input["id"].map(labelled.contains) == true, "\(input.shape)")
        }
        let references = markup.tags.flatMap { tag in
            ["aria-describedby", "aria-labelledby", "for"].compactMap { tag[$0] }.flatMap { $0.split(separator: " ") }
        }
        for reference in references {
            #expect(ids.contains(String(reference)), "\(reference)")
        }
        #expect(markup.tags.filter { $0["autofocus"] != nil }.count <= 1)
    }

    @Test("every form that changes something is a POST with the CSRF value", arguments: Pages.all.map { $0.template })
    func forms(template: String) throws {
        let markup = Markup(try pages.example(template))
        let forms = markup.all("form")
        #expect(forms.allSatisfy { $0["method"] == "post" })
        let guards = markup.all("input").filter { $0["name"] == "csrf" }
        #expect(guards.count == (["form-post", "leave"].contains(template) ? 0 : forms.count))
        #expect(guards.allSatisfy { $0["type"] == "hidden" && $0["value"] == "csrf" })
    }

    @Test("the logo stands in for the mark, under the name of the service")
    func logo() throws {
        let markup = Markup(try pages.example("welcome"))
        #expect(markup.all("img").first?["src"] == "/assets/logo.svg")
        #expect(markup.all("img").first?["alt"] == "Fieldnotes")
        let plain = try Pages(branding: Branding(name: "fieldnotes")).example("welcome")
        #expect(plain.contains("<span class=\"mark\" aria-hidden=\"true\">F</span>"))
    }
}

extension Pages {
    /// The example of the page with this template, as HTML.
    func example(_ template: String, nonce: String? = nil) throws -> String {
        func html(_ page: (some Page).Type) throws -> String { try render(page.example, nonce: nonce) }
        let page: any Page.Type = try #require(Pages.all.first { $0.template == template })
        return try html(page)
    }

    /// The page as tags.
    func markup(_ page: some Page, nonce: String? = nil) throws -> Markup {
        Markup(try render(page, nonce: nonce))
    }
}
