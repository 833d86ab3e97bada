// `usher database`: what is done to the database as a whole.

import ArgumentParser
import Keys
import OAuth
import SQLStore

struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "database", abstract: "End all sessions and grants of a database.", subcommands: [EndEverything.self])

    struct EndEverything: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "end-everything",
            abstract: "End all sessions and grants, and make new signing keys.",
            discussion: """
                For a database that came back from the past by pg_restore or a disk's snapshot: what was revoked since stays revoked. \
                `usher restore` and `usher import` do it by themselves. People, clients and consents stay.
                """)
        @OptionGroup var options: ConfigurationOptions
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            let loaded = try options.load()
            try ExportCommand.refuseNothing(loaded.configuration)
            let installation = try await Installation(loaded, accepting: [.ending])
            let now = Installation.now()
            try await installation.store.endEverything(at: now) { _ = try await installation.keyCabinet.open(at: now) }
            try installation.database.close()
            if json { return Output.print(.object(["ended": true])) }
            Output.print(["All sessions and grants have ended, and the signing keys are new. Everybody signs in again."])
        }
    }
}
