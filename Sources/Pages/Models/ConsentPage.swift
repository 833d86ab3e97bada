// MCP authorization, consent: https://modelcontextprotocol.io/specification/draft/basic/security_best_practices
// Who asks, for what, as whom, and where the answer goes. Everything the person needs to say no.

/// Where a person allows or denies a client.
public struct ConsentPage: Page {
    public static let template = "consent"

    /// Where the form is sent; its buttons send `decision` as `allow` or `deny`.
    public var action: String
    public var csrf: String
    /// Carried through unread: which waiting request this decides.
    public var ticket: String?
    public var clientName: String
    /// The host that vouches for the client, where its identifier is a URL. Without it and unverified, the client has
    /// registered itself, and only where answers go says who it is.
    public var clientHost: String?
    /// The operator has checked that the name belongs to the client.
    public var isVerified: Bool
    /// The host, or the scheme of an app, that the answer goes to.
    public var redirectHost: String
    /// The answer goes to a program on this computer only.
    public var isLoopback: Bool
    /// What is asked, a sentence each.
    public var scopes: [String]
    public var resourceName: String
    /// Who is signed in.
    public var email: String
    /// Where one can sign in as somebody else and come back to this request.
    public var switchAccount: String?

    public init(
        action: String, csrf: String, ticket: String? = nil, clientName: String, clientHost: String? = nil,
        isVerified: Bool = false, redirectHost: String, isLoopback: Bool = false, scopes: [String],
        resourceName: String, email: String, switchAccount: String? = nil
    ) {
        self.action = action
        self.csrf = csrf
        self.ticket = ticket
        self.clientName = clientName
        self.clientHost = clientHost
        self.isVerified = isVerified
        self.redirectHost = redirectHost
        self.isLoopback = isLoopback
        self.scopes = scopes
        self.resourceName = resourceName
        self.email = email
        self.switchAccount = switchAccount
    }

    public static let example = ConsentPage(
        action: "/consent", csrf: "csrf", ticket: "ticket", clientName: "Claude Code", clientHost: "claude.ai",
        isVerified: false, redirectHost: "localhost", isLoopback: true, scopes: ["Read your notes", "Change your notes"],
        resourceName: "Notes", email: "ada@example.com", switchAccount: "/sign-in?ticket=ticket")
}
