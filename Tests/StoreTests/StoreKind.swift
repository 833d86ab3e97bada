// The databases that the contract holds for. Another one joins by a line in `all`.

import Foundation
import Identity
import OAuth
import SQLStore
import SQLiteStore
import Testing
import Trace

/// Everything that Usher asks of memory.
typealias ContractStore = Store & IdentityStore & VerificationTokenStore & TraceStore

/// A database that a store can be put on.
struct StoreKind: Sendable, CustomTestStringConvertible {
    let testDescription: String
    private let open: @Sendable (TemporaryFolder) async throws -> any ContractStore

    static let all: [StoreKind] = [
        StoreKind(testDescription: "SQLite in memory") { _ in try await SQLBackedStore(SQLiteDatabase(inMemory: ())) },
        StoreKind(testDescription: "SQLite in a file") { try await SQLBackedStore(SQLiteDatabase(path: $0.path("usher.db"))) },
    ]

    /// Runs `body` on an empty store of this kind.
    func use(_ body: (any ContractStore) async throws -> Void) async throws {
        try await TemporaryFolder.use { folder in try await body(open(folder)) }
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
