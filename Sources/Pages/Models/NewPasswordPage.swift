// Choosing a password with a link from a mail: a new one after a reset, the first one of somebody who was invited, or that of a
// new account whose mail is read in another browser than the one that asked for it.

/// Where a person who came by a link chooses a password.
public struct NewPasswordPage: Page {
    public static let template = "new-password"

    public var isInvitation: Bool
    /// Whether it makes an account.
    public var isSignUp: Bool
    /// Where the form is sent.
    public var action: String
    public var csrf: String
    /// What the link carried.
    public var secret: String
    /// Whose password it will be.
    public var email: String
    /// What the person is called, where it makes an account.
    public var name: String?
    public var nameError: String?
    public var passwordError: String?
    /// What went wrong with the form as a whole.
    public var error: String?

    public init(
        isInvitation: Bool = false, isSignUp: Bool = false, action: String, csrf: String, secret: String, email: String,
        name: String? = nil, nameError: String? = nil, passwordError: String? = nil, error: String? = nil
    ) {
        self.isInvitation = isInvitation
        self.isSignUp = isSignUp
        self.action = action
        self.csrf = csrf
        self.secret = secret
        self.email = email
        self.name = name
        self.nameError = nameError
        self.passwordError = passwordError
        self.error = error
    }

    public static let example = NewPasswordPage(
        isSignUp: true, action: "/sign-up/link", csrf: "csrf", secret: "secret", email: "ada@example.com", name: "Ada",
        nameError: "Use a name of at most 100 characters.", passwordError: "Use 8 characters or more.",
        error: "This page had been open for too long. Please try again.")
}
