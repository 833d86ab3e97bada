// What a person sees: a typed value that names its template.
// The stored properties of a page are the names its template may use. `example` shows each of them filled in: templates,
// embedded or an operator's own, are checked against it when the server starts, and it is what previews and tests show.

/// A page: its values, and the template that shows them.
public protocol Page: Sendable {
    /// The template's name, without `.mustache`.
    static var template: String { get }
    /// This page with every value present and every list non-empty.
    static var example: Self { get }
}

extension Pages {
    /// Every page there is.
    public static let all: [any Page.Type] = [
        AccountPage.self, AdminPage.self, AttemptPage.self, AuthenticatorPage.self, ConnectedPage.self, ConsentPage.self,
        ErrorPage.self, FormPostPage.self, JoiningPage.self, LeavePage.self, LinkedPage.self, MailCodePage.self, MailLinkPage.self,
        MailRequestPage.self, MailSentPage.self, NewPasswordPage.self, PasskeysPage.self, RecoveryCodesPage.self,
        SecondStepPage.self, SecondStepSettingsPage.self, SignInPage.self, SignUpPage.self, WelcomePage.self,
    ]
}
