// An opened Usher: configuration, database, secret. Commands need no more; the server builds on it.

import ArgumentParser
import Foundation
import Identity
import Keys
import Logging
import OAuth
import Profiles
import SQLStore
import PostgresStore
import SQLiteStore
import Telemetry

/// What every command needs from the outside.
struct Installation: Sendable {
    let loaded: LoadedConfiguration
    let database: any SQLDatabase
    let store: SQLBackedStore
    let secret: RootSecret

    var configuration: Configuration { loaded.configuration }

    static let now: Now = { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
    static let randomness = SystemRandomness()

    init(_ options: ConfigurationOptions) async throws { try await self.init(options.load()) }

    /// - Parameter accepted: why a database may be closed for everybody else and is opened here nevertheless.
    init(
        _ loaded: LoadedConfiguration, instruments: Instruments = .none, accepting accepted: Set<Standing.State> = [],
        pace: Pace = .commands
    ) async throws {
        self.loaded = loaded
        // The secret first: a database must not be touched by a server that could not read it.
        secret = try SecretFile.secret(for: loaded.configuration)
        database = try Self.open(loaded.configuration, pace)
        store = try await SQLBackedStore(MeasuredDatabase.wrapping(database, instruments), accepting: accepted)
    }

    /// The database as it is.
    static func open(_ configuration: Configuration, _ pace: Pace = .commands) throws -> any SQLDatabase {
        switch configuration.database {
        case .memory: return try SQLiteDatabase(inMemory: ())
        case .sqlite(let path): return try SQLiteDatabase(path: path)
        case .postgres(let uri):
            let logger = Logger(label: "usher")
            let connections = configuration.databaseConnections
            return try PostgresDatabase(uri: uri, connections: connections, pace: pace) { logger.warning("\($0)") }
        }
    }

    /// What the engine needs to know of the configuration.
    var settings: Settings {
        var lifetimes = Lifetimes()
        lifetimes.code = configuration.lifetimes.code
        lifetimes.accessToken = configuration.lifetimes.accessToken
        lifetimes.refreshToken = configuration.lifetimes.refreshToken
        lifetimes.grant = configuration.lifetimes.grant
        lifetimes.refreshGrace = configuration.lifetimes.refreshGrace
        lifetimes.unusedClient = configuration.lifetimes.unusedClient
        let issuer = configuration.publicURL.text
        var settings = Settings(
            issuer: issuer, resources: configuration.resources.map { Resource($0, publicURL: issuer) }, lifetimes: lifetimes)
        settings.registration.isOpen = configuration.registration.dynamic
        settings.registration.alwaysGivesSecret = configuration.registration.alwaysSecret
        settings.registration.acceptsDocuments = configuration.registration.metadataDocuments
        settings.registration.pinnedDocuments = Profile.documents
        settings.limits.clientFailures = Allowance(configuration.limits.tokenFailures)
        settings.limits.registrationsPerAddress = Allowance(configuration.limits.registrationsPerAddress)
        settings.limits.registrations = Allowance(configuration.limits.registrations)
        settings.contexts = configuration.signIn.contexts
        settings.keyLifetime = configuration.keys.rotateEvery
        return settings
    }

    var keyCabinet: KeyCabinet { KeyCabinet(store: store, secret: secret) }

    func passwords() -> Passwords { Passwords(randomness: Self.randomness) }

    func accounts() -> Accounts {
        Accounts(store: store, passwords: passwords(), now: Self.now, randomness: Self.randomness)
    }
}

extension Resource {
    init(_ configured: Configuration.Resource, publicURL: String) {
        // Its MCP server is the same resource by another address.
        let mcp = configured.toolDocument.map { _ in publicURL + configured.mcpPath }
        self.init(
            id: ResourceID(configured.id), identifier: configured.identifier, aliases: configured.aliases + [mcp].compactMap { $0 },
            name: configured.name,
            scopes: configured.scopes.map { ScopeSentence(name: $0.name, sentence: $0.sentence) },
            defaultScope: Scope(configured.defaultScopes), impliedScopes: configured.impliedScopes.mapValues { Scope($0) })
    }
}

/// The options that every command takes.
struct ConfigurationOptions: ParsableArguments {
    @Option(help: "The configuration file; by default usher.yaml, if there is one.")
    var config: String?

    @Option(help: "Where to listen, as host:port.")
    var listen: String?

    @Option(help: "The URL at which the world reaches this server: the issuer.")
    var publicURL: String?

    @Option(help: "The database, such as sqlite:usher.db.")
    var database: String?

    func load() throws -> LoadedConfiguration {
        try Configuration.load(
            file: config, environment: ProcessInfo.processInfo.environment,
            overrides: Overrides(listen: listen, publicURL: publicURL, database: database),
            directory: FileManager.default.currentDirectoryPath)
    }
}
