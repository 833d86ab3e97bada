// Every page, as a whole: it renders, it keeps the contract's names, and it brings nothing that its security policy forbids.

import Testing

@testable import Pages

@Suite struct PagesTests {
    let pages: Pages

    init() throws {
        pages = try Pages(branding: Branding(name: "Fieldnotes"))
    }

    @Test("every page renders", arguments: Pages.all.map { $0.template })
    func everyPageRenders(template: String) throws {
        let html = try pages.example(template)
        #expect(html.hasPrefix("<!DOCTYPE html>"))
        #expect(html.contains("<html lang=\"en\">"))
        #expect(html.contains("href=\"\(pages.stylesheet.path)\""))
        #expect(html.matches(of: /<h1>/).count == 1)
        #expect(html.matches(of: /<main>/).count == 1)
        #expect(!html.contains("{{"))
    }
}

extension Pages {
    /// The example of the page with this template, as HTML.
    func example(_ template: String, nonce: String? = nil) throws -> String {
        func html(_ page: (some Page).Type) throws -> String { try render(page.example, nonce: nonce) }
        let page = try #require(Pages.all.first { $0.template == template })
        return try html(page)
    }
}
