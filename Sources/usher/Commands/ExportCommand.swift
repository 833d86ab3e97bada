// `usher export`: everything in the database as one file, for a database of either kind (docs/exports.md).

import ArgumentParser
import Foundation
import Keys
import SQLStore

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the whole database into a file that another kind of database takes, too.",
        discussion: """
            While the server runs; the file is a picture of one moment, and an import of it ends all sessions and grants. \
            To move house without signing everybody out, add --move: it closes this database in the same moment.
            """)
    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "The file to write; it must not exist.") var file: String?
    @Flag(help: "Close this database for good: its servers end, and what is written is imported once, within a day.")
    var move = false
    @Flag(help: "Open a database again that was closed by --move. All sessions and grants end.") var undoMove = false
    @Flag(help: "Write connection attempts, too.") var traces = false
    @Flag(help: "Print one JSON document.") var json = false

    func validate() throws {
        guard undoMove ? file == nil && !move : file != nil else {
            throw ValidationError(undoMove ? "--undo-move stands alone." : "Name the file to write.")
        }
    }

    func run() async throws {
        let loaded = try options.load()
        try Self.refuseNothing(loaded.configuration)
        if undoMove { return try await undo(Installation(loaded, accepting: [.moved, .ending])) }
        guard let file else { return }
        let installation = try await Installation(loaded, accepting: move ? [.moved] : [])
        let sink = try ExportFile(file)
        defer { sink.close() }
        let export = Export(
            installation.database, into: sink, issuer: loaded.configuration.publicURL.text, program: Version.current,
            secret: installation.secret, includesTraces: traces)
        let counts =
            try await move
            ? export.move(to: file, at: Installation.now(), randomness: Installation.randomness)
            : export.picture(at: Installation.now())
        try installation.database.close()
        if json {
            return Output.print(
                .object(["file": .string(file), "kind": move ? "move" : "picture", "rows": MovedRows(counts).json]))
        }
        Output.print(["Wrote \(file): \(MovedRows(counts).words)."] + advice(file))
    }

    private func advice(_ file: String) -> [String] {
        guard move else {
            return ["It shows this moment: an import of it ends all sessions and grants. `usher export --move` keeps them."]
        }
        return [
            "This database is closed, and servers on it end. Import \(file) once, within a day: `usher import \(file)` with the other",
            "database in the configuration or as --database. The root secret belongs with it; bring it there by another way.",
        ]
    }

    private func undo(_ installation: Installation) async throws {
        guard let standing = try await installation.store.standing() else {
            throw Failure("this database was not moved; there is nothing to undo.")
        }
        // Nobody knows whether the move was imported, and what was revoked there since.
        try await installation.store.endEverything(at: Installation.now())
        try installation.database.close()
        if json { return Output.print(.object(["undone": .string(standing.note)])) }
        Output.print(["This database is open again, and all sessions and grants have ended. Never import the move now."])
    }

    /// A database that is not there would be made, and exported.
    static func refuseNothing(_ configuration: Configuration) throws {
        switch configuration.database {
        case .memory: throw Failure("the configured database is in memory, and empty for whoever opens it.")
        case .sqlite(let path):
            guard FileManager.default.fileExists(atPath: path) else { throw Failure("there is no database \(path).") }
        case .postgres: break
        }
    }
}

/// How many rows of what.
struct MovedRows {
    private let counts: [String: Int]

    init(_ counts: [String: Int]) { self.counts = counts }

    var json: JSON {
        var members: JSON.Members = [:]
        for table in Table.all { members[table.name] = counts[table.name].map { .integer(Int64($0)) } }
        return .object(members)
    }

    var words: String {
        let named = [("accounts", "people"), ("clients", "clients"), ("grants", "grants")]
        let total = counts.values.reduce(0, +)
        return named.compactMap { table, word in counts[table].map { "\($0) \(word)" } }.joined(separator: ", ")
            + ", \(total) rows in all"
    }
}
