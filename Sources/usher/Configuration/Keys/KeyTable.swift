// The table of keys, in the order of the template. Sections come before what is in them.

extension Key {
    static let all: [Key] = server + resource + plugin + people + operation

    private static let server: [Key] = [
        Key(
            "public_url", default: "http://localhost:8080", flag: "--public-url",
            "The address that people and clients use. It is also the issuer, byte for byte: https, and no `/` at the end."),
        Key("listen", default: "127.0.0.1:8080", flag: "--listen", "Where Usher listens: host:port. Port 0 takes any free one."),
        Key(
            "database", .database, default: "sqlite:usher.db", flag: "--database",
            "Where Usher keeps its state: sqlite:FILE, or postgres://user@host/database."),
        Key("database_connections", default: "10", "PostgreSQL: the most connections of one server, 4 to 200; two more are for itself."),
        Key(
            "secret_file", .file, example: "/run/credentials/usher.secret", aside: true,
            "The file with the root secret, the same for all servers. Default: beside the SQLite file; USHER_SECRET may hold it instead."),
    ]

    private static let resource: [Key] = [
        Key("resources", .named, "The APIs that Usher protects, each under a short id."),
        Key("resources.*", .section, example: "notes", "An API."),
        Key("resources.*.path", example: "/notes", required: true, "Where it is served, below public_url."),
        Key("resources.*.upstream", example: "http://127.0.0.1:9000", required: true, "Where it really runs."),
        Key("resources.*.kind", default: "http", "The kind of API: http, or mcp for an MCP server that speaks Streamable HTTP."),
        Key(
            "resources.*.identifier", example: "https://api.example.com/notes", aside: true,
            "Its resource identifier and the audience of its tokens. Default: public_url and path."),
        Key(
            "resources.*.aliases", .list, example: "[ https://api.example.com ]", aside: true,
            "Further identifiers that mean it, when clients send them. Tokens are made for the identifier."),
        Key("resources.*.name", example: "Notes", "What people read on the consent page. Default: the id."),
        Key(
            "resources.*.scopes", .named, example: #"{ "notes:read": Read your notes, "notes:write": Change your notes }"#,
            "What a client may ask for, each with the sentence that a person reads."),
        Key("resources.*.scopes.*", .text, "The sentence that a person reads."),
        Key(
            "resources.*.default_scopes", .list, example: #"[ "notes:read" ]"#, aside: true,
            "What a client is told to ask for at first, and gets if it asks for nothing. Default: all the scopes."),
        Key(
            "resources.*.implied_scopes", .named, example: #"{ "notes:write": [ "notes:read" ] }"#, aside: true,
            "Scopes that include others: a token with the first may do what needs the second."),
        Key("resources.*.implied_scopes.*", .list, "The scopes that it includes."),
        Key(
            "resources.*.rules", .records,
            example: #"[ { methods: [GET], path: /**, scope: "notes:read" }, { path: /**, scope: "notes:write" } ]"#,
            "What a call needs; the first match decides. Without rules every call needs a valid token, of any scope."),
        Key("resources.*.rules.[]", .section, "A rule."),
        Key("resources.*.rules.[].methods", .list, "methods: the HTTP methods it is for. Default: all."),
        Key("resources.*.rules.[].path", example: "/**", required: true, "path: below the API's path; * is one segment, ** is any."),
        Key("resources.*.rules.[].scope", .text, "scope: the scope that the token must have."),
        Key("resources.*.rules.[].public", default: "false", "public: true instead of a scope, for calls without any token."),
        Key(
            "resources.*.tools", .named, example: "{}", aside: true,
            "kind mcp: what a tool needs, such as { delete_note: notes:write, search: anybody }. Others need any valid token."),
        Key("resources.*.tools.*", .text, "Scopes with spaces between them, or anybody."),
        Key(
            "resources.*.sign_in", default: "always",
            "kind mcp: always, or per_tool: clients may look around, and tools for anybody be called, without a token."),
        Key(
            "resources.*.openapi", .file, example: "notes.openapi.yaml", aside: true,
            "The OpenAPI document of the API, a file. Default: that of its plugin."),
        Key(
            "resources.*.mcp", default: "false",
            "true: MCP clients reach the API too, at its path and /mcp; each operation of its OpenAPI document is a tool."),
        Key(
            "resources.*.upstream_tokens", .list, example: "[ google ]", aside: true,
            "Providers at which it acts for people: its back end may have their access tokens (docs/upstream-sign-in.md)."),
        Key("resources.*.timeout", default: "60s", "How long the API may take until its answer begins."),
    ]

