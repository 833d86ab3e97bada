// The MCP Inspector: a web page on a fixed loopback port, or a terminal program on another.

extension Profile {
    public static let inspector = Profile(
        name: "inspector", title: "MCP Inspector", family: .mcp,
        authenticationMethods: [.publicClient],
        redirects: Redirects(exact: [inspectorCallback.text, "http://127.0.0.1:6276/oauth/callback"]),
        setup: Setup(
            direct: "Start `npx @modelcontextprotocol/inspector`, choose Streamable HTTP, enter {url} and press “Connect”.",
            "In the Inspector's connection form open the OAuth settings.",
            fields: [Field("URL", .resourceURL), Field("Client ID", .clientID), Field("Scope", .scope)]),
        connection: Connection(
            discovery: Discovery(protocolVersion: "2025-11-25"),
            registrations: [
                .preregistered(inspectorCallback),
                .dynamic(
                    RegistrationRequest(
                        "MCP Inspector", redirectURIs: [inspectorCallback], applicationType: "native", scope: .empty,
                        more: [Pair("client_uri", "https://github.com/modelcontextprotocol/inspector")]),
                    callback: inspectorCallback),
            ],
            authorization: .typeScript(
                state: .base64URL(bytes: 32), scope: ScopeChoice([.challenge, .resource], adding: ["offline_access"])),
            tokens: TokenRequests(basic: .raw),
            calls: .mcp(MCPClient("inspector-client", "2.6.0")),
            demands: [.noNull, .exactIssuer, .bearerFirst, .resourceAbove, .challengeMethods]),
        evidence: Evidence(
            quirks: [
                Quirk(36, "It registers with an empty `scope`: Usher takes that as none."),
                Quirk(39, "Basic credentials are not percent-encoded: Usher tries both readings."),
            ],
            sources: ["https://github.com/modelcontextprotocol/inspector", "https://github.com/modelcontextprotocol/typescript-sdk"]))

    private static let inspectorCallback: Template = "http://localhost:6274/oauth/callback"
}
