// A PostgreSQL database for each test: a schema of its own in the one that `scripts/with-postgres` has started.

import Foundation
import PostgresStore
import SQLStore

/// An empty schema, gone when the test is over.
struct PostgresSchema: Sendable {
    /// The server for the tests; nil if none was started.
    static let server = ProcessInfo.processInfo.environment["USHER_TEST_POSTGRES"].flatMap { $0.isEmpty ? nil : $0 }

    /// The connection URI that sees only this schema.
    let uri: String
    /// Also what its connections call themselves.
    let name: String
    private let server: String

    static func use(_ body: (PostgresSchema) async throws -> Void) async throws {
        guard let server else { return }
        await places.enter()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await useOne(on: server, body)) } catch { outcome = .failure(error) }
        await places.leave()
        try outcome.get()
    }

    /// The server has so many connections and no more, while tests run all at once.
    private static let places = Places(8)

    private static func useOne(on server: String, _ body: (PostgresSchema) async throws -> Void) async throws {
        let name = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
        let schema = PostgresSchema(
            uri: server + (server.contains("?") ? "&" : "?") + "application_name=\(name)&options=-csearch_path%3D\(name)", name: name,
            server: server)
        try await schema.administer("CREATE SCHEMA \(name)")
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(schema)) } catch { outcome = .failure(error) }
        try await schema.administer("DROP SCHEMA \(name) CASCADE")
        try outcome.get()
    }

    private func administer(_ statement: String) async throws {
        let database = try PostgresDatabase(uri: server, connections: 4)
        defer { database.close() }
        _ = try await database.maintain { try $0.run(statement, []) }
    }
}

/// A line before a few places, first come, first served.
private actor Places {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = count }

    func enter() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
        guard waiting.isEmpty else { return waiting.removeFirst().resume() }
        free += 1
    }
}
