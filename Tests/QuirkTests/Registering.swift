// Clients that register themselves over HTTP, and are then used as any other.

import HTTPTypes
import Keys
import OAuth
import TestKit
import WebTestKit

extension QuirkWorld {
    /// The answer to a registration.
    ///
    /// - Parameter method: how the client wants to prove itself; `nil` leaves it open.
    func register(
        _ redirectURIs: String..., method: String? = "none", more: JSON.Members = [:], headers: HTTPFields = [:]
    ) async throws -> Answer {
        var request = more
        request["redirect_uris"] = .strings(redirectURIs)
        request["token_endpoint_auth_method"] = method.map { .string($0) }
        var headers = headers
        headers[.contentType] = "application/json"
        return try await web.send(.post, "/register", headers, body: JSON.object(request).encoded)
    }

    /// The client that an answer made, waiting at one of its addresses.
    func client(_ registration: Answer, at redirectURI: String) async throws -> TestClient {
        guard registration.status == 201, let id = try registration.json["client_id"]?.text,
            let client = try await web.engine.store.client(ClientID(id))
        else { throw UnexpectedAnswer("\(registration.status): \(registration.text)") }
        let secret = try registration.json["client_secret"]?.text.flatMap { Secret(.clientSecret, reading: $0) }
        return TestClient(registration: client, secret: secret, redirectURI: redirectURI)
    }

    /// A client without a secret that has registered one address.
    func registered(_ redirectURI: String) async throws -> TestClient {
        try await client(try await register(redirectURI), at: redirectURI)
    }

    /// What a running server does from time to time.
    func sweep() async throws {
        let now = web.engine.clock.time
        _ = try await web.engine.store.sweep(before: now, limit: 1000)
        let unused = web.engine.server.settings.lifetimes.unusedClient
        _ = try await web.engine.store.sweepUnusedClients(before: now - unused, limit: 1000, at: now)
    }
}
