// The table of mistakes: what somebody may write, and what they have to be told.

import Testing

/// A mistake, the line it must be reported on (0: not in the file), and words that the report must hold.
struct Mistake: Sendable, CustomTestStringConvertible {
    let yaml: String
    let line: Int
    var words: [String]

    init(_ yaml: String, _ line: Int, _ words: String...) {
        self.yaml = yaml
        self.line = line
        self.words = words
    }

    /// Something wrong inside a resource whose `path` and `upstream` are right, on line 5 and later.
    static func resource(_ yaml: String, _ line: Int, _ words: String...) -> Mistake {
        let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)\n" }
        var mistake = Mistake("resources:\n  notes:\n    path: /notes\n    upstream: http://127.0.0.1:9000\n" + lines.joined(), line)
        mistake.words = words
        return mistake
    }

    var testDescription: String { yaml }
}

extension Mistake {
    static let server: [Mistake] = [
        Mistake("sign_up: open\npublc_url: https://a", 2, "`publc_url` is not a key", "did you mean `public_url`?"),
        Mistake("zebra: 1", 1, "`zebra` is not a key", "expected public_url, listen"),
        Mistake("- a", 1, "found a list", "expected a section"),
        Mistake("just text", 1, "found `just text`"),
        Mistake("listen: a\nlisten: b", 1, "`listen` stands more than once"),
        Mistake("listen: 'a\n", 2, "not YAML"),
        Mistake("log:\n\tlevel: info", 2, "not YAML"),
        Mistake("listen:", 1, "`listen`: found nothing", "expected one value"),
        Mistake("listen: [a]", 1, "found a list", "expected one value"),
        Mistake("listen: 8080", 1, "found `8080`", "host:port"),
        Mistake("public_url: example.com", 1, "http:// or https://"),
        Mistake("public_url: https://a%2Fb", 1, "http:// or https://"),
        Mistake("public_url: https://[::g]", 1, "http:// or https://"),
        Mistake("public_url: https://example.com:99999", 1, "expected"),
        Mistake("public_url: https://u:p@example.com", 1, "`https://u:***@example.com`"),
        Mistake("public_url: \"https://example.com/a b\"", 1, "http:// or https://"),
        Mistake("public_url: HTTPS://example.com", 1, "http:// or https://"),
        Mistake("public_url: \"https://example.com:\"", 1, "without its port"),
        Mistake("public_url: ftp://example.com", 1, "http:// or https://"),
        Mistake("public_url: https://example.com/", 1, "without `/` at its end"),
        Mistake("public_url: https://example.com/a?b", 1, "without `?`"),
        Mistake("public_url: https://example.com/a#b", 1, "without `#`"),
        Mistake("public_url: https://example.com:443", 1, "without its port"),
        Mistake("public_url: https://Example.com", 1, "lower case"),
        Mistake("public_url: https://example.com/a/../b", 1, "segment"),
        Mistake("public_url: http://example.com", 1, "expected https", "insecure_http"),
        Mistake("sign_up: open\nlisten: 0.0.0.0:8080", 2, "`listen`", "plain http", "insecure_http"),
        Mistake("insecure_http: yes", 1, "true or false"),
        Mistake("public_url: http://127.1", 1, "expected https", "insecure_http"),
        Mistake("public_url: http://localhost.example.com", 1, "expected https"),
        Mistake("database: usher.db", 1, "sqlite:FILE"),
        Mistake("database: sqlite://usher.db", 1, "sqlite:FILE"),
        Mistake("database: postgres:h/db", 1, "postgres://user@host/database"),
        Mistake("database_connections: 3", 1, "a number from 4 to 200"),
        Mistake("database_connections: many", 1, "a number from 4 to 200"),
        Mistake("sign_in: { mfa: maybe }", 1, "off, optional or required"),
        Mistake("sign_in: { passkeys: yes }", 1, "true or false"),
        Mistake("public_url: http://127.0.0.1:8080\nsign_in: { passkeys: true }", 1, "an address with a name", "http://localhost:8080"),
        Mistake("public_url: https://[2001:db8::1]\nsign_in: { passkeys: true }", 1, "an address with a name"),
        Mistake("sign_up: close", 1, "open or closed", "did you mean `closed`?"),
        Mistake("templates: nowhere", 1, "a folder that exists"),
        Mistake("branding: { color: #fff }\n", 2, "not YAML"),
        Mistake("branding:\n  color: #fff", 2, "found nothing", "quotation marks"),
        Mistake("branding:\n  color: red", 2, "a colour"),
        Mistake("branding:\n  logo: logo.txt", 2, "an image"),
        Mistake("branding:\n  logo: logo.png", 2, "a file that exists"),
        Mistake("branding:\n  nam: A", 2, "`branding.nam` is not a key", "`name`"),
        Mistake("branding: Acme", 1, "found `Acme`", "a section with the keys name, logo or color"),
        Mistake("registration: open", 1, "a section with the keys dynamic"),
        Mistake("registration:\n  dynamic: open", 2, "true or false"),
        Mistake("registration:\n  always_secret: 1", 2, "true or false"),
        Mistake("limits:\n  registrations: lots", 2, "such as 20/1m"),
        Mistake("keys:\n  rotate_every: 59m", 2, "at least 1h"),
        Mistake("keys:\n  rotate_every: no", 2, "never, or a span of time"),
        Mistake("lifetimes:\n  unused_client: 0", 2, "at least 1s"),
        Mistake("lifetimes:\n  code: 11m", 2, "from 1s to 10m"),
        Mistake("lifetimes:\n  access_token: 1 hour", 2, "from 1s to 24h"),
        Mistake("lifetimes:\n  access_token: 25h", 2, "from 1s to 24h"),
        Mistake("lifetimes:\n  session: 1 hour", 2, "such as 90s, 15m, 1h or 30d"),
        Mistake("lifetimes:\n  grant: 1d", 2, "`lifetimes.refresh_token` (30d) is longer than `lifetimes.grant` (1d)"),
        Mistake("lifetimes:\n  session: 100d", 2, "longer than `lifetimes.session_absolute`"),
        Mistake("limits:\n  sign_in_per_address: 20", 2, "such as 20/1m"),
        Mistake("trusted_proxies: 10.0.0.0/8", 1, "expected a list"),
        Mistake("trusted_proxies:\n  - 10.0.0.0/8\n  - 10.0.0.1/8", 3, "`trusted_proxies[1]`", "must be zero"),
        Mistake("trusted_proxies: [ { a: b } ]", 1, "found a section"),
        Mistake("public_url: https://a.example\ntls:\n  key: api.yaml", 2, "`tls.certificate` is missing"),
        Mistake("sign_up: open\ntls: { key: api.yaml, certificate: api.yaml }", 2, "`public_url`", "expected https, as `tls` is set"),
        Mistake("log:\n  level: warn", 2, "expected trace, debug, info", "did you mean"),
        Mistake("log:\n  format: xml", 2, "text or json"),
    ]

