// Asking for a mail: with a code to sign in, or with a link to choose a new password.

/// Where a person says where to write to.
public struct MailRequestPage: Page {
    public static let template = "mail-request"

    /// For a new password; otherwise to sign in.
    public var isReset: Bool
    /// Where the form is sent.
    public var action: String
    public var csrf: String
    /// Carried through unread: which waiting request to come back to.
    public var ticket: String?
    /// Carried through unread: which page of the account to go to.
    public var to: String?
    /// The name of the client that the person is on the way to.
    public var clientName: String?
    /// Kept after a failure.
    public var email: String?
    /// What went wrong.
    public var error: String?
    /// The sign-in page.
    public var signIn: String

    public init(
        isReset: Bool, action: String, csrf: String, ticket: String? = nil, to: String? = nil, clientName: String? = nil,
        email: String? = nil,
        error: String? = nil, signIn: String
    ) {
        self.isReset = isReset
        self.action = action
        self.csrf = csrf
        self.ticket = ticket
        self.to = to
        self.clientName = clientName
        self.email = email
        self.error = error
        self.signIn = signIn
    }

    public static let example = MailRequestPage(
        isReset: true, action: "/reset", csrf: "csrf", ticket: "ticket", to: "second-step", clientName: "ChatGPT", email: "ada@example.com",
        error: "Enter an e-mail address such as ada@example.com.", signIn: "/sign-in?ticket=ticket")
}
