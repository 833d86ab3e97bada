// Claude on the web, on the desktop and on the phone: all requests come from Anthropic's cloud, with one callback.
// The second host is the one that Anthropic announced it may move to.

extension Profile {
    public static let claude = Profile(
        name: "claude", title: "Claude",
        authenticationMethods: [.publicClient],
        redirects: Redirects(exact: [
            "https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback",
        ]),
        setup: Setup(
            "In Claude open Settings, Connectors, Add custom connector, then Advanced settings.",
            fields: [Field("Remote MCP server URL", .resourceURL), Field("OAuth Client ID", .clientID)],
            after: ["Leave “OAuth Client Secret” empty."]))
}
