// `usher client allow-redirect`: one more address that answers to a client may go to. It is the command that a trace shows
// when a redirect URI was rejected, and it checks as `client add` does.

import ArgumentParser
import Keys
import OAuth
import Profiles
import SQLStore

extension ClientCommand {
    struct AllowRedirect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "allow-redirect", abstract: "Allow one more redirect URI to a client.")
        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The client's identifier.") var id: String
        @Argument(help: "The redirect URI, exactly as the client sends it.") var uri: String
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            // RFC 9700 §4.1.3: compared byte for byte later, so it must be right now.
            if let problem = RedirectURI.problem(with: uri) { throw Failure("\(uri) cannot be allowed. \(problem)") }
            let installation = try await Installation(options)
            var client = try await installation.client(id)
            guard client.grantTypes.contains(.authorizationCode) else {
                throw Failure("\(client.name) signs nobody in, so no answers go anywhere. Add a client of another profile.")
            }
            guard client.registration != .document else {
                throw Failure("\(client.name) describes itself: the document at \(client.id) must list the redirect URI.")
            }
            let isNew = !client.redirectURIs.contains { $0.utf8.elementsEqual(uri.utf8) }
            if isNew {
                client.redirectURIs.append(uri)
                guard try await installation.store.update(client, at: Installation.now()) else {
                    throw Failure("the client was removed just now.")
                }
            }
            if json { return Output.print(client.json(secret: nil)) }
            Output.print(
                [isNew ? "Answers to \(client.name) may go to \(uri) now." : "Answers to \(client.name) may go to \(uri) already."])
        }
    }
}
