// The MCP Inspector: a web page on a fixed loopback port, or a terminal program on another.

extension Profile {
    public static let inspector = Profile(
        name: "inspector", title: "MCP Inspector",
        authenticationMethods: [.publicClient],
        redirects: Redirects(exact: ["http://localhost:6274/oauth/callback", "http://127.0.0.1:6276/oauth/callback"]),
        setup: Setup(
            "In the Inspector's connection form open the OAuth settings.",
            fields: [Field("URL", .resourceURL), Field("Client ID", .clientID), Field("Scope", .scope)]))
}
