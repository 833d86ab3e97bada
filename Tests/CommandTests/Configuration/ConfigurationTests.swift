// DESIGN.md, "Configuration": what a file, the environment and the flags of `serve` add up to.

import FoundationEssentials
import Identity
import Keys
import Testing

@testable import usher

@Suite("configuration")
struct ConfigurationTests {
    @Test("without a file everything has its default")
    func defaults() throws {
        let fixture = try ConfigurationFixture()
        let loaded = try fixture.load()
        let configuration = loaded.configuration
        #expect(loaded.file == nil)
        #expect(configuration.publicURL.text == "http://localhost:8080")
        #expect(try configuration.listen == ListenAddress("127.0.0.1:8080"))
        #expect(configuration.database == .sqlite(path: fixture.directory + "/usher.db"))
        #expect(configuration.resources == [])
        #expect(configuration.signUp == .open)
        #expect(configuration.signIn.mfa == .off)
        #expect(!configuration.signIn.passkeys)
        #expect(configuration.signIn.contexts == [.oneFactor])
        #expect(configuration.registration == Configuration.Registration(dynamic: true, metadataDocuments: true, alwaysSecret: false))
        #expect(configuration.lifetimes.accessToken == .seconds(3600))
        #expect(configuration.lifetimes.refreshGrace == .seconds(60))
        #expect(configuration.limits.signInPerAddress == RateLimit(count: 20, per: .seconds(60)))
        #expect(configuration.trustedProxies == [] && configuration.tls == nil && !configuration.insecureHTTP)
        #expect(configuration.log == Configuration.Log(level: .info, format: .text, requests: false))
        #expect(configuration.adminListen == nil && configuration.tracing == nil && configuration.shutdown.drain == .zero)
    }

    @Test(
        "an empty file, and one with empty sections, is as good as none",
        arguments: ["", "# nothing\n", "resources:\nlimits:\ntrusted_proxies:\n"])
    func empty(yaml: String) throws {
        let fixture = try ConfigurationFixture(yaml)
        let without = try Configuration.load(file: nil, environment: [:], directory: fixture.directory)
        #expect(without.configuration.resources == [])
        #expect(without.configuration.publicURL.text == "http://localhost:8080")
    }

