// OAuth 2.0 Form Post Response Mode: https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html
// The answer to an authorization request as a form that sends itself to the client; with a button where there is no script.

/// Carries an answer to the client by POST.
public struct FormPostPage: Page {
    public static let template = "form-post"

    /// One parameter of the answer.
    public struct Field: Sendable {
        public var name: String
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The redirect URI.
    public var action: String
    public var fields: [Field]
    public var clientName: String

    public init(action: String, fields: [Field], clientName: String) {
        self.action = action
        self.fields = fields
        self.clientName = clientName
    }

    public static let example = FormPostPage(
        action: "https://client.example/callback", fields: [Field(name: "code", value: "code"), Field(name: "state", value: "state")],
        clientName: "ChatGPT")
}