    static let resources: [Mistake] = [
        Mistake("resources:\n  - notes", 2, "expected a section of names"),
        Mistake("resources:\n  notes: /notes", 2, "a section with the keys path, upstream"),
        Mistake("resources:\n  notes:\n    path: /notes", 2, "`resources.notes.upstream` is missing", "`upstream: http://127.0.0.1:9000`"),
        Mistake("resources:\n  My Notes: { path: /n, upstream: http://h }", 2, "found `My Notes`", "an id"),
        Mistake("resources:\n  n:\n    path: notes\n    upstream: http://h", 3, "starts with `/`"),
        Mistake("resources:\n  n:\n    path: /\n    upstream: http://h", 3, "starts with `/`"),
        Mistake("resources:\n  n:\n    path: /n/\n    upstream: http://h", 3, "does not end with `/`"),
        Mistake("resources:\n  n:\n    path: /a/../b\n    upstream: http://h", 3, "segment"),
        Mistake("resources:\n  n:\n    path: /a%2Fb\n    upstream: http://h", 3, "only letters"),
        Mistake("resources:\n  n:\n    path: /token\n    upstream: http://h", 3, "/token is Usher's own"),
        Mistake("resources:\n  n:\n    path: /.well-known/x\n    upstream: http://h", 3, "Usher's own"),
        Mistake("resources:\n  n:\n    path: /Account/x\n    upstream: http://h", 3, "Usher's own"),
        Mistake("resources:\n  n:\n    path: /n\n    upstream: 127.0.0.1:9000", 4, "http:// or https://"),
        Mistake("resources:\n  n:\n    path: /n\n    upstream: http://u:secret@h", 4, "`http://u:***@h`", "without user name"),
        Mistake("resources:\n  a: { path: /n, upstream: http://h }\n  b: { path: /n, upstream: http://h }", 3, "which `resources.a` has"),
        Mistake("resources:\n  a: { path: /n/x, upstream: http://h }\n  b: { path: /n, upstream: http://h }", 3, "outside of `/n/x`"),
        Mistake(
            "resources:\n  a: { path: /a, upstream: http://h, identifier: urn:x }\n  b: { path: /b, upstream: http://h, identifier: urn:x }",
            3, "`resources.a` has it"),
        .resource("upstraem: http://h", 5, "did you mean `upstream`?"),
        .resource("kind: grpc", 5, "expected http or mcp"),
        .resource("kind: mpc", 5, "did you mean `mcp`?"),
        .resource("aliases: https://a", 5, "expected a list"),
        .resource("aliases: [ a ]", 5, "`resources.notes.aliases[0]`", "an absolute URI"),
        Mistake(
            "resources:\n  a: { path: /a, upstream: http://h, identifier: urn:x }\n  b:\n    path: /b\n    upstream: http://h\n    aliases: [ urn:x ]",
            6, "`resources.b.aliases[0]`", "`resources.a` has it"),
        .resource("tools: { delete: write }\nscopes: { write: Write }", 5, "`resources.notes.tools` is for MCP servers", "`kind: mcp`"),
        .resource("sign_in: per_tool", 5, "only `kind: mcp` has tools"),
        .resource("kind: mcp\nsign_in: sometimes", 6, "always or per_tool"),
        .resource(
            "kind: mcp\nscopes: { write: Write }\ntools:\n  delete: wirte", 8, "`resources.notes.tools.delete`", "did you mean `write`?"),
        .resource(
            "kind: mcp\nscopes: { write: Write }\ntools:\n  delete: write read", 8, "`resources.notes.tools.delete`", "explains: write"),
        .resource("kind: mcp\ntools:\n  delete: write", 7, "which is empty"),
        .resource("kind: mcp\ntools:\n  delete: \"\"", 7, "one or more scopes"),
        .resource("kind: mcp\ntools:\n  delete: [write]", 7, "found a list"),
        .resource("kind: mcp\ntools: [delete]", 6, "a section of names"),
        .resource("kind: mcp\nscopes: { a: A }\ntools:\n  delete: a anybody", 8, "by itself"),
        .resource("kind: mcp\nscopes: { anybody: All }\ntools:\n  delete: anybody", 8, "another scope"),
        .resource("kind: mcp\nscopes: { a: A }\ntools:\n  delete: a\n  Delete: anybody", 9, "found `Delete`", "`delete`"),
        .resource("kind: mcp\ntools:\n  \"a\\tb\": anybody", 7, "the name of a tool"),
        .resource("kind: mcp\nsign_in: per_tool\nrules:\n  - { path: /**, public: true }", 6, "expected always", "`rules`"),
        .resource("mcp: true", 5, "`resources.notes.mcp`", "`openapi: notes.openapi.yaml` beside it"),
        .resource("kind: mcp\nopenapi: api.yaml\nmcp: true", 7, "an MCP server already"),
        .resource("mcp: yes", 5, "true or false"),
        .resource("openapi: none.yaml\nmcp: true", 5, "`resources.notes.openapi`", "a file that exists"),
        Mistake(
            "resources:\n  a: { path: /a, upstream: http://h, openapi: api.yaml, mcp: true }\n  b:\n    path: /b\n    upstream: http://h\n"
                + "    identifier: http://localhost:8080/a/mcp", 6, "`resources.b.identifier`", "the MCP address of `resources.a`"),
        .resource("identifier: /notes", 5, "an absolute URI"),
        .resource("identifier: https://a/#b", 5, "an absolute URI"),
        .resource("scopes: [a]", 5, "found a list", "a section of names"),
        .resource("scopes:\n  read: Read\n  \"a b\": B", 7, "found `a b`", "a scope of printable ASCII"),
        .resource("scopes:\n  openid: You", 6, "Usher's own"),
        .resource("scopes:\n  read:", 6, "found nothing"),
        .resource("scopes: { read: Read }\ndefault_scopes:\n  - raed", 7, "explains: read", "did you mean `read`?"),
        .resource("scopes: { read: Read }\nimplied_scopes:\n  raed: [ read ]", 7, "found `raed`", "did you mean `read`?"),
        .resource("scopes: { read: Read, write: W }\nimplied_scopes:\n  write: [ raed ]", 7, "did you mean `read`?"),
        .resource("scopes: { read: Read, write: W }\nimplied_scopes:\n  write: read", 7, "expected a list"),
        .resource("implied_scopes: [ read ]", 5, "a section of names"),
        .resource("rules: { path: /** }", 5, "expected a list of sections"),
        .resource("rules:\n  - /**", 6, "found `/**`"),
        .resource("rules:\n  - path: /**", 6, "neither `scope` nor `public: true`"),
        .resource("scopes: { a: A }\nrules:\n  - { path: /**, scope: a, public: true }", 7, "both `scope` and `public: true`"),
        .resource("rules:\n  - { path: /**, scope: a }", 6, "`resources.notes.rules[0].scope`", "which is empty"),
        .resource("rules:\n  - public: true", 6, "`resources.notes.rules[0].path` is missing"),
        .resource("rules:\n  - { path: a, public: true }", 6, "starts with `/`"),
        .resource("rules:\n  - { path: /a*, public: true }", 6, "as a whole segment"),
        .resource("rules:\n  - { path: /../a, public: true }", 6, "segments"),
        .resource("rules:\n  - { path: \"/a?b\", public: true }", 6, "without query"),
        .resource("rules:\n  - { path: /a//b, public: true }", 6, "without empty"),
        .resource("rules:\n  - { path: /a%20b, public: true }", 6, "as they read"),
        .resource("scopes: 5\nrules:\n  - { path: /**, scope: a }", 5, "found `5`", "a section of names"),
        .resource("rules:\n  - { path: /, public: true, methods: [get] }", 6, "methods[0]", "did you mean `GET`?"),
        .resource("rules:\n  - { path: /, public: true, methods: GET }", 6, "expected a list"),
        .resource("rules:\n  - { pth: /, path: /, public: true }", 6, "did you mean `path`?"),
        .resource("timeout: soon", 5, "span of time"),
    ]

