// The object graph of a running server, built in this one place.

import Fetch
import Foundation
import Gateway
import Hummingbird
import Identity
import Keys
import Logging
import OAuth
import Pages
import SQLStore
import Telemetry
import Trace
import Web

/// A server, ready to run.
struct Serving {
    let installation: Installation
    let server: AuthorizationServer
    let site: Site
    let plugins: [PluginHosting]
    let tools: [ToolOffer]
    /// Sentences for the operator about what works but could be better.
    let advice: [String]
    let directory: Directory
    let uses = Uses()
    let recorder: Recorder?
    let mailing: Mailing?
    let measuring: Measuring
    let draining = Draining()
    let logger: Logger

    init(_ installation: Installation, _ measuring: Measuring = .none, logger: Logger) async throws {
        let (configuration, store, now) = (installation.configuration, installation.store, Installation.now)
        let directory = Directory(store: store)
        let keys = CurrentKeys(try await installation.keyCabinet.open(at: now()))
        let server = AuthorizationServer(
            settings: installation.settings, store: store, people: directory, keys: keys, secret: installation.secret,
            documents: Fetcher(configuration, logger: logger), now: now, randomness: Installation.randomness)
        try await server.changes.start()
        await server.changes.listen { directory.note($0) }
        self.installation = installation
        self.server = server
        self.directory = directory
        self.logger = logger
        self.measuring = measuring
        let recorder = configuration.trace.isEnabled ? Recorder() : nil
        self.recorder = recorder
        mailing = try configuration.mail.map { try Mailing($0, installation, measuring, logger: logger) }
        let passwords = installation.passwords()
        measuring.read(passwords: passwords, recorder: recorder, database: installation.database)
        var site = Site(
            address: PublicAddress(issuer: configuration.publicURL.text), server: server, identity: store,
            signIn: SignIn(
                store: store, passwords: passwords, policy: LimitPolicy(configuration.limits),
                lifetimes: SessionLifetimes(configuration.lifetimes), secondFactors: configuration.signIn.mfa,
                takesPasskeys: configuration.signIn.passkeys, now: now, randomness: Installation.randomness),
            pages: try Self.pages(configuration), secret: installation.secret, randomness: Installation.randomness,
            proxies: TrustedProxies { address in configuration.trustedProxies.contains { $0.contains(address) } },
            allowsSignUp: configuration.signUp == .open,
            signUps: SignUpLimiter(Allowance(configuration.limits.signUpPerAddress), store: store),
            logo: try configuration.branding.logo.map(Self.logo), passkeys: Self.passkeys(installation), trace: recorder,
            attempts: AttemptList(store: store, patience: Patience(configuration)),
            mail: configuration.mail.map { _ in
                MailDesk(
                    installation.mailSecrets(), store: store, limits: store, signsIn: configuration.signIn.mail)
            },
            readiness: Readiness(draining, store, logger: logger), instruments: measuring.instruments)
        site.elsewhere = try await Elsewhere.of(installation, OutgoingCalls())
        self.site = site
        plugins = try configuration.resources.compactMap { try Self.plugin(of: $0, installation) }
        let offers = try configuration.resources.compactMap { try ToolOffering($0, publicURL: configuration.publicURL) }
        tools = offers.map(\.offer)
        advice = plugins.flatMap(\.advice) + offers.flatMap(\.advice)
    }

    private static func passkeys(_ installation: Installation) -> Passkeys? {
        let configuration = installation.configuration
        guard configuration.signIn.passkeys,
            let party = RelyingParty(
                origin: PublicAddress(issuer: configuration.publicURL.text).origin, name: configuration.branding.name)
        else { return nil }
        return Passkeys(
            party, store: installation.store, secret: installation.secret, now: Installation.now, randomness: Installation.randomness)
    }

    static func pages(_ configuration: Configuration) throws -> Pages {
        let address = PublicAddress(issuer: configuration.publicURL.text)
        let branding = try Branding(
            name: configuration.branding.name,
            logo: configuration.branding.logo.map { _ in Site.logoPath(at: address) }, color: configuration.branding.color)
        return try Pages(branding: branding, overrides: configuration.templates)
    }

    private static func logo(_ file: String) throws -> Site.Asset {
        guard let asset = Site.Asset(pictureFile: file) else {
            throw Failure("the logo \(file) is not a PNG, JPEG, SVG or WebP picture of at most 1 MiB.")
        }
        return asset
    }

    private static func plugin(
        of resource: Configuration.Resource, _ installation: Installation
    ) throws -> PluginHosting? {
        guard let configured = resource.plugin else { return nil }
        let plugin = try Plugin.load(
            PluginSettings(configured, resource, publicURL: installation.configuration.publicURL.text), baseFolder: "/")
        let store = installation.store
        return PluginHosting(plugin) {
            // What was set by command is newer than the file.
            configured.verificationTokens.merging(try await store.verificationTokens(of: resource.id)) { $1 }
        }
    }

