// Claude Code, a native client (RFC 8252): it listens on a free loopback port and may use either spelling of the loopback host.

extension Profile {
    public static let claudeCode = Profile(
        name: "claude-code", title: "Claude Code",
        authenticationMethods: [.publicClient],
        redirects: Redirects(exact: ["http://localhost/callback", "http://127.0.0.1/callback"]),
        setup: Setup(
            "Add the server with `claude mcp add --transport http`.",
            fields: [Field("--client-id", .clientID), Field("URL", .resourceURL)]))
}
