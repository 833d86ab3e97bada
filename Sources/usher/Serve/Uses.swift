// When a client last acted for a person: noted in memory by the gateway, written now and then.

import OAuth
import Keys
import Synchronization

/// The latest use per person and client that has not been written yet.
final class Uses: Sendable {
    private struct Pair: Hashable {
        let user: UserID
        let client: ClientID
    }

    private let latest = Mutex<[Pair: Timestamp]>([:])
    private static let mostPairs = 50_000

    func note(_ use: Use) {
        latest.withLock { latest in
            guard latest.count < Self.mostPairs else { return }
            latest[Pair(user: use.user, client: use.client)] = use.at
        }
    }

    /// What has gathered since the last time.
    func take() -> [Use] {
        latest.withLock { latest in
            defer { latest = [:] }
            return latest.map { Use(user: $0.key.user, client: $0.key.client, at: $0.value) }
        }
    }
}
