// One binary: the server, and everything that an operator does with it.

import ArgumentParser
import Foundation

@main
struct Usher: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "usher",
        abstract: "Sign-in for what AI assistants call.",
        discussion: "Begin with `usher init`, put your API's address into usher.yaml, then `usher serve`.",
        version: Version.current,
        subcommands: [
            Serve.self, Initialize.self, UserCommand.self, ClientCommand.self, KeyCommand.self, PluginCommand.self,
            Watch.self, TraceCommand.self, TryCommand.self, DoctorCommand.self, Backup.self, Restore.self, ExportCommand.self,
            ImportCommand.self, DatabaseCommand.self, ConfigCommand.self,
        ])

    static func main() async {
        // Whatever is written belongs to this user alone: the database, the secret beside it, backups.
        umask(0o077)
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            Self.end(with: error)
        }
    }

    /// Exit status 0: done; 1: failed, with one sentence on standard error; 64: wrong usage.
    private static func end(with error: any Error) -> Never {
        let code = exitCode(for: error)
        if code == .validationFailure || code == .success || error is ExitCode { exit(withError: error) }
        FileHandle.standardError.write(Data((Failure.sentence(for: error) + "\n").utf8))
        Foundation.exit(1)
    }
}

enum Version {
    static let current = "0.1.0"
}
