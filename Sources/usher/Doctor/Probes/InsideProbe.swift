// Looks at this machine's own installation without changing it: nothing is created, migrated or signed in.

import Foundation
import GRDB
import Identity
import Keys
import OAuth
import SQLStore
import PostgresStore
import SQLiteStore

struct InsideProbe: Sendable {
    let probes: Probes

    /// The installation that these options mean.
    func look(_ options: ConfigurationOptions) async -> Inside {
        do {
            return await look(try options.load())
        } catch let error as ConfigurationError {
            return Inside(file: error.file ?? "the configuration", mistakes: error.lines)
        } catch {
            return Inside(file: options.config ?? "usher.yaml", mistakes: [Failure.sentence(for: error)])
        }
    }

    func look(_ loaded: LoadedConfiguration) async -> Inside {
        let configuration = loaded.configuration
        var inside = Inside(file: loaded.file ?? "the default configuration")
        inside.configuration = configuration
        inside.relaxed = Self.relaxed(loaded.settings)
        switch configuration.database {
        case .memory: break
        case .sqlite(let path):
            inside.secret = Self.secret(configuration, SecretFile.path(beside: path))
            inside.database = await Self.database(path, loaded, inside.secret)
            inside.freeSpace = Self.freeSpace(at: path)
        case .postgres(let uri):
            inside.secret = Self.secret(configuration, "the file of `secret_file`")
            inside.database = await Self.postgres(uri, loaded, inside.secret)
        }
        for resource in configuration.resources {
            let sight = await probes.ask(Call(method: "HEAD", address: resource.upstream.text))
            inside.upstreams.append(
                Inside.UpstreamSeen(resource: resource.id, address: resource.upstream.text, silence: sight.silence))
        }
        await lookAtServer(configuration, &inside)
        return inside
    }

    private func lookAtServer(_ configuration: Configuration, _ inside: inout Inside) async {
        let listen = configuration.listen
        guard listen.port != 0 else { return }
        let everywhere = ["0.0.0.0": "127.0.0.1", "::": "::1"]
        let host = everywhere[listen.host] ?? listen.host
        let origin = "\(configuration.tls == nil ? "http" : "https")://\(host.contains(":") ? "[\(host)]" : host):\(listen.port)"
        inside.ready = await probes.ask(Call(address: "\(origin)/ready"))
        guard inside.ready?.answer != nil else { return }
        let metadata = await probes.ask(
            Call(address: "\(origin)/.well-known/oauth-authorization-server\(configuration.publicURL.path)"))
        inside.runningIssuer = metadata.answer?.json?["issuer"]?.text
    }

    /// Options named for their danger, and the one that says so in its meaning.
    static func relaxed(_ setting: Setting, at place: [String] = []) -> [Inside.Relaxed] {
        setting.entries.flatMap { entry -> [Inside.Relaxed] in
            let path = place + [entry.name]
            let isNamed = entry.name.hasPrefix("dangerous") || entry.name == "insecure_http"
            let isSwitch = entry.setting.text == "true"
            guard isNamed, isSwitch || !entry.setting.items.isEmpty else { return relaxed(entry.setting, at: path) }
            let meaning = Key.at(path)?.meaning ?? "It takes a protection away."
            return [Inside.Relaxed(key: path.joined(separator: ".") + (isSwitch ? ": true" : ""), meaning: meaning)]
        }
    }

    private static func secret(_ configuration: Configuration, _ standard: String) -> Inside.SecretSeen {
        if let text = ProcessInfo.processInfo.environment[SecretFile.variable], !text.isEmpty { return .inEnvironment }
        let path = configuration.secretFile ?? standard
        return mode(of: path).map { .file(path: path, mode: $0) } ?? .missing(path: path)
    }

    private static func database(_ path: String, _ loaded: LoadedConfiguration, _ secret: Inside.SecretSeen) async -> Inside.DatabaseSeen {
        guard let mode = mode(of: path) else { return .absent(path: path) }
        do {
            return try await opened(path, mode, version: try version(of: path), loaded, secret)
        } catch {
            return .broken(path: path, reason: Failure.sentence(for: error).replacing("usher: ", with: ""))
        }
    }

    private static func postgres(_ uri: String, _ loaded: LoadedConfiguration, _ secret: Inside.SecretSeen) async -> Inside.DatabaseSeen {
        let name = maskingPassword(uri)
        do {
            let database = try PostgresDatabase(uri: uri, connections: 4)
            defer { database.close() }
            let present = try await database.rows("SELECT 1 WHERE to_regclass('migrations') IS NOT NULL", [])
            guard !present.isEmpty else { return .absent(path: name) }
            let version = try await database.rows(SchemaVersion.query, []).first?.first
            guard case .integer(let number)? = version else { return .absent(path: name) }
            // There is no file whose mode could be wrong.
            return try await opened(name, 0o600, version: Int(number), loaded, secret)
        } catch {
            return .broken(path: name, reason: Failure.sentence(for: error).replacing("usher: ", with: ""))
        }
    }

    private static func opened(
        _ path: String, _ mode: Int, version: Int, _ loaded: LoadedConfiguration, _ secret: Inside.SecretSeen
    ) async throws -> Inside.DatabaseSeen {
        if version > SchemaVersion.newest { return .newer(path: path, version: version) }
        if version < SchemaVersion.newest { return .old(path: path, version: version) }
        // Opening the installation would make a secret; without one there is nothing more to see.
        if case .missing = secret { return .closed(path: path) }
        let installation = try await Installation(loaded)
        let contents = try await contents(of: installation)
        try installation.database.close()
        return .open(path: path, mode: mode, contents)
    }

    private static func version(of path: String) throws -> Int {
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        let version = try queue.read { try Int.fetchOne($0, sql: SchemaVersion.query) }
        try queue.close()
        return version ?? 0
    }

    private static func contents(of installation: Installation) async throws -> Inside.Contents {
        let now = Installation.now()
        var hasAdministrator = false
        var accounts = try await installation.store.accounts(after: nil, limit: 500)
        while let last = accounts.last, !hasAdministrator {
            hasAdministrator = accounts.contains { $0.isAdmin && $0.disabledAt == nil }
            accounts = try await installation.store.accounts(after: last.email.key, limit: 500)
        }
        let keys = try await installation.store.signingKeys(at: now)
        return Inside.Contents(
            hasAdministrator: hasAdministrator, keys: keys, clients: try await installation.store.clients(),
            secretFits: keys.allSatisfy { (try? installation.secret.open($0.sealed, for: .signingKeys)) != nil })
    }

    private static func mode(of path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }

    private static func freeSpace(at path: String) -> Int64? {
        let folder = (path as NSString).deletingLastPathComponent
        return (try? FileManager.default.attributesOfFileSystem(forPath: folder)[.systemFreeSize] as? NSNumber)?.int64Value
    }
}
