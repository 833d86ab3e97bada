// Editors and terminal programs that connect as the SDK they are made of does, each with a name and a callback of its own:
// Cline, Gemini CLI, Goose, mcp-remote, OpenCode and Zed.

extension Profile {
    public static let cline = editor(
        name: "cline", title: "Cline", direct: "In Cline open MCP Servers, Remote Servers, and enter {url}.",
        redirects: ["http://127.0.0.1/mcp/oauth/callback"],
        registrations: [
            .preregistered("http://127.0.0.1:{port}/mcp/oauth/callback"),
            .dynamic(
                RegistrationRequest("Cline", redirectURIs: ["http://127.0.0.1:{port}/mcp/oauth/callback"]),
                callback: "http://127.0.0.1:{port}/mcp/oauth/callback"),
        ],
        client: MCPClient("Cline", "3.40.0", protocolVersion: "2025-06-18"),
        quirks: [Quirk(23, "It takes one of six loopback ports: Usher ignores the port.")],
        sources: ["https://github.com/cline/cline"])

    public static let geminiCLI = editor(
        name: "gemini-cli", title: "Gemini CLI", direct: "Type `gemini mcp add --transport http NAME {url}`, then `/mcp auth NAME`.",
        redirects: ["http://localhost/oauth/callback"],
        registrations: [
            .preregistered("http://localhost:{port}/oauth/callback"),
            .dynamic(
                RegistrationRequest("Gemini CLI MCP Client", redirectURIs: ["http://localhost:{port}/oauth/callback"], scope: .chosen),
                callback: "http://localhost:{port}/oauth/callback"),
        ],
        client: MCPClient("gemini-cli-mcp-client", "0.0.1", protocolVersion: "2025-06-18"),
        demands: [.sameResource, .issuerInAnswer],
        quirks: [Quirk(22, "It compares `resource` with the typed URL octet for octet: Usher publishes it for each path.")],
        sources: ["google-gemini/gemini-cli#20017", "laravel/mcp#139", "google-gemini/gemini-cli#14419"])

    public static let goose = editor(
        name: "goose", title: "Goose", direct: "In Goose add an extension of the type Streamable HTTP and enter {url}.",
        redirects: ["http://127.0.0.1/oauth_callback", "http://[::1]/oauth_callback"],
        registrations: [
            .preregistered("http://127.0.0.1:{port}/oauth_callback"),
            .document(
                "https://goose-docs.ai/oauth/client-metadata.json", needs: [.documents], callback: "http://127.0.0.1:{port}/oauth_callback"),
            .dynamic(
                RegistrationRequest(
                    "goose", redirectURIs: ["http://127.0.0.1:{port}/oauth_callback"], applicationType: "native", scope: .chosen),
                callback: "http://127.0.0.1:{port}/oauth_callback"),
        ],
        client: MCPClient("goose", "1.40.0", triesStateless: true), resource: .typed, demands: [.issuerInAnswer],
        quirks: [Quirk(23, "The loopback port is free: Usher ignores it.")],
        sources: ["block/goose crates/goose/src/oauth/mod.rs"])

    public static let mcpRemote = editor(
        name: "mcp-remote", title: "mcp-remote", direct: "Give the program that starts it the command `npx mcp-remote {url}`.",
        redirects: ["http://localhost/oauth/callback"],
        registrations: [
            .preregistered("http://localhost:{port}/oauth/callback"),
            .dynamic(
                RegistrationRequest(
                    "MCP CLI Proxy", redirectURIs: ["http://localhost:{port}/oauth/callback"],
                    more: [
                        Pair("client_uri", "https://github.com/modelcontextprotocol/mcp-cli"),
                        Pair("software_id", "2e6dc280-f3c3-4e01-99a7-8181dbd1d23d"), Pair("software_version", "0.1.30"),
                    ]),
                callback: "http://localhost:{port}/oauth/callback"),
        ],
        client: MCPClient("mcp-remote", "0.1.30", protocolVersion: "2025-06-18"),
        state: .uuid, scope: ScopeChoice([.challenge, .resource, .fixed(["openid", "email", "profile"])], adding: ["offline_access"]),
        quirks: [Quirk(34, "Claude Desktop starts each server twice: Usher keeps each request by itself.")],
        sources: ["https://github.com/geelen/mcp-remote", "punkpeye/mcp-remote#256"])

    public static let openCode = editor(
        name: "opencode", title: "OpenCode",
        direct: "In opencode.json add an MCP server of type remote with {url}, then `opencode mcp auth NAME`.",
        redirects: ["http://127.0.0.1/callback", "http://localhost/callback"],
        registrations: [
            .preregistered("http://127.0.0.1:{port}/callback"),
            .document(
                "https://opencode.ai/oauth/opencode/client.json", needs: [.documents], callback: "http://127.0.0.1:{port}/callback"),
            .dynamic(
                RegistrationRequest("OpenCode", redirectURIs: ["http://127.0.0.1:{port}/callback"]),
                callback: "http://127.0.0.1:{port}/callback"),
        ],
        client: MCPClient("opencode", "1.2.0"), simultaneousRefreshes: 2,
        quirks: [Quirk(20, "Several sessions refresh at the same time: Usher answers each within a short while.")],
        sources: ["https://opencode.ai/docs/mcp-servers", "different-ai/openwork#2963"])

    public static let zed = editor(
        name: "zed", title: "Zed",
        direct: "In Zed's settings add a context server with `\"url\": \"{url}\"` and confirm the question to sign in.",
        redirects: ["http://127.0.0.1/callback"],
        registrations: [
            .preregistered("http://127.0.0.1:{port}/callback"),
            .document("https://zed.dev/oauth/client-metadata.json", needs: [.documents], callback: "http://127.0.0.1:{port}/callback"),
            .dynamic(
                RegistrationRequest("Zed", redirectURIs: ["http://127.0.0.1:{port}/callback"]),
                callback: "http://127.0.0.1:{port}/callback"),
        ],
        client: MCPClient("Zed", "1.0.0", protocolVersion: "2025-06-18"),
        quirks: [Quirk(23, "The loopback port is free: Usher ignores it.")],
        sources: ["https://zed.dev/docs/ai/mcp", "zed-industries/zed crates/context_server/src/oauth.rs"])

    private static func editor(
        name: String, title: String, direct: String, redirects: [String], registrations: [Registration], client: MCPClient,
        state: State = .base64URL(bytes: 32), scope: ScopeChoice = ScopeChoice([.challenge, .resource], adding: ["offline_access"]),
        resource: Resource = .printed, demands: Set<Demand> = [.bearerFirst, .resourceAbove, .challengeMethods],
        simultaneousRefreshes: Int = 1, quirks: [Quirk], sources: [String]
    ) -> Profile {
        Profile(
            name: name, title: title, family: .mcp, authenticationMethods: [.publicClient], redirects: Redirects(exact: redirects),
            setup: Setup(
                direct: direct, "Give \(title) the MCP server's URL and its client ID.",
                fields: [Field("URL", .resourceURL), Field("Client ID", .clientID)]),
            connection: Connection(
                discovery: Discovery(protocolVersion: "2025-11-25"), registrations: registrations,
                authorization: .typeScript(state: state, scope: scope, resource: resource),
                tokens: TokenRequests(basic: .raw, simultaneousRefreshes: simultaneousRefreshes),
                calls: .mcp(client), demands: demands),
            evidence: Evidence(quirks: quirks, sources: sources))
    }
}