    private static let plugin: [Key] = [
        Key(
            "resources.*.plugin", .optionalSection, aside: true,
            "What /.well-known/ai-plugin.json tells ChatGPT. At most one API has a plugin."),
        Key("resources.*.plugin.name", example: "Notes", required: true, "The name for people, at most 50 characters."),
        Key(
            "resources.*.plugin.name_for_model", example: "notes", aside: true,
            "The name for the model, without spaces. Default: made from the name."),
        Key("resources.*.plugin.description", example: "Keeps your notes.", required: true, "For people, at most 120 characters."),
        Key(
            "resources.*.plugin.description_for_model", example: "Reads and changes the notes of the person.", aside: true,
            "For the model, at most 8000 characters. Default: the description."),
        Key("resources.*.plugin.openapi", .file, example: "notes.openapi.yaml", required: true, "The OpenAPI document, a file."),
        Key("resources.*.plugin.contact", example: "support@example.com", required: true, "The e-mail address of your support."),
        Key("resources.*.plugin.legal", example: "https://example.com/legal", required: true, "The URL of your terms."),
        Key("resources.*.plugin.logo", .fileOrURL, example: "logo.png", aside: true, "A square image: a file or a URL."),
        Key(
            "resources.*.plugin.verification_tokens", .named, example: "{ openai: the-token-that-they-gave-you }", aside: true,
            "What the client's domain check wants to find."),
        Key("resources.*.plugin.verification_tokens.*", .text, "A token that is published."),
        Key(
            "resources.*.plugin.content_type", default: "application/json",
            "How ChatGPT sends its token request: application/json or application/x-www-form-urlencoded."),
    ]

