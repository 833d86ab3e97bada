// A mail is on its way, if the address has an account.

/// What is said to whoever asked for a link.
public struct MailSentPage: Page {
    public static let template = "mail-sent"

    public var email: String
    /// The sign-in page.
    public var signIn: String

    public init(email: String, signIn: String) {
        self.email = email
        self.signIn = signIn
    }

    public static let example = MailSentPage(email: "ada@example.com", signIn: "/sign-in?ticket=ticket")
}
