import Testing

@testable import usher

@Suite("The configuration of signing in at one's own site")
struct ExternalConfigurationTests {
    private func loaded(_ lines: String) throws -> Configuration.External? {
        let yaml = "sign_in:\n  external: { name: Shop, \(lines) }"
        return try ConfigurationFixture(yaml, files: ["shop.secret", "shop.key"]).load().configuration.signIn.external
    }

    @Test("by default nobody signs in elsewhere")
    func none() throws {
        #expect(try ConfigurationFixture("").load().configuration.signIn.external == nil)
    }

    @Test("the site's origin is its issuer, unless it is said otherwise")
    func issuer() throws {
        for (url, origin) in [
            ("https://shop.example.com/usher", "https://shop.example.com"), ("https://shop.example.com", "https://shop.example.com"),
            ("https://shop.example.com:8443/a/b", "https://shop.example.com:8443"),
            ("https://shop.example.com?a=b", "https://shop.example.com"),
            ("http://127.0.0.1:5000/usher", "http://127.0.0.1:5000"), ("http://[::1]:5000/", "http://[::1]:5000"),
        ] { #expect(try loaded("url: \"\(url)\", secret_file: shop.secret")?.issuer == origin) }
        #expect(try loaded("url: https://a.example/, issuer: shop, api_key_file: shop.key")?.issuer == "shop")
    }

    @Test(
        "what cannot be meant is refused with what was expected",
        arguments: [
            ("url: https://a.example/", "secret_file, jwks or api_key_file"), ("url: http://a.example/, secret_file: shop.secret", "https"),
            ("secret_file: shop.secret", "`sign_in.external.url` is missing"),
            ("url: https://a.example/, secret_file: gone", "file that exists"),
            ("url: https://a.example/, secret_file: shop.secret, jwks: https://a.example/jwks", "in one way only"),
            ("url: https://a.example/, jwks: http://a.example/jwks", "https"),
            ("url: \"https://a.example/#a\", api_key_file: shop.key", "without `#`"),
            ("url: https://a.example/, api_key_file: shop.key, issuer: a b", "printable ASCII"),
            ("url: https://a.example/, secret: a", "is not a key"),
        ])
    func refused(lines: String, words: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try loaded(lines) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
}

@Suite("The configuration of providers")
struct UpstreamConfigurationTests {
    private func loaded(_ lines: String) throws -> [Configuration.Upstream] {
        let yaml = "sign_in:\n  upstream: { \(lines) }"
        return try ConfigurationFixture(yaml, files: ["a.secret"]).load().configuration.signIn.upstreams
    }

    @Test("providers are read in their order, with what their presets know")
    func presets() throws {
        let upstreams = try loaded(
            """
            google: { preset: google, client_id: a, client_secret_file: a.secret }, hub: { preset: github, client_id: b, name: Our GitHub },
            own: { issuer: "https://login.example.com/realms/staff", client_id: c, scopes: [ openid ] }
            """)
        #expect(upstreams.map(\.id) == ["google", "hub", "own"])
        #expect(upstreams.map(\.name) == ["Google", "Our GitHub", "own"])
        #expect(upstreams.map(\.issuer) == ["https://accounts.google.com", "https://github.com", "https://login.example.com/realms/staff"])
        #expect(upstreams.map(\.scopes) == [["openid", "email", "profile"], ["read:user", "user:email"], ["openid"]])
        #expect(try loaded("a: { issuer: \"http://127.0.0.1:9000\", client_id: c }").first?.clientSecretFile == nil)
    }

    @Test(
        "what cannot be meant is refused with what was expected",
        arguments: [
            ("a: { client_id: a }", "has no issuer"), ("a: { preset: okta, client_id: a }", "has no issuer"),
            ("a: { preset: gogle, client_id: a }", "did you mean `google`"),
            ("a: { preset: google }", "`sign_in.upstream.a.client_id` is missing"),
            ("a: { issuer: \"http://a.example\", client_id: a }", "https"),
            ("A: { preset: google, client_id: a }", "cannot name a provider"),
            ("a: { preset: google, client_id: a, client_secret_file: gone }", "file that exists"),
            ("a: { preset: google, client_id: a, keep_tokens: maybe }", "true or false"),
            ("a: { preset: google, client_id: a, keep_tokens: true }", "false, as no resource has a in its `upstream_tokens`"),
            ("a: { preset: apple, client_id: a, keep_tokens: true }", "tokens of Apple open nothing"),
        ])
    func refused(lines: String, words: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try loaded(lines) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    private func resources(_ names: String, _ provider: String) throws -> Configuration {
        let resource = "{ path: /notes, upstream: \"http://127.0.0.1:9000\", upstream_tokens: [ \(names) ] }"
        let yaml = "resources:\n  notes: \(resource)\nsign_in:\n  upstream: { hub: { client_id: b, \(provider) } }"
        return try ConfigurationFixture(yaml).load().configuration
    }

    @Test("tokens are kept for the resources that name the provider, and otherwise not")
    func tokens() throws {
        let configuration = try resources("hub", "preset: github, keep_tokens: true")
        #expect(configuration.signIn.upstreams.map(\.keepsTokens) == [true])
        #expect(configuration.resources.map(\.upstreamTokens) == [["hub"]])
        #expect(try resources("", "preset: github").signIn.upstreams.map(\.keepsTokens) == [false])
    }

    @Test(
        "a resource cannot have tokens that are not kept",
        arguments: [
            ("hub", "preset: github", "a provider that `keep_tokens: true` is set for"),
            ("hubb", "preset: github, keep_tokens: true", "did you mean `hub`"),
            ("hub, other", "preset: github, keep_tokens: true", "the short name of a provider"),
        ])
    func tokensRefused(names: String, provider: String, words: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try resources(names, provider) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
}
