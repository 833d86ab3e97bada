// The account and the console: what is listed, and what each form sends.

import FoundationEssentials
import Testing

@testable import Pages

@Suite struct AccountPageTests {
    let pages: Pages

    init() throws {
        pages = try Pages(branding: Branding(name: "Fieldnotes"))
    }

    @Test("each connection shows what it may do, since when and when last, and can be ended")
    func connections() throws {
        let markup = try pages.markup(AccountPage.example)
        for fact in ["ChatGPT", "Read your notes", "Since 9 October 2025", "Last used 23 November 2025, 12:13 UTC", "Not used yet"] {
            #expect(markup.text.contains(fact), "\(fact)")
        }
        #expect(markup.all("time").first?["datetime"] == "2025-10-09T08:53:20Z")
        #expect(markup.all("form").count { $0["action"] == "/account/disconnect" } == 2)
        // Then the sessions, which are ended in the same way.
        #expect(markup.all("input").filter { $0["name"] == "id" }.map { $0["value"] } == ["1", "2", "3", "4"])
    }

    @Test("the password form has its two fields, and shows each error at its own")
    func password() throws {
        let markup = try pages.markup(AccountPage.example)
        #expect(markup.field("current_password")?["autocomplete"] == "current-password")
        #expect(markup.field("current_password")?["aria-describedby"] == "current-error")
        #expect(markup.field("new_password")?["autocomplete"] == "new-password")
        #expect(markup.field("new_password")?["aria-describedby"] == "new-error new-hint")
        let actions = markup.all("form").compactMap { $0["action"] }
        #expect(actions.contains("/account/password"))
        #expect(actions.contains("/sign-out"))
        #expect(actions.contains("/sign-out/everywhere"))
    }

    @Test("with nothing connected it says so")
    func empty() throws {
        var page = AccountPage.example
        page.connections = []
        let markup = try pages.markup(page)
        #expect(markup.text.contains("Nothing is connected to your account."))
        #expect(!markup.text.contains("Disconnect"))
    }

    @Test("an empty value in a list does not show the value of the page around it")
    func emptyInList() throws {
        var page = AdminPage.example
        page.email = "operator@example.com"
        page.people = [.init(id: "1", email: "", name: "", created: Date(timeIntervalSince1970: 0), isDisabled: false)]
        page.clients = []
        let markup = try pages.markup(page)
        #expect(markup.text.matches(of: /operator@example.com/).count == 1)
        #expect(markup.text.contains("1 January 1970"))
    }
}

@Suite struct AdminPageTests {
    let pages: Pages

    init() throws {
        pages = try Pages(branding: Branding(name: "Fieldnotes"))
    }

    @Test("people can be disabled and enabled, but not the operator who is looking")
    func people() throws {
        let markup = try pages.markup(AdminPage.example)
        #expect(markup.all("form").count { $0["action"] == "/admin/disable" } == 1)
        #expect(markup.all("form").count { $0["action"] == "/admin/enable" } == 1)
        #expect(markup.all("input").filter { $0["name"] == "id" }.map { $0["value"] }.prefix(2) == ["2", "3"])
    }

    @Test("a client is removed only after a second press")
    func clients() throws {
        let markup = try pages.markup(AdminPage.example)
        #expect(markup.all("form").count { $0["action"] == "/admin/clients/remove" } == 2)
        #expect(markup.all("details").count == 2)
        #expect(markup.text.contains("This ends every connection of Claude."))
    }

    @Test("an empty server says so")
    func empty() throws {
        var page = AdminPage.example
        page.people = []
        page.clients = []
        let markup = try pages.markup(page)
        #expect(markup.text.contains("Nobody has an account yet."))
        #expect(markup.text.contains("No client is registered yet."))
        #expect(markup.all("table").isEmpty)
    }
}
