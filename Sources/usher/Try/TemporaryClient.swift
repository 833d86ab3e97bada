// The client for a try that needs a registered one and was given none: added to this machine's own database, where the server
// under trial finds it, and removed afterwards together with all that was granted to it.

import Foundation
import Keys
import OAuth
import Profiles
import SQLStore

/// A client for one try.
struct TemporaryClient: Sendable {
    let credentials: Try.Credentials
    let remove: @Sendable () async -> Void

    /// Adds a client at the server that this machine's configuration describes.
    static func add(
        _ profile: Profile, redirectURI: String, server: String, _ options: ConfigurationOptions
    ) async throws -> TemporaryClient {
        let loaded = try options.load()
        try checkIsOwn(server, loaded.configuration, profile)
        let installation = try await Installation(loaded)
        let isPreset = profile.redirects.given == .refused || !profile.redirects.patterns.isEmpty
        let order = ClientOrder(profile: profile, name: "usher try", redirectURIs: isPreset ? [] : [redirectURI])
        let (client, secret) = try order.client(in: installation)
        guard try await installation.store.register(client) else {
            throw Failure("a temporary client could not be added; try again.")
        }
        return TemporaryClient(credentials: Try.Credentials(id: client.id.value, secret: secret?.text)) {
            // What cannot be removed is left over and visible in `usher client list`; the try itself is over.
            _ = try? await installation.store.remove(client: client.id, at: Installation.now())
        }
    }

    /// A client in another server's database would be of no use, and a database must not appear by being looked for.
    private static func checkIsOwn(_ server: String, _ configuration: Configuration, _ profile: Profile) throws {
        let secret = profile.isConfidential ? " and USHER_CLIENT_SECRET" : ""
        let cure = "Give --client-id\(secret); `usher client add --profile \(profile.name)` at the server prints what is needed."
        let asked = server.hasSuffix("/") ? String(server.dropLast()) : server
        guard configuration.publicURL.text == asked else {
            throw Failure("the configuration here is for \(configuration.publicURL.text), not for \(asked). \(cure)")
        }
        let isHere =
            switch configuration.database {
            case .memory: false
            case .sqlite(let path): FileManager.default.fileExists(atPath: path)
            case .postgres: true
            }
        guard isHere else { throw Failure("the database of \(asked) is not here. \(cure)") }
    }
}
