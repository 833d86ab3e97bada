// Cursor as an MCP client. Which of its three callbacks is used differs by build, so all three are registered.

extension Profile {
    public static let cursor = Profile(
        name: "cursor", title: "Cursor", family: .mcp,
        authenticationMethods: [.publicClient],
        redirects: Redirects(exact: cursorCallbacks.map(\.text)),
        setup: Setup(
            direct: "In Cursor's mcp.json add a server with `\"url\": \"{url}\"`, then press “Connect” beside it.",
            "Add the MCP server to Cursor's mcp.json, with an `auth` object.",
            fields: [Field("url", .resourceURL), Field("CLIENT_ID", .clientID)]),
        connection: Connection(
            discovery: Discovery(protocolVersion: "2025-11-25"),
            registrations: [
                .preregistered(cursorCallbacks[2]),
                .dynamic(RegistrationRequest("Cursor", redirectURIs: cursorCallbacks), callback: cursorCallbacks[2]),
            ],
            authorization: .typeScript(
                state: .base64URL(bytes: 32),
                scope: ScopeChoice([.challenge, .resource, .server], adding: ["offline_access"])),
            calls: .mcp(MCPClient("cursor-vscode", "1.0.0", protocolVersion: "2025-06-18")),
            demands: [.noNull, .bearerFirst, .resourceAbove, .challengeMethods, .jsonNotFound]),
        evidence: Evidence(
            quirks: [
                Quirk(5, "Its own scheme is reached by a redirect, which a form-action policy stops: Usher's page has none."),
                Quirk(24, "It registers a custom scheme, a web address and a loopback address at once: Usher accepts the mixture."),
                Quirk(25, "A page in place of a missing document stops it: Usher's 404 is JSON."),
            ],
            sources: [
                "https://cursor.com/docs/context/mcp", "bytebase/bytebase#20510", "forum.cursor.com 165019", "forum.cursor.com 148096",
            ]))

    private static let cursorCallbacks: [Template] = [
        "cursor://anysphere.cursor-mcp/oauth/callback", "https://www.cursor.com/agents/mcp/oauth/callback",
        "http://localhost:8787/callback",
    ]
}
