// `usher backup` and `usher restore`. A backup is taken while the server runs. What was revoked after a backup must
// not come back with it, and nobody can know what that was: so a restore ends every session and every grant, makes
// new signing keys, and keeps people, clients and what people have agreed to.

import ArgumentParser
import Foundation
import Keys
import SQLStore
import SQLiteStore

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the database into a file, while the server runs.")
    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "The file to write; it must not exist.") var file: String
    @Flag(help: "Print one JSON document.") var json = false

    func run() async throws {
        let installation = try await Installation(options)
        guard !FileManager.default.fileExists(atPath: file) else {
            throw Failure("\(file) is there already. Choose another name; a backup overwrites nothing.")
        }
        guard let database = installation.database as? SQLiteDatabase else {
            throw Failure("the database is PostgreSQL: back it up with pg_dump, or write it out with `usher export`. Keep the secret, too.")
        }
        try database.backup(to: file)
        if json { return Output.print(.object(["file": .string(file)])) }
        var lines = ["Wrote \(file)."]
        if case .sqlite(let path) = installation.configuration.database {
            lines.append("Keep \(SecretFile.path(beside: path)) too, in another place: without it the signing keys cannot be read.")
        }
        Output.print(lines)
    }
}

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put a backup in the place of the database. Stop the server first.",
        discussion:
            "Everybody has to sign in again, and every client to be connected again: what was revoked since the backup stays revoked.")
    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "The backup.") var file: String
    @Flag(help: "Print one JSON document.") var json = false

    func run() async throws {
        let loaded = try options.load()
        guard case .sqlite(let path) = loaded.configuration.database else {
            throw Failure(
                """
                the configured database is no file. Into PostgreSQL, restore with pg_restore and run `usher database end-everything` \
                before any server; what `usher export` wrote, `usher import` takes.
                """)
        }
        guard FileManager.default.fileExists(atPath: file) else { throw Failure("there is no file \(file).") }
        guard (try? CheckedExport.isExport(ExportedFile(path: file))) != true else {
            throw Failure("\(file) is an export: `usher import` takes it, into an empty database.")
        }
        let fresh = path + ".restored"
        try Self.removeDatabase(fresh)
        // The backup itself is only read; what is no backup is found out on the copy, before anything is touched.
        try FileManager.default.copyItem(atPath: file, toPath: fresh)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: fresh)
        try await Self.endEverything(in: fresh)
        try Self.replace(path, with: fresh)
        if json { return Output.print(.object(["database": .string(path)])) }
        Output.print([
            "Restored \(path); the database from before is \(path).before-restore.", "Everybody signs in again. Start the server.",
        ])
    }

    private static func endEverything(in path: String) async throws {
        let database = try SQLiteDatabase(path: path)
        // The backup of a database that was moved comes back open: with nothing in it that could have been revoked since.
        let store = try await SQLBackedStore(database, accepting: [.moved, .ending])
        try await store.endEverything(at: Installation.now())
        try database.close()
    }

    private static func replace(_ path: String, with fresh: String) throws {
        let files = FileManager.default
        let kept = path + ".before-restore"
        try removeDatabase(kept)
        for suffix in ["", "-wal", "-shm"] where files.fileExists(atPath: path + suffix) {
            try files.moveItem(atPath: path + suffix, toPath: kept + suffix)
        }
        for suffix in ["-wal", "-shm"] where files.fileExists(atPath: fresh + suffix) {
            try files.moveItem(atPath: fresh + suffix, toPath: path + suffix)
        }
        try files.moveItem(atPath: fresh, toPath: path)
    }

    private static func removeDatabase(_ path: String) throws {
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.removeItem(atPath: path + suffix)
        }
    }
}
