// An Action of a custom GPT with OAuth. It speaks the plugin's protocol: no PKCE, no `resource`, a secret in the body or
// in a Basic header. Its callback changes whenever the GPT's OAuth settings are saved, and comes from either of two hosts.

extension Profile {
    public static let gptAction = Profile(
        name: "gpt-action", title: "GPT Action",
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
            ]))
}
