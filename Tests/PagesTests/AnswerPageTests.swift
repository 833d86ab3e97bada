// The pages at the end of a request: the answer as a form, the way on to an app, and the error.

import Testing

@testable import Pages

@Suite struct AnswerPageTests {
    let pages: Pages

    init() throws {
        pages = try Pages(branding: Branding(name: "Fieldnotes"))
    }

    @Test("form_post sends every parameter to the client by POST, with a button for browsers without script")
    func formPost() throws {
        let markup = try pages.markup(
            FormPostPage(
                action: "https://client.example/cb?x=1&y=2", fields: [.init(name: "code", value: "c+/="), .init(name: "state", value: "")],
                clientName: "ChatGPT"))
        #expect(markup.all("form").map { $0["action"] } == ["https://client.example/cb?x=1&y=2"])
        #expect(markup.all("form").map { $0["method"] } == ["post"])
        #expect(markup.all("input").map { $0["name"] } == ["code", "state"])
        #expect(markup.field("code")?["value"] == "c+/=")
        #expect(markup.field("state")?["value"] == "")
        #expect(markup.all("button").map { $0["type"] } == ["submit"])
    }

    @Test("the button adds no parameter of its own to the answer")
    func button() throws {
        #expect(try pages.markup(FormPostPage.example).all("button").allSatisfy { $0["name"] == nil })
    }

    @Test("the way on to an app is taken once by the browser and stays as a link")
    func connected() throws {
        let link = "cursor://anysphere.cursor-mcp/oauth/callback?code=a&state=b;c'd"
        let markup = try pages.markup(ConnectedPage(clientName: "Cursor", link: link), nonce: "n")
        #expect(markup.all("meta").first { $0["http-equiv"] == "refresh" }?["content"] == "0;url=\(link)")
        #expect(markup.all("a").map { $0["href"] } == [link])
        #expect(markup.text.contains("close this tab"))
        // A script beside the refresh would deliver the code twice.
        #expect(markup.all("script").isEmpty)
    }

    @Test("an error says what happened, what to do, and how the operator finds it")
    func error() throws {
        let markup = try pages.markup(ErrorPage.example)
        for fact in ["This link does not work", "has not registered", "connect again", "Status 400", "7Q4M-2KXD"] {
            #expect(markup.text.contains(fact), "\(fact)")
        }
        let bare = try pages.markup(ErrorPage(status: 404, title: "Not here", sentence: "There is no such page."))
        #expect(!bare.text.contains("Reference"))
    }

    @Test("the front door leads to the account")
    func welcome() throws {
        #expect(try pages.markup(WelcomePage(account: "/account")).all("a").map { $0["href"] } == ["/account"])
    }
}
