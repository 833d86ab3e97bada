// A ChatGPT plugin with `auth.type: oauth` in its manifest. OpenAI retired the store, the wire format lives on.
// It knows neither PKCE nor `resource`, holds a secret, and is called back at an address that is only known
// once the plugin has been registered.

extension Profile {
    public static let chatGPTPlugin = Profile(
        name: "chatgpt-plugin", title: "ChatGPT plugin",
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
            ]))
}
