// What an import refuses, and what becomes of one that does not reach its end.

import Foundation
import GRDB
import Keys
import OAuth
import SQLStore
import SQLiteStore
import Testing
import TestKit

@Suite("An import")
struct ImportTests {
    /// A small house as a move.
    private func file() async throws -> MemoryFile {
        let database = try SQLiteDatabase(inMemory: ())
        let store = try await SQLBackedStore(database)
        _ = try await Household(store).redeemed(store)
        return try await moved(database)
    }

    private func isUntouched(_ database: any SQLDatabase) async throws -> Bool {
        let store = try await SQLBackedStore(database)
        let clients = try await store.clients()
        return try await store.standing() == nil && clients.isEmpty
    }

    @Test("refuses a file that is not whole, at whatever line it was cut")
    func cut() async throws {
        let lines = try await file().lines
        for count in 0..<lines.count {
            let cut = MemoryFile(lines.prefix(count).joined(separator: "\n"))
            #expect(throws: count == 0 ? ImportProblem.noExport : .incomplete, "\(count) lines") { _ = try CheckedExport(cut) }
        }
        let half = MemoryFile(String(lines.joined(separator: "\n").dropLast(5)))
        #expect(throws: ImportProblem.incomplete) { _ = try CheckedExport(half) }
    }

