// Before a stranger's address is followed, its host is shown: RFC 9700 §4.11.2.

import Testing

@testable import Pages

@Suite struct LeavePageTests {
    let pages: Pages

    init() throws {
        pages = try Pages(branding: Branding(name: "Fieldnotes"))
    }

    @Test("it names the host, and goes there only when it is told to")
    func link() throws {
        let page = LeavePage(clientName: "Helper", host: "helper.example", link: "https://helper.example/cb?error=x&state=y")
        let markup = try pages.markup(page, nonce: "n")
        #expect(markup.text.contains("“Helper”"))
        #expect(markup.element(id: "redirect-host") != nil)
        #expect(markup.all("a").map { $0["href"] } == ["https://helper.example/cb?error=x&state=y"])
        #expect(markup.all("a").allSatisfy { $0["rel"] == "noopener noreferrer" && $0["autofocus"] == nil })
        #expect(markup.all("script").isEmpty)
        #expect(!markup.all("meta").contains { $0["http-equiv"] != nil })
    }

    @Test("an answer that has to be posted is a form, which does not send itself")
    func form() throws {
        let page = LeavePage(
            clientName: "Helper", host: "helper.example", link: "https://helper.example/cb",
            fields: [.init(name: "error", value: "login_required")])
        let markup = try pages.markup(page, nonce: "n")
        #expect(markup.all("form").map { $0["action"] } == ["https://helper.example/cb"])
        #expect(markup.field("error")?["value"] == "login_required")
        #expect(markup.all("script").isEmpty)
        #expect(markup.all("a").isEmpty)
    }
}