    private static let people: [Key] = [
        Key("sign_up", default: "open", "Whether strangers may make an account: open or closed."),
        Key("sign_in", .section, "How people prove who they are."),
        Key(
            "sign_in.mfa", default: "off",
            "A second factor, a code of an authenticator app: off, optional (whoever sets one up is asked for it) or required (everybody)."),
        Key(
            "sign_in.passkeys", default: "false",
            "true: people may add passkeys to their account and sign in with them. public_url then needs a name, not an address by number."),
        Key(
            "sign_in.external", .optionalSection, aside: true,
            "Your own site, where people have an account already (docs/bring-your-own-sign-in.md)."),
        Key("sign_in.external.name", example: "Example Shop", required: true, "What people call it: Continue with Example Shop."),
        Key(
            "sign_in.external.url", example: "https://shop.example.com/usher", required: true,
            "The page that people are sent to, with a challenge."),
        Key(
            "sign_in.external.secret_file", .file, example: "shop.secret",
            "The file with a secret that both share, at least 32 random characters: the site's answers are signed with it (HS256)."),
        Key(
            "sign_in.external.jwks", example: "https://shop.example.com/jwks.json", aside: true,
            "Instead of a secret: where the site publishes the keys that its answers are signed with."),
        Key(
            "sign_in.external.api_key_file", .file, example: "shop.key", aside: true,
            "The file with a key, at least 32 random characters, with which the site's server may answer by itself."),
        Key(
            "sign_in.external.issuer", example: "https://shop.example.com", aside: true,
            "The iss of the site's answers. Default: the origin of url. People are known by it: it must not change."),
        Key(
            "sign_in.upstream", .named, aside: true,
            "Providers where people may sign in, each under a short name (docs/upstream-sign-in.md)."),
        Key("sign_in.upstream.*", .section, example: "google", aside: true, "A provider."),
        Key(
            "sign_in.upstream.*.preset", example: "google", aside: true,
            "What is known of it: google, microsoft, apple, github, gitlab, auth0, okta or keycloak."),
        Key(
            "sign_in.upstream.*.issuer", example: "https://accounts.google.com", aside: true,
            "Its issuer, byte for byte. Default: that of the preset, if all its customers share one."),
        Key(
            "sign_in.upstream.*.client_id", example: "the-id-that-they-gave-you", required: true, aside: true,
            "The client_id that it gave you."),
        Key(
            "sign_in.upstream.*.client_secret_file", .file, example: "google.secret", aside: true,
            "The file with the client secret that it gave you. Default: a public client, with PKCE alone."),
        Key(
            "sign_in.upstream.*.name", example: "Google", aside: true,
            "What people call it. Default: that of the preset, or the short name."),
        Key(
            "sign_in.upstream.*.scopes", .list, example: "[ openid, email, profile ]", aside: true,
            "What it is asked for. Default: what is needed to know who somebody is."),
        Key(
            "sign_in.upstream.*.keep_tokens", default: "false", example: "true", aside: true,
            "true: the tokens that come with a sign-in are kept, encrypted, for the resources that have the provider in upstream_tokens."),
        Key(
            "sign_in.mail", default: "false",
            "Whether a code, or a link, that is mailed lets people in without a password. It needs `mail`."),
        Key(
            "mail", .optionalSection,
            "How people are written to. `mail: log` prints each mail on the terminal, codes and all: for development only."),
        Key(
            "mail.url", example: "smtps://accounts@smtp.example.com:465", required: true,
            "log, or the mail server: smtps:// for TLS from the start, smtp:// for STARTTLS, which is then demanded."),
        Key("mail.from", example: "accounts@example.com", "The address that mail is from. Default: the user of the URL."),
        Key("mail.name", example: "Notes", aside: true, "The name that mail is from. Default: that of the branding."),
        Key(
            "mail.password_file", .file, example: "/run/credentials/mail", aside: true,
            "The file with the password for the mail server; USHER_MAIL_PASSWORD may hold it instead."),
        Key(
            "mail.certificate_authorities", .file, example: "authorities.pem", aside: true,
            "Certificate authorities for the mail server, a PEM file. Default: the system's."),
        Key(
            "mail.dangerously_unencrypted", default: "false",
            "DANGEROUS: true sends codes and the password without TLS. To a server on this machine it is done anyway."),
        Key("registration", .section, "How clients may come besides by `usher client add`."),
        Key(
            "registration.dynamic", default: "true",
            "Whether apps may register themselves (RFC 7591), as most MCP clients do. People see that nobody checked their names."),
        Key(
            "registration.metadata_documents", default: "true",
            "Whether a client_id may be the URL of the app's own description, as Claude and ChatGPT have it. See fetch."),
        Key(
            "registration.always_secret", default: "false",
            "Whether apps that ask for no secret get one: Microsoft 365 Copilot needs it, some others break."),
        Key("branding", .section, "How the pages look."),
        Key("branding.name", default: "Usher", "Your name, as people read it on the pages."),
        Key("branding.logo", .file, example: "logo.png", aside: true, "An image, a file."),
        Key("branding.color", example: "\"#0a7d5c\"", aside: true, "The colour of buttons and links, in quotation marks."),
        Key("templates", .file, example: "templates", "A folder of page templates that replace the built-in ones."),
        Key("lifetimes", .section, "How long things live: 90 (seconds), 60s, 15m, 1h, 30d."),
        Key("lifetimes.code", default: "60s", "An authorization code, at most 10m."),
        Key("lifetimes.access_token", default: "1h", "An access token, up to 24h; 15m to 1h suits most."),
        Key("lifetimes.refresh_token", default: "30d", "A refresh token that is not used."),
        Key("lifetimes.grant", default: "365d", "A connection between a person and a client, used or not."),
        Key("lifetimes.unused_client", default: "24h", "An app that registered itself and that nobody ever allowed anything."),
        Key("lifetimes.session", default: "14d", "A sign-in that is not used."),
        Key("lifetimes.session_absolute", default: "90d", "A sign-in, used or not."),
        Key("lifetimes.refresh_grace", default: "60s", "How long a repeated refresh still gets an answer. 0: not at all."),
        Key("keys", .section, "The keys that tokens are signed with."),
        Key(
            "keys.rotate_every", default: "90d",
            "How often new ones take their place, by themselves: from 1h up, or never: then only by `usher key rotate`."),
        Key("limits", .section, "How many attempts in how much time: 20/1m, 100/1h. Beyond it the answer is 429."),
        Key("limits.sign_in_per_account", default: "10/15m", "Wrong passwords for one account."),
        Key("limits.sign_in_per_address", default: "20/1m", "Wrong passwords from one network address."),
        Key("limits.sign_up_per_address", default: "20/1h", "New accounts from one network address."),
        Key("limits.registrations_per_address", default: "100/1h", "Apps that register themselves from one network address."),
        Key("limits.registrations", default: "5000/1h", "Apps that register themselves, altogether."),
        Key("limits.token_failures", default: "60/1m", "Failed client authentications, for one client from one network address."),
    ]

