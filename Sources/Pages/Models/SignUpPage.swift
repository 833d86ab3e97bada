// The sign-up form: name, e-mail and a new password, with what was wrong at each field.

/// Where a person creates an account.
public struct SignUpPage: Page {
    public static let template = "sign-up"

    /// Where the form is sent.
    public var action: String
    public var csrf: String
    /// Carried through unread: which waiting request to come back to.
    public var ticket: String?
    /// Carried through unread: which page of the account to go to.
    public var to: String?
    /// The name of the client that the person is on the way to.
    public var clientName: String?
    public var name: String?
    public var email: String?
    public var nameError: String?
    public var emailError: String?
    public var passwordError: String?
    /// What went wrong with the form as a whole.
    public var error: String?
    /// The way back to the sign-in page.
    public var signIn: String

    public init(
        action: String, csrf: String, ticket: String? = nil, to: String? = nil, clientName: String? = nil, name: String? = nil,
        email: String? = nil, nameError: String? = nil, emailError: String? = nil, passwordError: String? = nil,
        error: String? = nil, signIn: String
    ) {
        self.action = action
        self.csrf = csrf
        self.ticket = ticket
        self.to = to
        self.clientName = clientName
        self.name = name
        self.email = email
        self.nameError = nameError
        self.emailError = emailError
        self.passwordError = passwordError
        self.error = error
        self.signIn = signIn
    }

    public static let example = SignUpPage(
        action: "/sign-up", csrf: "csrf", ticket: "ticket", to: "second-step", clientName: "ChatGPT", name: "Ada", email: "ada@example",
        nameError: "Enter a shorter name.", emailError: "Enter an e-mail address such as ada@example.com.",
        passwordError: "Use 8 characters or more.", error: "This page had been open for too long. Please try again.",
        signIn: "/sign-in?ticket=ticket")
}
