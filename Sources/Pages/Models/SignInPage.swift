// The sign-in form: e-mail and password, and who is asking.

/// Where a person proves who they are.
public struct SignInPage: Page {
    public static let template = "sign-in"

    /// Another site that says who the person is.
    public struct Place: Sendable {
        /// Where the form of its button is sent.
        public var start: String
        public var placeName: String

        public init(start: String, placeName: String) {
            self.start = start
            self.placeName = placeName
        }
    }

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
    /// Signing in with a passkey, where that can be done.
    public var passkey: PasskeyForm?
    /// What went wrong with a passkey: no field is to blame.
    public var passkeyError: String?
    /// What went wrong.
    public var error: String?
    /// What went well, such as "You are signed out."
    public var notice: String?
    public var places: [Place]
    /// The sign-up page, where people may create accounts themselves.
    public var signUp: String?
    /// Where somebody who has forgotten the password asks for a new one.
    public var reset: String?
    /// Where a code by mail is asked for.
    public var byMail: String?

    public init(
        action: String, csrf: String, ticket: String? = nil, to: String? = nil, clientName: String? = nil, email: String? = nil,
        passkey: PasskeyForm? = nil, passkeyError: String? = nil, error: String? = nil, notice: String? = nil, places: [Place] = [],
        signUp: String? = nil, reset: String? = nil, byMail: String? = nil
    ) {
        self.action = action
        self.csrf = csrf
        self.ticket = ticket
        self.to = to
        self.clientName = clientName
        self.email = email
        self.passkey = passkey
        self.passkeyError = passkeyError
        self.error = error
        self.notice = notice
        self.places = places
        self.signUp = signUp
        self.reset = reset
        self.byMail = byMail
    }

    public static let example = SignInPage(
        action: "/sign-in", csrf: "csrf", ticket: "ticket", to: "second-step", clientName: "ChatGPT", email: "ada@example.com",
        passkey: .example, passkeyError: "That passkey could not be used. Try again, or sign in another way.",
        error: "The e-mail or the password is not right.", notice: "You are signed out.",
        places: [Place(start: "/sign-in/external", placeName: "Example Shop")], signUp: "/sign-up?ticket=ticket",
        reset: "/reset?ticket=ticket", byMail: "/sign-in/mail?ticket=ticket")
}