    private static let operation: [Key] = [
        Key(
            "trusted_proxies", .list, example: "[ 127.0.0.1, \"::1\" ]",
            "The proxies in front of Usher, by address or range. Only their X-Forwarded-For, X-Request-ID and traceparent are believed."),
        Key("fetch", .section, "What Usher fetches itself: documents and keys that clients name. Only the public internet is reached."),
        Key(
            "fetch.certificate_authorities", .file, example: "authorities.pem", aside: true,
            "Certificate authorities that are trusted for it besides the system's, a PEM file."),
        Key(
            "fetch.hosts", .named, example: "{ client.example.com: 198.51.100.7 }", aside: true,
            "Addresses of hosts, in place of what DNS says; they are judged all the same."),
        Key("fetch.hosts.*", .text, "The IP address of a host."),
        Key("fetch.largest_document", default: "10240", "The largest document that is read, in bytes: 1024 to 1048576."),
        Key(
            "fetch.dangerously_reachable", .list, example: "[ 10.1.2.0/24 ]", aside: true,
            "DANGEROUS: private ranges that may be reached too. Whoever names a client_id can then make Usher connect there."),
        Key("tls", .optionalSection, "Needed only if Usher itself speaks https, without a proxy in front."),
        Key(
            "tls.certificate", .file, example: "certificate.pem", required: true,
            "The certificate and its chain, a PEM file. A new one is noticed within a minute, or at SIGHUP."),
        Key("tls.key", .file, example: "key.pem", required: true, "The private key, a PEM file."),
        Key("log", .section, "What is written to standard error."),
        Key("log.level", default: "info", "trace, debug, info, notice, warning, error or critical."),
        Key("log.format", default: "text", "text or json."),
        Key("log.requests", default: "false", "true: a line for each request, without its query."),
        Key(
            "admin_listen", example: "127.0.0.1:9464",
            "Where /metrics, /health and /ready are for the operator alone: host:port. Without it nothing is counted."),
        Key("shutdown", .section, "How the server stops when it is asked to."),
        Key(
            "shutdown.drain", default: "0s",
            "How long it still takes new connections while /ready says that it stops, for load balancers: at most 25s."),
        Key("tracing", .optionalSection, "Spans for a collector that speaks OTLP over HTTP, as OpenTelemetry's does."),
        Key(
            "tracing.otlp", example: "http://127.0.0.1:4318/v1/traces", required: true, "Where the collector takes them, as JSON."),
        Key("tracing.sample", default: "0.05", "Which share of the traces that begin here is recorded: 0 to 1."),
        Key("trace", .section, "How connection attempts are recorded, for `usher watch` and `usher trace`."),
        Key("trace.enabled", default: "true", "Whether they are."),
        Key("trace.keep", default: "7d", "How long an attempt is kept."),
        Key("trace.most", default: "10000", "How many attempts are kept at most."),
        Key(
            "insecure_http", default: "false",
            "DANGEROUS: true lets passwords and tokens cross the network unencrypted. For closed test networks only."),
    ]
}
