// ChatGPT as an MCP client: apps and connectors, called “Plugins” since July 2026. PKCE with S256 always, `resource` always.
// Because Usher returns `iss` (RFC 9207), ChatGPT uses its one stable callback.

extension Profile {
    public static let chatGPTApp = Profile(
        name: "chatgpt-app", title: "ChatGPT app",
        authenticationMethods: [.publicClient],
        redirects: Redirects(exact: ["https://chatgpt.com/connector_platform_oauth_redirect"]),
        setup: Setup(
            "In ChatGPT add an app by its MCP server URL and choose OAuth with your own client.",
            fields: [Field("MCP Server URL", .resourceURL), Field("OAuth Client ID", .clientID)],
            after: [
                "If ChatGPT shows a callback of its own (https://chatgpt.com/connector/oauth/…), add the client with that --redirect-uri."
            ]))
}