    @Test("refuses a file that was changed")
    func changed() async throws {
        let original = try await file().lines
        let database = try SQLiteDatabase(inMemory: ())
        func refused(_ lines: [String], _ what: Comment) async throws {
            await #expect(throws: ImportProblem.self, what) {
                _ = try await MemoryFile(lines.joined(separator: "\n")).imported(into: database)
            }
            #expect(try await isUntouched(database), what)
        }
        for place in original.indices {
            var lines = original
            lines.remove(at: place)
            try await refused(lines, "without line \(place)")
            try await refused(original + [original[place]], "line \(place) twice")
        }
        let account = try #require(original.firstIndex { $0.contains("\"is_admin\":1") })
        var lines = original
        lines[account] = lines[account].replacing("\"is_admin\":1", with: "\"is_admin\":0")
        try await refused(lines, "another value")
        // Whoever can compute a digest still cannot compute the code under the root secret.
        let body = lines.dropLast().map { $0 + "\n" }.joined()
        let end = try #require(original.last)
        let digest = try #require(end.firstMatch(of: #/"sha256":"([^"]+)"/#)).output.1
        lines[lines.count - 1] = end.replacing(String(digest), with: Digest(of: body).base64URL)
        _ = try CheckedExport(MemoryFile(lines.joined(separator: "\n")))
        try await refused(lines, "another value with its digest")
    }

    @Test("a picture that calls itself a move brings nothing to life")
    func disguised() async throws {
        let source = try SQLiteDatabase(inMemory: ())
        let store = try await SQLBackedStore(source)
        _ = try await Household(store).redeemed(store)
        let file = MemoryFile()
        _ = try await Export(source, into: file).picture(at: noon)
        var lines = file.lines
        lines[0] = lines[0].replacing("\"picture\"", with: "\"move\"")
        let end = try #require(lines.last)
        let digest = try #require(end.firstMatch(of: #/"sha256":"([^"]+)"/#)).output.1
        lines[lines.count - 1] = end.replacing(
            String(digest), with: Digest(of: lines.dropLast().map { $0 + "\n" }.joined()).base64URL)
        let target = try SQLiteDatabase(inMemory: ())
        await #expect(throws: ImportProblem.changed) { _ = try await MemoryFile(lines.joined(separator: "\n")).imported(into: target) }
        #expect(try await isUntouched(target))
    }

    @Test("refuses what a newer version wrote, and what nobody wrote")
    func strange() async throws {
        let head = try #require(try await file().lines.first)
        let table: [(String, ImportProblem)] = [
            ("", .noExport), ("SQLite format 3", .noExport), ("{}", .noExport), ("[]", .noExport),
            (head.replacing("\"usher_export\":1", with: "\"usher_export\":2"), .newer),
            (head.replacing(#/"schema":[0-9]+/#, with: "\"schema\":1000"), .newer),
            (head + "\n{\"table\":\"no_such_table\",\"columns\":{}}", .unknown("no_such_table")),
            (head + "\n{\"table\":\"accounts\",\"columns\":{\"id\":\"float\"}}", .unknown("accounts.id")),
            (head + "\n{\"id\":\"x\"}", .noExport),
            (head + "\n{\"table\":\"accounts\",\"columns\":{\"id\":\"text\"}}\n{\"id\":1}", .noRow("accounts")),
            (head + "\n{\"table\":\"accounts\",\"columns\":{\"id\":\"text\"}}\n{\"other\":\"x\"}", .noRow("accounts")),
        ]
        for (text, problem) in table {
            #expect(throws: problem, "\(text)") { _ = try CheckedExport(MemoryFile(text)) }
        }
    }

    @Test("of a move needs the secret that it was written under, before anything is written", arguments: StoreKind.all)
    func otherSecret(kind: StoreKind) async throws {
        let file = try await file()
        try await kind.useDatabase { database in
            await #expect(throws: ImportProblem.otherSecret) { _ = try await file.imported(into: database, secret: rootSecret(8)) }
            #expect(try await isUntouched(database))
            // As a picture it needs none: what was sealed stays behind.
            let counts = try await file.imported(into: database, asPicture: true, secret: rootSecret(8))
            #expect(counts["accounts"] == 1 && counts["grants"] == nil)
        }
    }

    @Test("of a move that is more than a day old is one of a picture, or none")
    func old() async throws {
        let file = try await file()
        let database = try SQLiteDatabase(inMemory: ())
        await #expect(throws: ImportProblem.tooOld) { _ = try await file.imported(into: database, at: noon + .seconds(86401)) }
        #expect(try await isUntouched(database))
        #expect(try await file.imported(into: database, asPicture: true, at: noon + .seconds(86401))["grants"] == nil)
    }

    @Test("brings a move to life once", arguments: StoreKind.all)
    func once(kind: StoreKind) async throws {
        let file = try await file()
        try await kind.useDatabase { first in
            #expect(try await file.imported(into: first)["grants"] == 1)
            try await kind.useDatabase { second in
                await #expect(throws: ImportProblem.takenElsewhere) { _ = try await file.imported(into: second) }
                #expect(try await isUntouched(second))
                let counts = try await file.imported(into: second, asPicture: true)
                #expect(counts["accounts"] == 1 && counts["grants"] == nil)
            }
        }
    }

    @Test("adds to nothing: a database with anything in it is refused and stays as it is", arguments: StoreKind.all)
    func notEmpty(kind: StoreKind) async throws {
        let file = try await file()
        try await kind.useDatabase { database in
            let store = try await SQLBackedStore(database)
            try await store.revoke(accessToken: "t", at: noon)
            await #expect(throws: ImportProblem.notEmpty("changes")) { _ = try await file.imported(into: database) }
            #expect(try await store.standing() == nil)
            #expect(try await store.heard(after: 0) == ["token t"])
            #expect(try await store.clients().isEmpty)
        }
    }

    @Test("that broke off is served by nobody, and begins anew", arguments: StoreKind.all)
    func brokenOff(kind: StoreKind) async throws {
        let house = try await House()
        let source = try SQLiteDatabase(inMemory: ())
        _ = try await SQLBackedStore(source)
        try await house.fill(source)
        let whole = try await moved(source)
        let count = whole.lines.count
        try await kind.useDatabase { database in
            // Broken off at several places, one after the other; the last time all is well.
            var place: String?
            for breaking in stride(from: 2, to: count, by: 7) {
                let file = MemoryFile(whole.text) { if $0 == breaking { throw MemoryFile.Broken() } }
                if let place { _ = try file.claim(for: place) }
                await #expect(throws: MemoryFile.Broken.self) { _ = try await file.imported(into: database) }
                place = try file.claim(for: "nobody")
                let error = await #expect(throws: StoreError.self) { _ = try await SQLBackedStore(database) }
                #expect(error?.description.contains("import") == true)
            }
            let file = MemoryFile(whole.text)
            if let place { _ = try file.claim(for: place) }
            _ = try await file.imported(into: database)
            #expect(try await house.contents(database) == house.contents(source))
            _ = try await SQLBackedStore(database)
        }
    }

    @Test("that another one has taken over stops")
    func overtaken() async throws {
        try await TemporaryFolder.use { folder in
            let other = try DatabaseQueue(path: folder.path("usher.db"))
            let database = try SQLiteDatabase(path: folder.path("usher.db"))
            let whole = try await file()
            let file = MemoryFile(whole.text) { line in
                if line == 2 { try other.write { try $0.execute(sql: "UPDATE standing SET run = 'another'") } }
            }
            await #expect(throws: ImportProblem.overtaken) { _ = try await file.imported(into: database) }
            await #expect(throws: StoreError.self) { _ = try await SQLBackedStore(database) }
        }
    }

    @Test("opens nothing that somebody else has written into meanwhile")
    func disturbed() async throws {
        try await TemporaryFolder.use { folder in
            let other = try DatabaseQueue(path: folder.path("usher.db"))
            let database = try SQLiteDatabase(path: folder.path("usher.db"))
            let whole = try await file()
            let file = MemoryFile(whole.text) { line in
                // A server that had been started on the empty database makes its first key.
                guard line == 2 else { return }
                try other.write { connection in
                    try connection.execute(sql: "INSERT INTO signing_keys VALUES ('k', 'ES256', x'00', 1, 1, NULL)")
                }
            }
            await #expect(throws: ImportProblem.disturbed("signing_keys")) { _ = try await file.imported(into: database) }
            await #expect(throws: StoreError.self) { _ = try await SQLBackedStore(database) }
            #expect(try await MemoryFile(whole.text).imported(into: database, asPicture: true)["accounts"] == 1)
        }
    }
}
