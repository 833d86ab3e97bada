// The databases that the contract holds for. Another one joins by a line in `all`.

import Foundation
import Identity
import OAuth
import PostgresStore
import SQLStore
import SQLiteStore
import Testing
import Trace

/// Everything that Usher asks of memory.
typealias ContractStore = Store & IdentityStore & FederationStore & UpstreamTokenStore & PasskeyStore & VerificationTokenStore
    & TraceStore & MailStore

/// A database that a store can be put on.
struct StoreKind: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Whether a commit is cheap enough for hundreds of rounds.
    let isQuick: Bool
    private let withDatabase: @Sendable (_ body: (any SQLDatabase) async throws -> Void) async throws -> Void

    /// SQLite, and PostgreSQL where `scripts/with-postgres` has started one.
    static let all: [StoreKind] = [memory, file] + (PostgresSchema.server == nil ? [] : [postgres])

    private static let memory = StoreKind(testDescription: "SQLite in memory", isQuick: true) { body in
        try await body(SQLiteDatabase(inMemory: ()))
    }

    private static let file = StoreKind(testDescription: "SQLite in a file", isQuick: false) { body in
        try await TemporaryFolder.use { folder in
            let database = try SQLiteDatabase(path: folder.path("usher.db"))
            try await body(database)
            try database.close()
        }
    }

    private static let postgres = StoreKind(testDescription: "PostgreSQL", isQuick: false) { body in
        try await PostgresSchema.use { schema in
            let database = try PostgresDatabase(uri: schema.uri, connections: 4)
            defer { database.close() }
            try await body(database)
        }
    }

    /// Runs `body` on an empty database of this kind.
    func useDatabase(_ body: (any SQLDatabase) async throws -> Void) async throws { try await withDatabase(body) }

    /// Runs `body` on an empty store of this kind.
    func use(_ body: (any ContractStore) async throws -> Void) async throws {
        try await withDatabase { database in try await body(SQLBackedStore(database)) }
    }
}

/// A folder that is gone when the test is over.
struct TemporaryFolder: Sendable {
    private let url: URL

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    static func use(_ body: (TemporaryFolder) async throws -> Void) async throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("usher-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: url) }
        try await body(TemporaryFolder(url: url))
    }
}
