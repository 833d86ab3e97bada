// ChatGPT as an MCP client: apps and connectors, called “Plugins” since July 2026. PKCE with S256 always, `resource` always.
// A server that returns `iss` (RFC 9207) gets the one stable callback and the one stable metadata document.

extension Profile {
    public static let chatGPTApp = Profile(
        name: "chatgpt-app", title: "ChatGPT app", family: .mcp,
        authenticationMethods: [.publicClient],
        redirects: Redirects(exact: [stableCallback.text]),
        setup: Setup(
            direct: "In ChatGPT turn on developer mode, create an app, enter {url} as its MCP server URL and choose OAuth.",
            "In ChatGPT add an app by its MCP server URL and choose OAuth with your own client.",
            fields: [Field("MCP Server URL", .resourceURL), Field("OAuth Client ID", .clientID)],
            after: [
                "If ChatGPT shows a callback of its own (https://chatgpt.com/connector/oauth/…), add the client with that --redirect-uri."
            ]),
        connection: Connection(
            discovery: Discovery(servers: .each, userAgent: "openai-mcp/1.0.0"),
            registrations: [
                .preregistered(stableCallback),
                .document("https://chatgpt.com/oauth/client.json", needs: [.documents, .issuer], callback: stableCallback),
                .document("https://chatgpt.com/oauth/{connector}/client.json", needs: [.documents], callback: connectorCallback),
                .dynamic(registration(stableCallback), needs: [.registrationEndpoint, .issuer], callback: stableCallback),
                .dynamic(registration(connectorCallback), callback: connectorCallback),
            ],
            authorization: AuthorizationRequest(
                [
                    .responseType, .clientID, .redirectURI, .state, .scope, .codeChallenge, .codeChallengeMethod, .resource,
                    .fixed(Pair("ui_locales", "en-US")),
                ],
                state: .prefixedDigits,
                scope: ScopeChoice([.challenge, .resource], adding: ["openid", "email", "offline_access"]), resource: .published),
            calls: .mcp(MCPClient("openai-mcp", "1.0.0")),
            demands: [.exactIssuer, .issuerInAnswer, .challengeMethods],
            reconnection: [.withoutScope, .longState], timeLimits: TimeLimits(call: .seconds(45))),
        evidence: Evidence(
            quirks: [
                Quirk(1, "`state` has more than 500 characters when the plugin editor connects: Usher keeps up to 4,096 octets."),
                Quirk(10, "`scope` is missing when a connector is connected again: Usher gives the default scopes."),
                Quirk(11, "Scopes are remembered for each connector, renamed ones too: Usher leaves out names that it does not know."),
                Quirk(12, "Without `code_challenge_methods_supported` ChatGPT takes PKCE for unsupported: Usher lists S256."),
                Quirk(13, "Its document prefers private_key_jwt and also allows none: Usher accepts both."),
                Quirk(14, "A connector registers once and never again: Usher keeps a registration as long as a grant exists."),
                Quirk(15, "A server without `iss` gets a callback for each connector: Usher returns `iss`, so that there is one."),
                Quirk(17, "“OAuth state not found” comes from ChatGPT's side: remove the app and add it again."),
                Quirk(31, "A tool shows “Connect” only with securitySchemes and a challenge in its result: the gateway adds both."),
                Quirk(32, "The desktop app hangs when its refresh token has ended: connect again on the web."),
                Quirk(38, "It sends ui_locales and id_token_hint: Usher ignores parameters that it does not know."),
            ],
            sources: [
                "https://developers.openai.com/apps-sdk/build/auth", "community.openai.com 1366784",
                "activepieces/activepieces#15023", "openai/codex#47513",
            ]))

    private static let stableCallback: Template = "https://chatgpt.com/connector_platform_oauth_redirect"
    private static let connectorCallback: Template = "https://chatgpt.com/connector/oauth/{connector}"

    private static func registration(_ callback: Template) -> RegistrationRequest {
        RegistrationRequest("ChatGPT", redirectURIs: [callback], authenticationMethod: "client_secret_post")
    }
}
