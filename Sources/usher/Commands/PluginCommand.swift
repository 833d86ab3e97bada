// `usher plugin`: what a hosted ChatGPT plugin needs while the server runs.

import ArgumentParser
import Keys
import SQLStore
import Web

struct PluginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin", abstract: "Set the tokens by which a service verifies a plugin's manifest.",
        subcommands: [Verify.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a verification token into the manifest; the running server shows it at once.")
        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The resource, by its name in the configuration.") var resource: String
        @Argument(help: "The token that the service shows; leave it out to remove the token.") var token: String?
        @Option(help: "The service that verifies.") var service = "openai"
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            let installation = try await Installation(options)
            guard installation.configuration.resources.contains(where: { $0.id == resource && $0.plugin != nil }) else {
                throw Failure("the configuration has no plugin for the resource \(resource). Add `plugin:` to it.")
            }
            if let token, let problem = Plugin.problem(verificationToken: token, service: service) { throw Failure(problem) }
            try await installation.store.setVerificationToken(token, from: service, of: resource)
            if json { return Output.print(.object(["resource": .string(resource), "service": .string(service)])) }
            let url = installation.configuration.publicURL.text + Plugin.manifestPath
            Output.print(["\(token == nil ? "Removed" : "Set") the token for \(service); see \(url)."])
        }
    }
}
