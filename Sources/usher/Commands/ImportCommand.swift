// `usher import`: what `usher export` wrote, into an empty database of either kind.

import ArgumentParser
import Foundation
import Keys
import SQLStore

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Put an export into an empty database.",
        discussion: """
            Everybody has to sign in again, and every client to be connected again, unless the export was written with --move. \
            No server starts on the database before all of it is there; if it breaks off, run it again.
            """)
    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "The export.") var file: String
    @Flag(help: "End all sessions and grants although the export is a move.") var asPicture = false
    @Flag(help: "Print one JSON document.") var json = false

    func run() async throws {
        let loaded = try options.load()
        let export = try CheckedExport(ExportedFile(path: file))
        try requireSecret(loaded.configuration, export.head)
        let secret = try SecretFile.secret(for: loaded.configuration)
        let database = try Installation.open(loaded.configuration)
        defer { try? database.close() }
        let work = try Import(
            export, into: database, secret: secret, asPicture: asPicture, at: Installation.now(),
            randomness: Installation.randomness)
        let counts = try await work.run()
        let issuer = loaded.configuration.publicURL.text
        if json {
            return Output.print(
                .object([
                    "kind": work.keepsEverything ? "move" : "picture", "rows": MovedRows(counts).json,
                    "issuer": .string(export.head.issuer),
                ]))
        }
        Output.print(["Imported \(file): \(MovedRows(counts).words)."] + advice(work, export.head.issuer, issuer))
    }

    private func advice(_ work: Import, _ before: String, _ issuer: String) -> [String] {
        var lines = [
            work.keepsEverything
                ? "Sessions, grants and signing keys came along. Start the server here, and never again on the old database."
                : "Sessions, grants and signing keys did not come along: everybody signs in again. Start the server."
        ]
        if before != issuer {
            lines.append("The export was written for \(before), and here the public URL is \(issuer): its consents are for the former.")
        }
        return lines
    }

    /// Opening the database would make a secret, which cannot be the right one.
    private func requireSecret(_ configuration: Configuration, _ head: ExportHead) throws {
        if case .memory = configuration.database {
            throw Failure("the configured database is in memory; what is imported would be gone at once.")
        }
        guard head.kind == .move, !asPicture, !SecretFile.isThere(for: configuration) else { return }
        throw Failure(
            "the export is a move, and the root secret that belongs to it is not here. Copy it beside the database, or name it as `secret_file`."
        )
    }
}
