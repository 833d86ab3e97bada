// OpenAI Codex, a native client (RFC 8252). With a client of your own its callback ends in a name that Codex derives from
// the MCP server's URL; with a client metadata document it is plain `/callback`.

extension Profile {
    public static let codex = Profile(
        name: "codex", title: "Codex", family: .mcp,
        authenticationMethods: [.publicClient],
        redirects: Redirects(exact: ["http://127.0.0.1/callback"], given: .required),
        setup: Setup(
            direct: "Type `codex mcp add NAME --url {url}`, then `codex mcp login NAME`.",
            "Add the MCP server to Codex with a client ID of your own.",
            fields: [Field("--oauth-client-id", .clientID), Field("URL", .resourceURL)],
            after: [
                "--redirect-uri is http://127.0.0.1/callback/ and the name that Codex uses for this server; its port does not matter."
            ]),
        connection: Connection(
            discovery: Discovery(protocolVersion: "2024-11-05", userAgent: "codex-mcp-client/0.154.0"),
            registrations: [
                .preregistered(codexCallback),
                .document(
                    "https://chatgpt.com/oauth/codex/client.json", needs: [.documents, .publicClients, .issuer],
                    callback: "http://127.0.0.1:{port}/callback"),
                .document("https://chatgpt.com/oauth/codex/{server_digest}/client.json", callback: codexCallback),
                .dynamic(
                    RegistrationRequest("Codex", redirectURIs: [codexCallback], applicationType: "native", scope: .chosen),
                    callback: codexCallback),
            ],
            authorization: AuthorizationRequest(
                [
                    .responseType, .clientID, .state, .codeChallenge, .codeChallengeMethod, .redirectURI, .scope, .resource,
                ],
                state: .base64URL(bytes: 16), scope: ScopeChoice([.challenge, .resource, .server]), resource: .typed),
            tokens: TokenRequests(refreshesWithScope: true, refreshesWithResource: false, simultaneousRefreshes: 2),
            calls: .mcp(MCPClient("codex-mcp-client", "0.154.0", protocolVersion: "2025-06-18")),
            demands: [.issuerInAnswer], reconnection: [.resourceTwice]),
        evidence: Evidence(
            quirks: [
                Quirk(20, "Several sessions hold one refresh token: Usher answers each within a short while."),
                Quirk(23, "The loopback port is free, the path ends in a name made from the server's URL: Usher ignores only the port."),
            ],
            sources: [
                "https://learn.chatgpt.com/docs/extend/mcp", "openai/codex codex-rs/rmcp-client/src/perform_oauth_login.rs",
                "openai/codex#30460", "exceptionless/Exceptionless#2404",
            ]))

    private static let codexCallback: Template = "http://127.0.0.1:{port}/callback/{server_digest}"
}
