// Claude on the web, on the desktop and on the phone: all requests come from Anthropic's cloud, with one callback.
// The second host is the one that Anthropic announced it may move to.

extension Profile {
    public static let claude = Profile(
        name: "claude", title: "Claude", family: .mcp,
        authenticationMethods: [.publicClient],
        redirects: Redirects(exact: [
            "https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback",
        ]),
        setup: Setup(
            direct: "In Claude open Settings, Connectors, Add custom connector and enter {url}; leave the advanced settings alone.",
            "In Claude open Settings, Connectors, Add custom connector, then Advanced settings.",
            fields: [Field("Remote MCP server URL", .resourceURL), Field("OAuth Client ID", .clientID)],
            after: ["Leave “OAuth Client Secret” empty."]),
        connection: Connection(
            discovery: Discovery(protocolVersion: "2025-11-25", userAgent: "python-httpx/0.28.1"),
            registrations: [
                .preregistered(claudeCallback),
                .document("https://claude.ai/oauth/mcp-oauth-client-metadata", callback: claudeCallback),
                .dynamic(RegistrationRequest("Claude", redirectURIs: [claudeCallback]), callback: claudeCallback),
            ],
            authorization: AuthorizationRequest(
                [
                    .responseType, .clientID, .redirectURI, .codeChallenge, .codeChallengeMethod, .state, .scope, .resource,
                ],
                state: .base64URL(bytes: 32), scope: ScopeChoice([.challenge, .resource], adding: ["offline_access"]),
                resource: .canonical),
            calls: .mcp(MCPClient("Anthropic/ClaudeAI", "1.0.0")),
            demands: [.bearerFirst, .sameResource, .challengeMethods], reconnection: [.registersAgain]),
        evidence: Evidence(
            quirks: [
                Quirk(5, "The desktop app is reached by a second redirect, which a form-action policy stops: Usher's page has none."),
                Quirk(16, "A refusal by Origin is shown as a failed registration: Usher does not look at Origin there."),
                Quirk(18, "A code arrives and is never exchanged: `usher watch` shows it, and that the fault is not here."),
                Quirk(
                    19, "People are asked to reconnect hourly without a refresh token: Usher lists offline_access and always issues one."),
                Quirk(21, "`resource` has a slash at its end or not: Usher takes both for the same."),
                Quirk(27, "A secret returned to a client that asked for none breaks it: Usher registers exactly what was asked for."),
                Quirk(33, "“Reconnect” opens a used authorization URL again: Usher answers with a friendly page."),
            ],
            sources: [
                "https://claude.com/docs/connectors/building/authentication", "anthropics/claude-ai-mcp#228",
                "anthropics/claude-ai-mcp#653", "anthropics/claude-ai-mcp#1043", "PrefectHQ/fastmcp#3369",
            ]))

    private static let claudeCallback: Template = "https://claude.ai/api/mcp/auth_callback"
}
