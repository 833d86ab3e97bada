// Consent shows who asks, for what, as whom and where the answer goes; and warns where a person should look twice.

import Testing

@testable import Pages

@Suite struct ConsentPageTests {
    let pages: Pages
    var page = ConsentPage(
        action: "/consent", csrf: "c", ticket: "t", clientName: "ChatGPT", isVerified: true, redirectHost: "chatgpt.com",
        scopes: ["Read your notes", "Change your notes"], resourceName: "Notes", email: "ada@example.com",
        switchAccount: "/sign-in?ticket=t")

    init() throws {
        pages = try Pages(branding: Branding(name: "Fieldnotes"))
    }

    @Test("it says who asks, for what, as whom and where the answer goes")
    func facts() throws {
        let markup = try pages.markup(page)
        for fact in ["ChatGPT wants access to Notes", "Read your notes", "Change your notes", "ada@example.com", "chatgpt.com"] {
            #expect(markup.text.contains(fact), "\(fact)")
        }
        #expect(markup.element(id: "redirect-host") != nil)
        #expect(markup.all("a").map { $0["href"] } == ["/sign-in?ticket=t"])
    }

    @Test("two buttons named decision say allow and deny, and neither is pressed by accident")
    func decision() throws {
        let markup = try pages.markup(page)
        let buttons = markup.all("button")
        #expect(buttons.map { $0["name"] } == ["decision", "decision"])
        #expect(buttons.map { $0["value"] } == ["allow", "deny"])
        #expect(buttons.allSatisfy { $0["type"] == "submit" && $0["autofocus"] == nil })
        #expect(markup.field("csrf")?["value"] == "c")
        #expect(markup.field("ticket")?["value"] == "t")
    }

    // REQUIREMENTS T-22, MCP-11
    @Test("a name that nobody checked is called that, beside the host that says who it is")
    mutating func unverified() throws {
        #expect(try pages.markup(page).element(id: "unverified") == nil)
        page.isVerified = false
        let markup = try pages.markup(page)
        #expect(markup.element(id: "unverified") != nil)
        #expect(markup.text.contains("An app that calls itself “ChatGPT” wants access to Notes"))
        #expect(markup.text.contains("Trust it only if you trust chatgpt.com."))
        #expect(!markup.text.contains("Verified by"))
        page.isLoopback = true
        page.redirectHost = "localhost"
        let local = try pages.markup(page).text
        #expect(local.contains("Nothing here proves who it is."))
        #expect(!local.contains("if you trust localhost"))
    }

    @Test("a client that is known by its document shows the host that is proven")
    mutating func document() throws {
        page.isVerified = false
        page.clientHost = "claude.ai"
        let markup = try pages.markup(page)
        #expect(markup.element(id: "domain") != nil)
        #expect(markup.element(id: "unverified") == nil)
        #expect(markup.text.contains("Comes from claude.ai"))
        #expect(!markup.text.contains("Verified by"))
    }

    @Test("a warning stands there when the answer goes to this computer, and only then")
    mutating func loopback() throws {
        #expect(try pages.markup(page).element(id: "loopback-warning") == nil)
        page.isLoopback = true
        #expect(try pages.markup(page).element(id: "loopback-warning") != nil)
    }

    @Test("a client that asks for nothing still learns who the person is, and that is said")
    mutating func noScopes() throws {
        page.scopes = []
        #expect(try pages.markup(page).text.contains("Know who you are"))
    }
}
