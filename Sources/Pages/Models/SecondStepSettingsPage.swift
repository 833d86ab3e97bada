// The second step as a person manages it: recovery codes, and an end.

/// The second step of an account that has one.
public struct SecondStepSettingsPage: Page {
    public static let template = "second-step-settings"

    public var csrf: String
    /// How many recovery codes are left.
    public var codesLeft: Int
    /// Where the form goes that makes new ones.
    public var renew: String
    /// Where the form goes that ends the second step; `nil` where everybody must have one.
    public var remove: String?
    public var back: String

    public init(csrf: String, codesLeft: Int, renew: String, remove: String?, back: String) {
        self.csrf = csrf
        self.codesLeft = codesLeft
        self.renew = renew
        self.remove = remove
        self.back = back
    }

    public static let example = SecondStepSettingsPage(
        csrf: "csrf", codesLeft: 9, renew: "/account/second-step/renew", remove: "/account/second-step/remove", back: "/account")
}