    /// What answers requests: the documents, then every route, the gateway's included.
    func responder(clients: UpstreamClients) throws -> Observed<DocumentsFirst<RouterResponder<WebContext>>> {
        let router = Router(context: WebContext.self)
        Routes.add(site, plugins: plugins, to: router)
        let routes = try installation.configuration.resources.map {
            try Route($0, publicURL: installation.configuration.publicURL)
        }
        let gateway = Gateway(
            routes: routes, gate: GateKeeper(server: server, directory: directory, uses: uses),
            signer: KeptAssertions(Assertions(server: server), lifetime: Assertions.lifetime, now: server.now),
            clients: clients, trace: gatewayTrace, instruments: measuring.instruments)
        gateway.addRoutes(to: router)
        gateway.addTools(tools, to: router)
        let configuration = installation.configuration
        let observation = Observation(
            proxies: site.proxies, draining: draining, endpoints: EndpointTable(site.address, routes: routes.map(\.path)),
            instruments: measuring.instruments, logsRequests: configuration.log.requests)
        return Observed(observation, next: DocumentsFirst(site, next: router.buildResponder()))
    }

    private var gatewayTrace: GatewayTrace? {
        recorder.map { recorder in
            GatewayTrace(recorder: recorder, now: server.now) { [proxies = site.proxies] peer, headers in
                proxies.clientAddress(peer: peer, headers)
            }
        }
    }

    var chores: Chores {
        let keeper = recorder.map { recorder in
            TraceKeeper(
                recorder: recorder, store: installation.store, now: server.now,
                randomness: Installation.randomness, keep: installation.configuration.trace.keep,
                most: installation.configuration.trace.most)
        }
        return Chores(
            server: server, database: installation.database, store: installation.store, uses: uses, trace: keeper, mailing: mailing,
            logger: logger)
    }
}

extension WebContext: ConnectionContext {}

extension Route {
    init(_ configured: Configuration.Resource, publicURL: HTTPURL) throws {
        let address = PublicAddress(issuer: publicURL.text)
        // RFC 9728 §3.1: the well-known part stands before the resource's own path.
        let path =
            configured.identifier.hasPrefix(address.origin + "/")
            ? String(configured.identifier.dropFirst(address.origin.count)) : ""
        guard let metadata = URL(string: address.origin + "/.well-known/oauth-protected-resource" + path) else {
            throw Failure("the identifier of the resource \(configured.id) is not a URL.")
        }
        try self.init(
            id: configured.id, path: address.basePath + configured.path, upstream: configured.upstream.url,
            identifier: configured.identifier,
            scopes: Dictionary(configured.scopes.map { ($0.name, $0.sentence) }) { first, _ in first },
            defaultScopes: configured.defaultScopes, rules: configured.rules.map(Rule.init), timeout: configured.timeout,
            metadataURL: metadata,
            kind: configured.kind == .mcp ? .mcp(ToolRules(configured)) : .http)
    }
}

extension ToolRules {
    init(_ configured: Configuration.Resource) {
        let tools = configured.tools.map { ($0.name, $0.scopes.map(Access.scopes) ?? .anybody) }
        self.init(Dictionary(tools) { first, _ in first }, signIn: configured.signIn == .perTool ? .perTool : .always)
    }
}

extension Rule {
    init(_ configured: Configuration.Rule) throws {
        switch configured.requirement {
        case .scope(let scope): try self.init(methods: configured.methods, path: configured.path, scope: scope)
        case .anybody: try self.init(methods: configured.methods, path: configured.path, isPublic: true)
        }
    }
}

extension Allowance {
    init(_ limit: RateLimit) { self.init(limit.count, within: limit.per) }
}

extension LimitPolicy {
    init(_ limits: Configuration.Limits) {
        self.init()
        freeFailures = limits.signInPerAccount.count
        memory = limits.signInPerAccount.per
        addressWindows = [
            Window(limits.signInPerAddress.count, within: limits.signInPerAddress.per),
            // Five times as much in an hour, whatever the short window is: the slow guesser is stopped too.
            Window(limits.signInPerAddress.count * 5, within: max(.seconds(3600), limits.signInPerAddress.per * 2)),
        ]
    }
}

extension SessionLifetimes {
    init(_ lifetimes: Configuration.Lifetimes) {
        self.init()
        idle = lifetimes.session
        absolute = lifetimes.sessionAbsolute
    }
}

extension PluginSettings {
    init(_ plugin: Configuration.Plugin, _ resource: Configuration.Resource, publicURL: String) {
        let (file, url): (String?, String?) =
            switch plugin.logo {
            case .file(let file)?: (file, nil)
            case .url(let url)?: (nil, url)
            case nil: (nil, nil)
            }
        self.init(
            id: resource.id, name: plugin.name, nameForModel: plugin.nameForModel, description: plugin.description,
            descriptionForModel: plugin.descriptionForModel, contactEmail: plugin.contact, legalURL: plugin.legal,
            openAPIFile: plugin.openAPI, logoFile: file, externalLogo: url, contentType: plugin.contentType == .json ? .json : .form,
            scopes: resource.scopes.map { Scope(name: $0.name, meaning: $0.sentence) }, publicURL: publicURL,
            resourceURL: publicURL + resource.path,
            authorizationEndpoint: publicURL + Endpoint.authorization.path,
            tokenEndpoint: publicURL + Endpoint.token.path)
    }
}
