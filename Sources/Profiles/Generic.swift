// Clients that nobody has described yet: an MCP client without a secret, as the official Python SDK makes them, a web
// application with one, and a service that acts for itself (RFC 6749 §4.4).

extension Profile {
    public static let mcp = Profile(
        name: "mcp", title: "MCP client", family: .mcp,
        authenticationMethods: [.publicClient], redirects: Redirects(given: .required),
        setup: Setup(
            direct: "Give the client {url}; if it speaks MCP's authorization it finds everything else by itself.",
            "Give the client the MCP server's URL and its client ID.",
            fields: [Field("URL", .resourceURL), Field("Client ID", .clientID)]),
        connection: Connection(
            discovery: Discovery(protocolVersion: "2026-07-28", userAgent: "python-httpx/0.28.1"),
            registrations: [
                .preregistered(genericCallback),
                .dynamic(
                    RegistrationRequest("MCP client", redirectURIs: [genericCallback], applicationType: "native", scope: .chosen),
                    callback: genericCallback),
            ],
            authorization: AuthorizationRequest(
                [
                    .responseType, .clientID, .redirectURI, .state, .codeChallenge, .codeChallengeMethod, .resource, .scope,
                    .promptForOffline,
                ],
                state: .base64URL(bytes: 32), scope: ScopeChoice([.challenge, .resource, .server], adding: ["offline_access"]),
                resource: .typed),
            calls: .mcp(MCPClient("mcp", "0.1.0", triesStateless: true)),
            demands: [.exactIssuer, .issuerInAnswer, .resourceAbove, .challengeMethods]),
        evidence: Evidence(
            quirks: [
                Quirk(3, "Some clients send no `state`: Usher does not ask for one."),
                Quirk(40, "Whoever signs up inside the flow comes back into it: Usher has no gate after the code."),
                Quirk(41, "Clients show errors of their own making: `usher watch` shows what really happened."),
            ],
            sources: [
                "https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization",
                "https://github.com/modelcontextprotocol/python-sdk",
            ]))

    public static let web = Profile(
        name: "web", title: "Web application", family: .web,
        authenticationMethods: [.secretInHeader, .secretInBody], redirects: Redirects(given: .required),
        setup: Setup(
            "Give your application's OAuth library the issuer; it finds the rest by discovery.",
            fields: [
                Field("Issuer", .publicURL), Field("Client ID", .clientID), Field("Client secret", .clientSecret),
            ]),
        connection: Connection(
            discovery: Discovery(documents: [.openID, .oauth]),
            registrations: [.preregistered("https://client.example/callback")],
            authorization: AuthorizationRequest(
                [
                    .responseType, .clientID, .redirectURI, .scope, .state, .nonce, .codeChallenge, .codeChallengeMethod,
                    .promptForOffline,
                ],
                state: .base64URL(bytes: 32),
                scope: ScopeChoice([.typed, .resource], always: ["openid", "profile", "email"], adding: ["offline_access"]),
                resource: .absent),
            tokens: TokenRequests(refreshesWithResource: false),
            calls: .http([Pair("Accept", "application/json")]),
            demands: [.exactIssuer, .issuerInAnswer]),
        evidence: Evidence(
            quirks: [
                Quirk(39, "Basic credentials may or may not be percent-encoded: Usher tries both readings."),
                Quirk(43, "Tokens must outlive a restart: Usher keeps its signing keys and publishes the old beside the new."),
            ],
            sources: ["https://openid.net/specs/openid-connect-core-1_0.html", "https://www.rfc-editor.org/rfc/rfc6749"]))

    public static let service = Profile(
        name: "service", title: "Service", family: .service,
        authenticationMethods: [.secretInHeader, .secretInBody], grantTypes: [.clientCredentials],
        redirects: Redirects(given: .refused),
        setup: Setup(
            "Give the service the token URL; it asks there with grant_type=client_credentials.",
            fields: [
                Field("Token URL", .tokenURL), Field("Client ID", .clientID), Field("Client secret", .clientSecret),
            ]),
        connection: Connection(
            registrations: [.preregistered("")],
            authorization: AuthorizationRequest([], state: .absent, scope: ScopeChoice([.typed, .resource]), resource: .typed),
            calls: .http([Pair("Accept", "application/json")])),
        evidence: Evidence(
            quirks: [Quirk(39, "Basic credentials may or may not be percent-encoded: Usher tries both readings.")],
            sources: ["https://www.rfc-editor.org/rfc/rfc6749"]))

    private static let genericCallback: Template = "http://localhost:{port}/callback"
}
