// The kinds of client that tests speak for, as `usher client add` would register them.

import Keys
import OAuth

/// A registered client, with its secret.
public struct TestClient: Sendable {
    public let registration: Client
    /// What it authenticates with; `nil` for a public client.
    public let secret: Secret?
    /// Where it wants answers.
    public let redirectURI: String

    public init(registration: Client, secret: Secret?, redirectURI: String) {
        self.registration = registration
        self.secret = secret
        self.redirectURI = redirectURI
    }

    public var id: ClientID { registration.id }

    /// What to send in a body to say who it is.
    public var credentials: Form { ["client_id": id.value, "client_secret": secret?.text] }
    /// The `Authorization` header that says the same.
    public var basic: String { Authorization.basic(id.value, secret?.text ?? "") }
}

/// A kind of client.
public enum TestClientKind: String, Sendable, CaseIterable {
    /// A ChatGPT plugin: a secret, no PKCE, one open path segment.
    case plugin
    /// A GPT Action: the same, from two hosts.
    case action
    /// An app on a person's device: PKCE, loopback, no secret.
    case app
    /// A website with a secret, and PKCE.
    case web
    /// A resource's own back end: acts for itself only.
    case service

    public static let signingIn: [TestClientKind] = [.plugin, .action, .app, .web]

    var redirectURI: String {
        switch self {
        case .plugin: "https://chat.openai.com/aip/plugin-0b5cf8b5-4a6d-4b0e-8f0a-1c8b1d3a9e55/oauth/callback"
        case .action: "https://chatgpt.com/aip/g-3b0244cf708774fb9151458671c462eb5460f41e/oauth/callback"
        case .app: "http://127.0.0.1:33418/callback"
        case .web: "https://app.example/signed-in"
        case .service: ""
        }
    }

    func client(_ id: ClientID, secret: Digest?, at time: Timestamp) -> Client {
        let signsIn: [GrantType] = [.authorizationCode, .refreshToken]
        switch self {
        case .plugin, .action:
            return Client(
                id: id, name: "Assistant", profile: self == .plugin ? "chatgpt-plugin" : "gpt-action", secret: secret,
                authenticationMethods: self == .plugin ? [.post] : [.post, .basic], grantTypes: signsIn,
                redirectURIs: [], redirectPatterns: patterns, requiresPKCE: false, resource: ResourceID("notes"),
                tokenTypeSpelling: "bearer", createdAt: time)
        case .app:
            return Client(
                id: id, name: "App", profile: "mcp", secret: nil, authenticationMethods: [.none], grantTypes: signsIn,
                redirectURIs: ["http://127.0.0.1/callback"], createdAt: time)
        case .web:
            return Client(
                id: id, name: "Website", profile: "web", secret: secret, authenticationMethods: [.basic, .post],
                grantTypes: signsIn, redirectURIs: [redirectURI], createdAt: time)
        case .service:
            return Client(
                id: id, name: "Back end", profile: "service", secret: secret, authenticationMethods: [.basic, .post],
                grantTypes: [.clientCredentials], redirectURIs: [], resource: ResourceID("notes"), createdAt: time)
        }
    }

    private var patterns: [RedirectPattern] {
        let hosts = self == .plugin ? ["chat.openai.com"] : ["chat.openai.com", "chatgpt.com"]
        let prefix = self == .plugin ? "/aip/plugin-" : "/aip/g-"
        return hosts.map { RedirectPattern(host: $0, prefix: prefix, suffix: "/oauth/callback") }
    }
}
