// `usher config`: what is in force, and whether it is right.

import ArgumentParser
import Gateway
import Keys
import Logging
import NIOPosix
import Web

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Print the configuration that is in force, or check it.",
        subcommands: [Print.self, Check.self])

    struct Print: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print every value that is in force, and where it came from.")
        @OptionGroup var options: ConfigurationOptions

        func run() async throws { Swift.print(try options.load().printed(), terminator: "") }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check the configuration, the templates and the plugin documents, without starting.")
        @OptionGroup var options: ConfigurationOptions
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            var loaded = try options.load()
            let file = loaded.file ?? "the configuration"
            // Everything is built as `serve` would, on a database that leaves no trace.
            loaded.configuration.database = .memory
            let serving = try await Serving(Installation(loaded), logger: Logger(label: "usher"))
            let clients = UpstreamClients(on: MultiThreadedEventLoopGroup.singleton)
            do {
                _ = try serving.responder(clients: clients)
            } catch {
                try await clients.shutdown()
                throw error
            }
            try await clients.shutdown()
            let advice = serving.advice
            if json { return Output.print(.object(["valid": true, "advice": .array(advice.map { .string($0) })])) }
            Output.print(["\(file) is right."] + advice)
        }
    }
}
