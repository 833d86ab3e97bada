// Documents that are answered before the router say what their routes say (RFC 8414 §3.2, RFC 9728 §3.2, RFC 7517 §5).

import HTTPTypes
import Hummingbird
import OAuth
import TestKit
import Testing
import Trace
import Web
import WebTestKit

@Suite("Documents before the router")
struct DocumentsFirstTests {
    private static let documents = [
        "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration",
        "/.well-known/oauth-protected-resource/notes", "/jwks",
    ]

    // A query is nothing to a document, and enough to take the longer way.
    @Test("are byte for byte what their routes answer", arguments: documents, ["http://localhost:8080", "https://usher.test"])
    func same(path: String, issuer: String) async throws {
        let world = try await WebWorld(issuer: issuer)
        let (short, long) = (try await world.send(.get, path), try await world.send(.get, path + "?"))
        #expect(short.status == 200 && short.status == long.status)
        #expect(short.bytes == long.bytes && !short.bytes.isEmpty)
        let names = Set(short.headers.map(\.name) + long.headers.map(\.name))
        #expect(names.count > 8)
        for name in names { #expect(short.headers[values: name] == long.headers[values: name], "\(name)") }
    }

    @Test("do not change what other methods get", arguments: documents)
    func methods(path: String) async throws {
        let world = try await WebWorld()
        #expect(try await world.send(.head, path).bytes.isEmpty)
        #expect(try await world.send(.options, path).status == 204)
        #expect(try await world.send(.post, path).status == 405)
    }

    @Test("leave a note for the trace, once for the same caller")
    func trace() async throws {
        let recorder = Recorder()
        let world = try await WebWorld(adjust: { $0.trace = recorder })
        for path in Self.documents + Self.documents { _ = try await world.send(.get, path, [.userAgent: "node"]) }
        let kinds = recorder.take().notes.flatMap { $0() }.map(\.step.kind)
        #expect(kinds == [.serverMetadata, .serverMetadata, .resourceMetadata])
    }

    @Test("know a new key at once")
    func rotation() async throws {
        let world = try await WebWorld()
        let before = try await world.send(.get, "/jwks").bytes
        try await KeyCabinet(store: world.engine.store, secret: world.engine.secret)
            .rotate(at: world.engine.clock.time, lifetimes: world.engine.server.settings.lifetimes)
        try await world.engine.server.changes.catchUp()
        #expect(try await world.send(.get, "/jwks").bytes != before)
    }
}
