// An Action of a custom GPT with OAuth. It speaks the plugin's protocol: no PKCE, no `resource`, a secret in the body or
// in a Basic header. Its callback changes whenever the GPT's OAuth settings are saved, and comes from either of two hosts.

extension Profile {
    public static let gptAction = Profile(
        name: "gpt-action", title: "GPT Action", family: .plugin,
        authenticationMethods: [.secretInBody, .secretInHeader], requiresPKCE: false,
        redirects: Redirects(patterns: [
            RedirectPattern(hosts: ["chat.openai.com", "chatgpt.com"], prefix: "/aip/g-", suffix: "/oauth/callback")
        ]),
        tokenType: .lowerCase,
        setup: Setup(
            "In the GPT editor open Configure, Actions, Authentication, and choose “OAuth”.",
            fields: [
                Field("Client ID", .clientID),
                Field("Client Secret", .clientSecret),
                Field("Authorization URL", .authorizationURL),
                Field("Token URL", .tokenURL),
                Field("Scope", .scope),
                Field("Token Exchange Method", .text("Default (POST request)")),
            ],
            after: [
                "Saving these settings again gives the GPT a new callback address; this client accepts it without a change.",
                "Try it in a fresh tab: the editor's preview does not follow sign-in redirects reliably.",
            ]),
        connection: Connection(
            registrations: [.preregistered("https://chat.openai.com/aip/g-{digits}/oauth/callback")],
            authorization: AuthorizationRequest(
                [.responseType, .clientID, .redirectURI, .scope, .state], state: .uuid, scope: ScopeChoice([.typed]),
                resource: .absent),
            tokens: TokenRequests(refreshesWithResource: false),
            calls: .http(openAIHeaders), timeLimits: TimeLimits(call: .seconds(45))),
        evidence: Evidence(
            quirks: [
                Quirk(6, "The callback changes whenever the OAuth settings are saved: Usher accepts every callback of this shape."),
                Quirk(7, "The callback is at chat.openai.com or at chatgpt.com: Usher accepts both."),
                Quirk(8, "Actions cannot do PKCE: Usher does not ask a client of this profile for it."),
                Quirk(9, "`scope` may be empty or have commas: Usher falls back to the default scopes and splits at commas."),
                Quirk(29, "ChatGPT cannot be told to log somebody out: Usher refuses the next refresh."),
                Quirk(30, "Signing in inside the editor's preview goes astray: try the GPT in a fresh tab."),
            ],
            sources: [
                "https://platform.openai.com/docs/actions/authentication", "community.openai.com 527074",
                "community.openai.com 283261", "community.openai.com 533147",
            ]))
}
