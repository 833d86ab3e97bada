// The second step of signing in: a code of the person's app, or one that they wrote down.

/// Where a person proves a second factor.
public struct SecondStepPage: Page {
    public static let template = "second-step"

    public var action: String
    public var csrf: String
    /// Carried through unread: which waiting request to come back to.
    public var ticket: String?
    /// Carried through unread: which page of the account to go to.
    public var to: String?
    public var clientName: String?
    /// Whether the person has codes to enter.
    public var takesCode: Bool
    /// With a passkey, if the person has one.
    public var passkey: PasskeyForm?
    public var error: String?
    /// Back to the first step, as somebody else.
    public var startOver: String

    public init(
        action: String, csrf: String, ticket: String? = nil, to: String? = nil, clientName: String? = nil,
        takesCode: Bool = true, passkey: PasskeyForm? = nil, error: String? = nil, startOver: String
    ) {
        self.action = action
        self.csrf = csrf
        self.ticket = ticket
        self.to = to
        self.clientName = clientName
        self.takesCode = takesCode
        self.passkey = passkey
        self.error = error
        self.startOver = startOver
    }

    public static let example = SecondStepPage(
        action: "/sign-in/second-step", csrf: "csrf", ticket: "ticket", to: "second-step", clientName: "ChatGPT",
        takesCode: true, passkey: .example, error: "The code is not right, or was used before.", startOver: "/sign-in?ticket=ticket")
}
