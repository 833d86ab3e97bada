// RFC 9700 §4.11.2, open redirectors: https://www.rfc-editor.org/rfc/rfc9700
// Before a person is led to an address that a stranger has registered, they see its host and decide.

/// Where a person decides whether to follow an answer that is only an error.
public struct LeavePage: Page {
    public static let template = "leave"

    public var clientName: String
    /// The host that the address belongs to.
    public var host: String
    /// The whole address, or where the form below is sent.
    public var link: String
    /// What is posted there; empty for a plain link.
    public var fields: [FormPostPage.Field]
    public var isForm: Bool

    public init(clientName: String, host: String, link: String, fields: [FormPostPage.Field] = []) {
        self.clientName = clientName
        self.host = host
        self.link = link
        self.fields = fields
        isForm = !fields.isEmpty
    }

    public static let example = LeavePage(
        clientName: "Notes Helper", host: "helper.example", link: "https://helper.example/callback?error=login_required",
        fields: [FormPostPage.Field(name: "error", value: "login_required")])
}
