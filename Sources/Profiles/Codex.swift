// OpenAI Codex, a native client (RFC 8252). With a client of your own its callback ends in a name that Codex derives from
// the MCP server's URL; with a client metadata document it is plain `/callback`.

extension Profile {
    public static let codex = Profile(
        name: "codex", title: "Codex",
        authenticationMethods: [.publicClient],
        redirects: Redirects(exact: ["http://127.0.0.1/callback"], given: .required),
        setup: Setup(
            "Add the MCP server to Codex with a client ID of your own.",
            fields: [Field("--oauth-client-id", .clientID), Field("URL", .resourceURL)],
            after: [
                "--redirect-uri is http://127.0.0.1/callback/ and the name that Codex uses for this server; its port does not matter."
            ]))
}
