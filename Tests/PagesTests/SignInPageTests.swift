// The sign-in and sign-up forms: the field names that clients and scripts rely on, and what a failure keeps.

import Testing

@testable import Pages

@Suite struct SignInPageTests {
    let pages: Pages

    init() throws {
        pages = try Pages(branding: Branding(name: "Fieldnotes"))
    }

    @Test("the form has exactly the fields of the contract")
    func fields() throws {
        let markup = try pages.markup(SignInPage(action: "/sign-in", csrf: "c", ticket: "t"))
        #expect(markup.all("form").first?["action"] == "/sign-in")
        #expect(markup.all("input").compactMap { $0["name"] } == ["csrf", "ticket", "email", "password"])
        #expect(markup.field("ticket")?["type"] == "hidden")
        #expect(markup.field("email")?["autocomplete"] == "username")
        #expect(markup.field("password")?["autocomplete"] == "current-password")
        #expect(markup.field("password")?["type"] == "password")
    }

    @Test("without a ticket, a client or a sign-up page nothing is said about them")
    func bare() throws {
        let markup = try pages.markup(SignInPage(action: "/sign-in", csrf: "c"))
        #expect(markup.field("ticket") == nil)
        #expect(!markup.text.contains("to continue to"))
        #expect(markup.all("a").isEmpty)
        #expect(markup.element(id: "error") == nil)
        #expect(markup.field("email")?["autofocus"] != nil)
    }

    @Test("a failure keeps the e-mail, says what is wrong, and puts the cursor into the password")
    func failure() throws {
        let markup = try pages.markup(
            SignInPage(action: "/sign-in", csrf: "c", email: "ada@example.com", error: pages.sentence(.wrongCredentials)))
        #expect(markup.field("email")?["value"] == "ada@example.com")
        #expect(markup.field("password")?["value"] == nil)
        #expect(markup.element(id: "error")?["role"] == "alert")
        #expect(markup.text.contains("The e-mail or the password is not right."))
        for name in ["email", "password"] {
            #expect(markup.field(name)?["aria-invalid"] == "true")
            #expect(markup.field(name)?["aria-describedby"] == "error")
        }
        #expect(markup.field("password")?["autofocus"] != nil)
    }

    @Test("a passkey that was refused is said, and no field is blamed for it")
    func refusedPasskey() throws {
        let form = PasskeyForm(action: "/sign-in/passkey", question: "/sign-in/passkey/question", autofill: true)
        let markup = try pages.markup(
            SignInPage(action: "/sign-in", csrf: "c", passkey: form, passkeyError: pages.sentence(.passkeyRefused)))
        #expect(markup.text.contains("That passkey could not be used."))
        #expect(markup.field("email")?["aria-invalid"] == nil && markup.field("password")?["aria-invalid"] == nil)
        #expect(markup.field("email")?["autocomplete"] == "username webauthn")
        // Without script it is not there.
        let forms = markup.all("form").filter { $0["data-passkey"] != nil }
        #expect(forms.map { $0["action"] } == ["/sign-in/passkey"] && forms.allSatisfy { $0["hidden"] != nil })
    }

    @Test("who is asking, a notice and the way to sign up are shown")
    func around() throws {
        let markup = try pages.markup(
            SignInPage(
                action: "/sign-in", csrf: "c", clientName: "ChatGPT", notice: pages.sentence(.signedOut), signUp: "/sign-up?ticket=t&x=1"))
        #expect(markup.text.contains("to continue to ChatGPT"))
        #expect(markup.text.contains("You are signed out."))
        #expect(markup.all("a").map { $0["href"] } == ["/sign-up?ticket=t&x=1"])
    }
}

@Suite struct SignUpPageTests {
    let pages: Pages

    init() throws {
        pages = try Pages(branding: Branding(name: "Fieldnotes"))
    }

    @Test("the form has the fields of the contract, the name among them")
    func fields() throws {
        let markup = try pages.markup(SignUpPage(action: "/sign-up", csrf: "c", ticket: "t", signIn: "/sign-in?ticket=t"))
        #expect(markup.all("input").compactMap { $0["name"] } == ["csrf", "ticket", "name", "email", "password"])
        #expect(markup.field("password")?["autocomplete"] == "new-password")
        #expect(markup.field("name")?["required"] == nil)
        #expect(markup.text.contains("8 characters or more"))
        #expect(markup.all("a").map { $0["href"] } == ["/sign-in?ticket=t"])
    }

    @Test("each field shows its own error, keeps its value, and the first wrong one has the cursor")
    func errors() throws {
        let markup = try pages.markup(
            SignUpPage(
                action: "/sign-up", csrf: "c", name: "Ada", email: "ada@example", emailError: pages.sentence(.emailInvalid),
                passwordError: pages.sentence(.passwordTooShort), signIn: "/sign-in"))
        #expect(markup.field("name")?["value"] == "Ada")
        #expect(markup.field("name")?["aria-invalid"] == nil)
        #expect(markup.field("email")?["value"] == "ada@example")
        #expect(markup.field("email")?["aria-describedby"] == "email-error")
        #expect(markup.field("email")?["autofocus"] != nil)
        #expect(markup.field("password")?["aria-describedby"] == "password-error password-hint")
        #expect(markup.field("password")?["value"] == nil)
        #expect(markup.all("p").filter { $0["role"] == "alert" }.count == 2)
    }
}
