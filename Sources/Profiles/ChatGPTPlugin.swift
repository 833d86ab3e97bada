// A ChatGPT plugin with `auth.type: oauth` in its manifest. OpenAI retired the store, the wire format lives on.
// It knows neither PKCE nor `resource`, holds a secret, and is called back at an address that is only known
// once the plugin has been registered.

extension Profile {
    public static let chatGPTPlugin = Profile(
        name: "chatgpt-plugin", title: "ChatGPT plugin", family: .plugin,
        authenticationMethods: [.secretInBody], requiresPKCE: false,
        redirects: Redirects(patterns: [
            RedirectPattern(hosts: ["chat.openai.com"], prefix: "/aip/plugin-", suffix: "/oauth/callback")
        ]),
        tokenContentTypes: [.json, .form], tokenType: .lowerCase,
        setup: Setup(
            "In ChatGPT's plugin store choose “Develop your own plugin” and enter the domain of your public URL.",
            fields: [
                Field("Domain", .publicURL),
                Field("OAuth client ID", .clientID),
                Field("OAuth client secret", .clientSecret),
            ],
            after: [
                "ChatGPT then shows a verification token: put it into the manifest as the token for “openai”, then press “Verify tokens”.",
                "Registering the plugin again gives it a new callback address; this client accepts it without a change.",
            ]),
        connection: Connection(
            registrations: [.preregistered("https://chat.openai.com/aip/plugin-{uuid}/oauth/callback")],
            authorization: AuthorizationRequest(
                [.responseType, .clientID, .scope, .state, .redirectURI], state: .uuid, scope: ScopeChoice([.typed]),
                resource: .absent),
            tokens: TokenRequests(refreshesWithResource: false),
            calls: .http(openAIHeaders), timeLimits: TimeLimits(call: .seconds(45))),
        evidence: Evidence(
            quirks: [
                Quirk(4, "ChatGPT fails with “Missing state param” unless `state` comes back: Usher echoes it, octet for octet."),
                Quirk(28, "Without a refresh token people are logged out after hours: Usher always issues one."),
            ],
            sources: [
                "https://platform.openai.com/docs/plugins/authentication", "community.openai.com 296963",
                "community.openai.com 156658", "orren.medium.com/solved-oauth-for-chatgpt-plugins",
            ]))

    /// The headers with which ChatGPT calls an API, besides those that change with each call. None says who the person is.
    static let openAIHeaders = [
        Pair("Accept", "*/*"),
        Pair("User-Agent", "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot"),
    ]
}
