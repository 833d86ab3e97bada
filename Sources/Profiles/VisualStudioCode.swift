// VS Code (GitHub Copilot) as an MCP client: a loopback listener on port 33418 or a free one, or a relay page of Microsoft's.

extension Profile {
    public static let visualStudioCode = Profile(
        name: "vscode", title: "VS Code", family: .mcp,
        authenticationMethods: [.publicClient],
        redirects: Redirects(exact: [
            "http://127.0.0.1/", "http://127.0.0.1:33418/",
            "https://vscode.dev/redirect", "https://insiders.vscode.dev/redirect",
        ]),
        setup: Setup(
            direct: "In VS Code run the command “MCP: Add Server…”, choose HTTP and enter {url}.",
            "Add the MCP server to VS Code; it asks for a client ID when it signs in.",
            fields: [Field("URL", .resourceURL), Field("Client ID", .clientID)]),
        connection: Connection(
            registrations: [
                .preregistered(loopback),
                .document("https://vscode.dev/oauth/client-metadata.json", callback: loopback),
                .dynamic(
                    RegistrationRequest(
                        "Visual Studio Code",
                        redirectURIs: [
                            "https://insiders.vscode.dev/redirect", "https://vscode.dev/redirect", "http://127.0.0.1/",
                            "http://127.0.0.1:33418/",
                        ],
                        grantTypes: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
                        applicationType: "native", scope: .chosen,
                        more: [Pair("client_uri", "https://code.visualstudio.com")]),
                    callback: loopback),
            ],
            authorization: AuthorizationRequest(
                [
                    .clientID, .responseType, .codeChallenge, .codeChallengeMethod, .scope, .resource, .redirectURI, .state,
                ],
                state: .base64(bytes: 16), scope: ScopeChoice([.challenge, .resource]), resource: .published),
            calls: .mcp(MCPClient("Visual Studio Code", "1.118.0")),
            demands: [.challengeMethods]),
        evidence: Evidence(
            quirks: [
                Quirk(2, "`state` is base64 with plus signs, slashes and equals signs: Usher sends it back encoded once."),
                Quirk(3, "`state` has 24 characters: Usher asks for no length."),
                Quirk(23, "If port 33418 is busy it takes a free one: Usher ignores the port of a loopback address."),
                Quirk(42, "Where discovery fails it makes up /authorize, /token and /register: Usher's endpoints have these names."),
            ],
            sources: [
                "microsoft/vscode#278512", "microsoft/vscode#314715", "giantswarm/mcp-oauth#225",
                "https://vscode.dev/oauth/client-metadata.json",
            ]))

    private static let loopback: Template = "http://127.0.0.1:{port}/"
}
