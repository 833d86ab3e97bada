// What the link of a mail shows: a button. Opening the page changes nothing, because programs that look for dangerous mail open
// links too (OWASP ASVS 6.3, out-of-band).

/// Where a person finishes what a mail was about.
public struct MailLinkPage: Page {
    public static let template = "mail-link"

    /// To make an account.
    public var isSignUp: Bool
    /// To confirm an address. With neither it is to sign in.
    public var isVerification: Bool
    /// Where the form is sent.
    public var action: String
    public var csrf: String
    /// What the link carried.
    public var secret: String
    /// Whose mail it was: nobody should sign in as somebody else without seeing it.
    public var email: String
    /// Whether another browser asked for the mail.
    public var isElsewhere: Bool

    public init(
        isSignUp: Bool = false, isVerification: Bool = false, action: String, csrf: String, secret: String, email: String,
        isElsewhere: Bool = false
    ) {
        self.isSignUp = isSignUp
        self.isVerification = isVerification
        self.action = action
        self.csrf = csrf
        self.secret = secret
        self.email = email
        self.isElsewhere = isElsewhere
    }

    public static let example = MailLinkPage(
        action: "/sign-in/link", csrf: "csrf", secret: "secret", email: "ada@example.com", isElsewhere: true)
}