    @Test("every key is read")
    func complete() throws {
        let fixture = try ConfigurationFixture(completeYAML, files: completeFiles)
        let configuration = try fixture.load().configuration
        let notes = try #require(configuration.resources.first)
        #expect(configuration.resources.map(\.id) == ["notes", "tasks"])
        #expect(configuration.publicURL.path == "/usher" && configuration.publicURL.isSecure)
        #expect(notes.upstream.port == 9000 && notes.upstream.path == "/v1")
        #expect(notes.identifier == "https://api.example.com/notes" && notes.name == "My notes")
        #expect(notes.scopes.map(\.name) == ["notes:read", "notes:write"])
        #expect(notes.scopes.map(\.sentence) == ["Read your notes", "Change your notes"])
        #expect(notes.defaultScopes == ["notes:read"])
        #expect(notes.impliedScopes == ["notes:write": ["notes:read"]])
        #expect(
            notes.rules == [
                .init(methods: ["GET", "HEAD"], path: "/**", requirement: .scope("notes:read")),
                .init(methods: [], path: "/status/*", requirement: .anybody),
                .init(methods: [], path: "/**", requirement: .scope("notes:write")),
            ])
        #expect(notes.timeout == .seconds(90))
        #expect(notes.kind == .http && notes.tools == [] && notes.signIn == .always && notes.aliases == ["https://api.example.com"])
        let tasks = try #require(configuration.resources.last)
        #expect(tasks.kind == .mcp && tasks.signIn == .perTool && tasks.aliases == [])
        #expect(
            tasks.tools == [
                .init(name: "delete_task", scopes: ["tasks:write", "tasks:all"]), .init(name: "search", scopes: nil),
            ])
        #expect(configuration.branding.name == #"Acme: "home" # 1"#)
        #expect(configuration.branding.color == "#0a7d5c")
        #expect(configuration.signUp == .closed)
        #expect(configuration.signIn.mfa == .required)
        #expect(configuration.signIn.passkeys)
        #expect(configuration.signIn.contexts == [.oneFactor, .twoFactors, .phishingResistant])
        #expect(configuration.signIn.mail)
        #expect(
            configuration.mail
                == .init(
                    url: .smtp(host: "smtp.example.com", port: 465, isSecure: true, user: "clerk"), from: "clerk@example.com",
                    name: "Acme", passwordFile: fixture.directory + "/tls/key.pem",
                    certificateAuthorities: fixture.directory + "/tls/authorities.pem", allowsPlain: true))
        #expect(configuration.lifetimes.refreshGrace == .zero && configuration.lifetimes.code == .seconds(30))
        #expect(configuration.lifetimes.unusedClient == .seconds(7200))
        #expect(configuration.registration == Configuration.Registration(dynamic: false, metadataDocuments: false, alwaysSecret: true))
        #expect(configuration.keys.rotateEvery == .seconds(30 * 86400))
        #expect(configuration.limits.registrationsPerAddress == RateLimit(count: 7, per: .seconds(60)))
        #expect(configuration.limits.registrations == RateLimit(count: 70, per: .seconds(60)))
        #expect(configuration.limits.tokenFailures == RateLimit(count: 9, per: .seconds(30)))
        #expect(configuration.log == Configuration.Log(level: .debug, format: .json, requests: true))
        #expect(try configuration.adminListen == ListenAddress("127.0.0.1:9464"))
        #expect(configuration.shutdown.drain == .seconds(5))
        #expect(configuration.tracing?.otlp.text == "http://127.0.0.1:4318/v1/traces" && configuration.tracing?.sample == 0.25)
    }

    @Test(
        "signing keys are rotated every ninety days, or as it says, or never",
        arguments: [("", 90), ("keys: { rotate_every: 7d }", 7), ("keys: { rotate_every: never }", nil)] as [(String, Int64?)])
    func rotation(text: String, days: Int64?) throws {
        let fixture = try ConfigurationFixture(text)
        #expect(try fixture.load().configuration.keys.rotateEvery == days.map { .seconds($0 * 86400) })
    }

    @Test("a plugin is read")
    func plugin() throws {
        let fixture = try ConfigurationFixture(completeYAML, files: completeFiles)
        let plugin = try #require(fixture.load().configuration.resources.first?.plugin)
        #expect(plugin.nameForModel == "notes")
        #expect(plugin.descriptionForModel == "Reads notes.\nAsk \"politely\".")
        #expect(plugin.openAPI == fixture.directory + "/notes.openapi.yaml")
        #expect(plugin.logo == .file(fixture.directory + "/logo.png"))
        #expect(plugin.verificationTokens == ["openai": "abc: def"])
        #expect(plugin.contentType == .form && plugin.legal == "https://example.com/legal?now")
    }

    @Test("an API that is an MCP server too takes its tools from its own document, or from its plugin's")
    func tools() throws {
        let plugin = "plugin: { name: N, description: D, openapi: b.yaml, contact: a@example.org, legal: 'https://example.org/l' }"
        let table = [
            ("mcp: true, openapi: a.yaml", "/a.yaml"), ("mcp: true, \(plugin)", "/b.yaml"),
            ("mcp: true, openapi: a.yaml, \(plugin)", "/a.yaml"),
            ("mcp: false, openapi: a.yaml", nil), (plugin, nil),
        ]
        for (lines, document) in table {
            let fixture = try ConfigurationFixture(
                "resources: { n: { path: /n, upstream: 'http://127.0.0.1:1', \(lines) } }", files: ["a.yaml", "b.yaml"])
            let resource = try #require(fixture.load().configuration.resources.first)
            #expect(resource.toolDocument == document.map { fixture.directory + $0 }, "\(lines)")
            #expect(resource.mcpPath == "/n/mcp")
        }
    }

    @Test("what a resource does not say follows from what it says")
    func derived() throws {
        let fixture = try ConfigurationFixture(
            """
            public_url: https://example.com
            resources:
              to-do: { path: /to-do, upstream: http://127.0.0.1:1, scopes: { b: B, a: A } }
            """)
        let resource = try #require(fixture.load().configuration.resources.first)
        #expect(resource.identifier == "https://example.com/to-do" && resource.name == "To-do")
        #expect(resource.defaultScopes == ["b", "a"] && resource.rules == [] && resource.timeout == .seconds(60))
    }

    @Test("the identifier follows the public URL of the command line")
    func derivedFromFlag() throws {
        let fixture = try ConfigurationFixture("resources: { n: { path: /n, upstream: http://127.0.0.1:1 } }")
        let loaded = try fixture.load(overrides: Overrides(publicURL: "https://example.org"))
        #expect(loaded.configuration.resources.first?.identifier == "https://example.org/n")
    }

    @Test("a flag wins over the environment, the environment over the file, the file over the default")
    func precedence() throws {
        let fixture = try ConfigurationFixture("listen: 127.0.0.1:1\nlog: { level: error }\nlifetimes: { code: 10s }\n")
        let environment = ["USHER_LISTEN": "127.0.0.1:2", "USHER_LOG_LEVEL": "debug", "USHER_LIFETIMES_CODE": ""]
        let flags = Overrides(listen: "127.0.0.1:3")
        #expect(try fixture.load().configuration.listen.port == 1)
        #expect(try fixture.load(environment: environment).configuration.listen.port == 2)
        let configuration = try fixture.load(environment: environment, overrides: flags).configuration
        #expect(configuration.listen.port == 3 && configuration.log.level == .debug)
        #expect(configuration.lifetimes.code == .seconds(10) && configuration.lifetimes.grant == .seconds(365 * 86400))
    }

    @Test("the environment reaches lists and sections that the file does not have")
    func environment() throws {
        let fixture = try ConfigurationFixture(nil, files: ["c.pem", "k.pem"])
        let configuration = try fixture.load(environment: [
            "USHER_TRUSTED_PROXIES": "10.0.0.0/8, 192.0.2.1", "USHER_TLS_CERTIFICATE": "c.pem", "USHER_TLS_KEY": "k.pem",
            "USHER_PUBLIC_URL": "https://example.com", "USHER_SERVICE_HOST": "10.1.2.3", "USHER_PORT_8080_TCP_ADDR": "10.1.2.3",
            "USHER_PORT": "tcp://10.1.2.3:8080", "USHER_BINARY": "usher",
        ]).configuration
        #expect(configuration.trustedProxies.count == 2)
        #expect(configuration.tls == Configuration.TLS(certificate: fixture.directory + "/c.pem", key: fixture.directory + "/k.pem"))
    }

    @Test("paths start from the folder of the file, those of the environment and of flags from the working folder")
    func paths() throws {
        let fixture = try ConfigurationFixture()
        try fixture.write("database: sqlite:../data/./usher.db\n", to: "etc/usher/usher.yaml")
        let file = "etc/usher/usher.yaml"
        let here = fixture.directory
        #expect(try fixture.load(file: file).configuration.database == .sqlite(path: here + "/etc/data/usher.db"))
        #expect(try fixture.load(environment: ["USHER_CONFIG": file]).configuration.database == .sqlite(path: here + "/etc/data/usher.db"))
        let flag = Overrides(database: "sqlite:mine.db")
        #expect(try fixture.load(file: file, overrides: flag).configuration.database == .sqlite(path: here + "/mine.db"))
        let absolute = Overrides(database: "sqlite:/var/usher.db")
        #expect(try fixture.load(overrides: absolute).configuration.database == .sqlite(path: "/var/usher.db"))
        #expect(try fixture.load(overrides: Overrides(database: "sqlite::memory:")).configuration.database == .memory)
    }

    @Test(
        "addresses of this machine may be served over plain http",
        arguments: ["http://localhost:8080", "http://127.0.0.1:1", "http://127.8.9.10", "http://[::1]:8080/usher"])
    func loopback(publicURL: String) throws {
        let configuration = try ConfigurationFixture("public_url: \(publicURL)\nlisten: \"[::1]:0\"\n").load().configuration
        #expect(configuration.publicURL.url.absoluteString == publicURL && configuration.publicURL.isLoopback)
    }

    @Test("paths of rules may end with a slash and hold any letter", arguments: ["/", "/items/", "/ä b/*", "/**/x", "/*/**"])
    func patterns(path: String) throws {
        let fixture = try ConfigurationFixture(
            "resources: { n: { path: /n, upstream: http://my_api:80, rules: [ { path: \"\(path)\", public: true } ] } }")
        #expect(try fixture.load().configuration.resources.first?.rules.map(\.path) == [path])
    }

    @Test("plain http may leave the machine only where the dangerous option says so")
    func insecure() throws {
        let yaml = "public_url: http://10.0.0.5\nlisten: 0.0.0.0:80\n"
        #expect(try ConfigurationFixture(yaml).complaints().count == 1)
        #expect(try ConfigurationFixture(yaml + "insecure_http: true\n").complaints() == [])
    }
}
