// A mail is on its way: the code in it is typed here. The page is the same whether or not anybody gets the mail.

/// Where a person types the code that was mailed to them.
public struct MailCodePage: Page {
    public static let template = "mail-code"

    /// To make an account; otherwise to sign in.
    public var isSignUp: Bool
    /// Where the form is sent.
    public var action: String
    public var csrf: String
    /// Carried through unread: which waiting request to come back to.
    public var ticket: String?
    /// Carried through unread: which page of the account to go to.
    public var to: String?
    /// Where the mail goes.
    public var email: String
    /// What went wrong.
    public var error: String?
    /// Where another mail can be asked for.
    public var again: String

    public init(
        isSignUp: Bool, action: String, csrf: String, ticket: String? = nil, to: String? = nil, email: String, error: String? = nil,
        again: String
    ) {
        self.isSignUp = isSignUp
        self.action = action
        self.csrf = csrf
        self.ticket = ticket
        self.to = to
        self.email = email
        self.error = error
        self.again = again
    }

    public static let example = MailCodePage(
        isSignUp: false, action: "/sign-in/code", csrf: "csrf", ticket: "ticket", to: "second-step", email: "ada@example.com",
        error: "That is not the code. Look at the newest mail.", again: "/sign-in/mail?ticket=ticket")
}
