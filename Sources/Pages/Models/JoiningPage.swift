// A second way into an account, after the person has proven that the account is theirs.

/// Where a person decides whether a way in is added to their account.
public struct JoiningPage: Page {
    public static let template = "joining"

    public var action: String
    public var csrf: String
    /// The site that vouches for the person.
    public var placeName: String
    /// What the person recognises themselves by there.
    public var label: String
    /// The account's own address.
    public var email: String

    public init(action: String, csrf: String, placeName: String, label: String, email: String) {
        self.action = action
        self.csrf = csrf
        self.placeName = placeName
        self.label = label
        self.email = email
    }

    public static let example = JoiningPage(
        action: "/account/joining", csrf: "csrf", placeName: "Example Shop", label: "ada@example.com", email: "ada@example.com")
}
