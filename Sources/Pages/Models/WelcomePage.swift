// The front door: what this is, and the way to one's account.

/// What a person sees at `/`.
public struct WelcomePage: Page {
    public static let template = "welcome"

    /// The account page.
    public var account: String

    public init(account: String) {
        self.account = account
    }

    public static let example = WelcomePage(account: "/account")
}
