// `usher serve`: the server.

import ArgumentParser
import AsyncHTTPClient
import Foundation
import Gateway
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import SQLStore
import UnixSignals
import Web

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start the server.",
        discussion: "Without a configuration it starts on this machine alone, with its database in the current folder.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let loaded = try options.load()
        let logger = Logs.start(loaded.configuration.log)
        let installation = try await Installation(loaded)
        let serving = try await Serving(installation, logger: logger)
        for advice in serving.advice { logger.notice("\(advice)") }
        let client = HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
            configuration: Gateway.clientConfiguration)
        let limit = Task { try await ShutdownLimit(logger: logger).watch() }
        defer { limit.cancel() }
        let outcome = await Self.outcome {
            try await application(serving, client).runService(gracefulShutdownSignals: [.sigterm, .sigint])
        }
        // Also after a failure: a client that is dropped while it is open ends the process.
        try await client.shutdown()
        try installation.database.close()
        if case .failure(let error as IOError) = outcome, error.errnoCode == EADDRINUSE {
            throw Failure("\(address(loaded.configuration)) is taken by another program. Stop it, or choose another with --listen.")
        }
        try outcome.get()
    }

    private static func outcome(of work: () async throws -> Void) async -> Result<Void, any Error> {
        do { return .success(try await work()) } catch { return .failure(error) }
    }

    private func application(_ serving: Serving, _ client: HTTPClient) throws -> some ApplicationProtocol {
        let configuration = serving.installation.configuration
        let listen = configuration.listen
        var application = Application(
            responder: try serving.responder(client: client),
            server: try Self.builder(configuration),
            configuration: ApplicationConfiguration(address: .hostname(listen.host, port: listen.port)),
            onServerRunning: { channel in
                Self.greet(configuration, port: channel.localAddress?.port ?? listen.port, file: serving.installation.loaded.file)
            },
            logger: serving.logger)
        application.addServices(serving.chores)
        return application
    }

    private static func builder(_ configuration: Configuration) throws -> HTTPServerBuilder {
        // A connection that says nothing for so long is closed, in the middle of a request too.
        var channel = HTTP1Channel.Configuration(
            additionalChannelHandlers: Gateway.channelHandlers(), idleTimeout: .seconds(30))
        channel.httpDecoder.maxHeaderFieldSize = 32 * 1024
        channel.httpDecoder.maxHeaderListSize = 64 * 1024
        channel.httpDecoder.maxHeaderFieldCount = 200
        let plain = HTTPServerBuilder { [channel] responder in
            EventLoopBound(base: HTTP1Channel(responder: responder, configuration: channel)) { $0.channel.eventLoop }
        }
        guard let tls = configuration.tls else { return plain }
        let certificates = try NIOSSLCertificate.fromPEMFile(tls.certificate).map { NIOSSLCertificateSource.certificate($0) }
        let key = try NIOSSLPrivateKey(file: tls.key, format: .pem)
        var secure = TLSConfiguration.makeServerConfiguration(certificateChain: certificates, privateKey: .privateKey(key))
        secure.minimumTLSVersion = .tlsv12
        return try .tls(plain, tlsConfiguration: secure)
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
