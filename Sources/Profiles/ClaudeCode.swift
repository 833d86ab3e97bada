// Claude Code, a native client (RFC 8252): it listens on a free loopback port and may use either spelling of the loopback host.

extension Profile {
    public static let claudeCode = Profile(
        name: "claude-code", title: "Claude Code", family: .mcp,
        authenticationMethods: [.publicClient],
        redirects: Redirects(exact: ["http://localhost/callback", "http://127.0.0.1/callback"]),
        setup: Setup(
            direct: "Type `claude mcp add --transport http NAME {url}`, then `/mcp` inside Claude Code.",
            "Add the server with `claude mcp add --transport http`.",
            fields: [Field("--client-id", .clientID), Field("URL", .resourceURL)]),
        connection: Connection(
            discovery: Discovery(protocolVersion: "2025-11-25", userAgent: "claude-code/2.1.236 (cli)"),
            registrations: [
                .preregistered(claudeCodeCallback),
                .document("https://claude.ai/oauth/claude-code-client-metadata", callback: claudeCodeCallback),
                .dynamic(
                    RegistrationRequest("Claude Code", redirectURIs: [claudeCodeCallback]), callback: claudeCodeCallback),
            ],
            authorization: .typeScript(
                state: .base64URL(bytes: 32), scope: ScopeChoice([.challenge, .resource], adding: ["offline_access"])),
            tokens: TokenRequests(basic: .raw, simultaneousRefreshes: 2),
            calls: .mcp(MCPClient("claude-code", "2.1.236")),
            demands: [.noNull, .bearerFirst, .sameResource, .challengeMethods]),
        evidence: Evidence(
            quirks: [
                Quirk(20, "Several sessions refresh with one token at the same time: Usher answers each within a short while."),
                Quirk(21, "`resource` may be the origin with a slash: Usher takes it for the resource below."),
                Quirk(23, "The port is free, the host localhost or 127.0.0.1: Usher ignores the port and knows both hosts."),
                Quirk(26, "A null in any document stops it: Usher's JSON cannot have one."),
                Quirk(34, "Two flows at the same time must not share a verifier: Usher keeps each request by itself."),
                Quirk(39, "Basic credentials are not percent-encoded: Usher tries both readings."),
            ],
            sources: [
                "https://code.claude.com/docs/en/mcp", "anthropics/claude-code#38296", "anthropics/claude-code#52565",
                "anthropics/claude-code#52871", "anthropics/claude-code#85236",
            ]))

    private static let claudeCodeCallback: Template = "http://localhost:{port}/callback"
}
