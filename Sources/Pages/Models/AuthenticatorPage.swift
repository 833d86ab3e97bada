// Setting up an authenticator app: a picture to scan, the same to type, and a code to prove that it worked.

/// Where a person sets up the second step.
public struct AuthenticatorPage: Page {
    public static let template = "authenticator"

    public var action: String
    public var csrf: String
    /// Carried through unread: which waiting request to come back to.
    public var ticket: String?
    /// Carried through unread: which page of the account to go to.
    public var to: String?
    public var picture: QRPicture
    /// The secret for people whose app cannot see the picture.
    public var typed: String
    /// Carried through unread: the secret that is being set up.
    public var offer: String
    public var error: String?
    /// Where a person goes who does not want to.
    public var decline: String?

    public init(
        action: String = "", csrf: String = "", ticket: String? = nil, to: String? = nil, picture: QRPicture, typed: String,
        offer: String, error: String? = nil, decline: String? = nil
    ) {
        self.action = action
        self.csrf = csrf
        self.ticket = ticket
        self.to = to
        self.picture = picture
        self.typed = typed
        self.offer = offer
        self.error = error
        self.decline = decline
    }

    public static let example = AuthenticatorPage(
        action: "/sign-in/second-step/set-up", csrf: "csrf", ticket: "ticket", to: "second-step", picture: .example,
        typed: "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ", offer: "offer",
        error: "The code is not right, or was used before.", decline: "/account")
}