    static let plugins: [Mistake] = [
        .resource("plugin: Notes", 5, "a section with the keys name"),
        .resource(plugin("name: \(String(repeating: "n", count: 51))"), 6, "at most 50"),
        .resource(plugin("name_for_model: my notes"), 6, "`resources.notes.plugin.name_for_model`"),
        .resource(plugin("description: \(String(repeating: "d", count: 121))"), 6, "at most 120"),
        .resource(plugin("openapi: nowhere.yaml"), 6, "a file that exists"),
        .resource(plugin("contact: nobody"), 6, "an e-mail address"),
        .resource(plugin("legal: terms.html"), 6, "http:// or https://"),
        .resource(plugin("logo: ftp://a/logo.png"), 6, "http:// or https://"),
        .resource(plugin("content_type: text/plain"), 6, "application/json or application/x-www-form-urlencoded"),
        .resource(plugin("verification_tokens: abc"), 6, "a section of names"),
        .resource(plugin("nam: a"), 6, "did you mean `name`?"),
    ]

    /// A plugin that is right but for its first line.
    private static func plugin(_ line: String) -> String {
        let right = ["name: N", "description: D", "openapi: api.yaml", "contact: a@b", "legal: https://a"]
        let others = right.filter { $0.split(separator: ":")[0] != line.split(separator: ":")[0] }
        return (["plugin:", "  " + line] + others.map { "  " + $0 }).joined(separator: "\n")
    }
}
