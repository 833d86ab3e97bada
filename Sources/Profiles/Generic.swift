// Clients that nobody has described yet: an MCP client without a secret, a web application with one,
// and a service that acts for itself (RFC 6749 §4.4).

extension Profile {
    public static let mcp = Profile(
        name: "mcp", title: "MCP client",
        authenticationMethods: [.publicClient], redirects: Redirects(given: .required),
        setup: Setup(
            "Give the client the MCP server's URL and its client ID.",
            fields: [Field("URL", .resourceURL), Field("Client ID", .clientID)]))

    public static let web = Profile(
        name: "web", title: "Web application",
        authenticationMethods: [.secretInHeader, .secretInBody], redirects: Redirects(given: .required),
        setup: Setup(
            "Give your application's OAuth library the issuer; it finds the rest by discovery.",
            fields: [
                Field("Issuer", .publicURL), Field("Client ID", .clientID), Field("Client secret", .clientSecret),
            ]))

    public static let service = Profile(
        name: "service", title: "Service",
        authenticationMethods: [.secretInHeader, .secretInBody], grantTypes: [.clientCredentials],
        redirects: Redirects(given: .refused),
        setup: Setup(
            "Give the service the token URL; it asks there with grant_type=client_credentials.",
            fields: [
                Field("Token URL", .tokenURL), Field("Client ID", .clientID), Field("Client secret", .clientSecret),
            ]))
}
