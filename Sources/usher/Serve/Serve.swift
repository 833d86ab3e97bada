// `usher serve`: the server.

import ArgumentParser
import AsyncHTTPClient
import Foundation
import Gateway
import Hummingbird
import HummingbirdCore
import Keys
import Logging
import NIOCore
import NIOPosix
import PostgresStore
import SQLStore
import ServiceLifecycle
import Telemetry
import Web

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start the server.",
        discussion: "Without a configuration it starts on this machine alone, with its database in the current folder.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let loaded = try options.load()
        let logger = Logs.start(loaded.configuration.log)
        let measuring = Measuring(loaded.configuration, startedAt: Date())
        let certificates = try loaded.configuration.tls.map { try Certificates($0, logger: logger) }
        let installation = try await Installation(loaded, instruments: measuring.instruments, pace: .requests)
        let serving = try await Serving(installation, measuring, logger: logger)
        for advice in serving.advice { logger.notice("\(advice)") }
        let clients = UpstreamClients(on: MultiThreadedEventLoopGroup.singleton)
        // They stop in the opposite order: the public listener first, and what tells of it last.
        var services = self.services(serving, clients.any)
        if let certificates { services.append(certificates) }
        services.append(try application(serving, clients, certificates))
        let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: services, logger: logger))
        let signals = Signals(draining: serving.draining, drain: loaded.configuration.shutdown.drain, logger: logger) {
            await group.triggerGracefulShutdown()
        } reload: {
            certificates?.lookAgain()
        }
        let watch = Task { await signals.watch() }
        defer { watch.cancel() }
        let outcome = await Self.outcome { try await group.run() }
        // Also after a failure: one that is dropped while it is open ends the process.
        try await clients.shutdown()
        try installation.database.close()
        if case .failure(let error as IOError) = outcome, error.errnoCode == EADDRINUSE {
            let admin = loaded.configuration.adminListen.map { " (or \($0.host):\($0.port), `admin_listen`)" } ?? ""
            throw Failure(
                "\(address(loaded.configuration))\(admin) is taken by another program. Stop it, or choose another with --listen.")
        }
        try outcome.get()
    }

    private static func outcome(of work: () async throws -> Void) async -> Result<Void, any Error> {
        do { return .success(try await work()) } catch { return .failure(error) }
    }

    /// What runs beside the public listener, for the operator.
    private func services(_ serving: Serving, _ client: HTTPClient) -> [any Service] {
        let (configuration, measuring, logger) = (serving.installation.configuration, serving.measuring, serving.logger)
        var services: [any Service] = []
        if let tracing = configuration.tracing, let spans = measuring.spans {
            let document = SpanDocument(version: Version.current, instance: Base64URL.encode(Installation.randomness.bytes(9)))
            services.append(
                SpanExporter(
                    queue: spans, client: client, collector: tracing.otlp, document: document, registry: measuring.registry, logger: logger)
            )
        }
        if let address = configuration.adminListen, let registry = measuring.registry {
            let admin = AdminListener(address: address, registry: registry, readiness: serving.site.readiness, logger: logger)
            services.append(admin.application())
        }
        return services
    }

    private func application(
        _ serving: Serving, _ clients: UpstreamClients, _ certificates: Certificates?
    ) throws -> some ApplicationProtocol {
        let configuration = serving.installation.configuration
        let listen = configuration.listen
        var application = Application(
            responder: try serving.responder(clients: clients),
            server: Self.builder(certificates),
            configuration: ApplicationConfiguration(address: .hostname(listen.host, port: listen.port)),
            onServerRunning: { channel in
                Self.greet(configuration, port: channel.localAddress?.port ?? listen.port, file: serving.installation.loaded.file)
            },
            logger: serving.logger)
        application.addServices(serving.chores)
        return application
    }

    private static func builder(_ certificates: Certificates?) -> HTTPServerBuilder {
        // A connection that says nothing for so long is closed, in the middle of a request too.
        var channel = HTTP1Channel.Configuration(
            additionalChannelHandlers: Gateway.channelHandlers(), idleTimeout: .seconds(30))
        channel.httpDecoder.maxHeaderFieldSize = 32 * 1024
        channel.httpDecoder.maxHeaderListSize = 64 * 1024
        channel.httpDecoder.maxHeaderFieldCount = 200
        return HTTPServerBuilder { [channel] responder in
            let plain = EventLoopBound(base: HTTP1Channel(responder: responder, configuration: channel)) { $0.channel.eventLoop }
            guard let certificates else { return plain }
            return SecureChannel(base: plain, certificates: certificates)
        }
    }

    private func address(_ configuration: Configuration) -> String {
        "\(configuration.listen.host):\(configuration.listen.port)"
    }

    /// What to do next, for whoever started the server by hand.
    private static func greet(_ configuration: Configuration, port: Int, file: String?) {
        let host = configuration.listen.host
        let url = configuration.publicURL.text
        var lines = [
            "Usher \(Version.current) listens on \(host.contains(":") ? "[\(host)]" : host):\(port)",
            "  sign-in      \(url)",
            "  metadata     \(url)/.well-known/oauth-authorization-server",
        ]
        if let admin = configuration.adminListen {
            let host = admin.host.contains(":") ? "[\(admin.host)]" : admin.host
            lines.append("  numbers      http://\(host):\(admin.port)/metrics")
        }
        for resource in configuration.resources {
            lines.append("  \(resource.id)  \(url)\(resource.path) → \(resource.upstream.text)")
            if resource.toolDocument != nil { lines.append("  \(resource.id) for MCP clients  \(url)\(resource.mcpPath)") }
        }
        if configuration.resources.isEmpty {
            let cure =
                file == nil
                ? "`usher init` writes usher.yaml; put your API's address into it and start again."
                : "Add one under `resources` in \(file ?? "usher.yaml")."
            lines.append("No API is behind it yet. \(cure)")
        } else {
            lines.append("Next: `usher user add YOU@example.com`, then `usher client add --profile chatgpt-plugin --name ChatGPT`.")
        }
        // Written at once, whoever reads it.
        FileHandle.standardOutput.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    }
}
