// Cursor as an MCP client. Which of its three callbacks is used differs by build, so all three are registered.

extension Profile {
    public static let cursor = Profile(
        name: "cursor", title: "Cursor",
        authenticationMethods: [.publicClient],
        redirects: Redirects(exact: [
            "cursor://anysphere.cursor-mcp/oauth/callback", "https://www.cursor.com/agents/mcp/oauth/callback",
            "http://localhost:8787/callback",
        ]),
        setup: Setup(
            "Add the MCP server to Cursor's mcp.json, with an `auth` object.",
            fields: [Field("url", .resourceURL), Field("CLIENT_ID", .clientID)]))
}
