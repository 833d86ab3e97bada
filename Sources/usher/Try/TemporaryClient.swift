// The client for a try that was given none.

import Profiles

/// A client added for one try and removed after it.
struct TemporaryClient: Sendable {
    let id: String
    let secret: String
    let remove: @Sendable () async -> Void
}

extension TryCommand {
    /// Adds a client at this machine's own server, whose configuration and database are at hand.
    func temporaryClient(_ profile: Profile) async throws -> TemporaryClient {
        throw TryFailure("Give --client-id and USHER_CLIENT_SECRET; `usher client add --profile \(profile.name)` prints both.")
    }
}
