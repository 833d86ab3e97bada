// VS Code (GitHub Copilot) as an MCP client: a loopback listener on port 33418 or a free one, or a relay page of Microsoft's.

extension Profile {
    public static let visualStudioCode = Profile(
        name: "vscode", title: "VS Code",
        authenticationMethods: [.publicClient],
        redirects: Redirects(exact: [
            "http://127.0.0.1/", "http://127.0.0.1:33418/",
            "https://vscode.dev/redirect", "https://insiders.vscode.dev/redirect",
        ]),
        setup: Setup(
            "Add the MCP server to VS Code; it asks for a client ID when it signs in.",
            fields: [Field("URL", .resourceURL), Field("Client ID", .clientID)]))
}
