// A server whose database was moved away answers no more: it ends as if it had been asked to.

import Foundation
import Logging
import SQLStore
import Synchronization

/// Looks whether the database may still be served.
final class MoveWatch: Sendable {
    private let store: SQLBackedStore
    private let logger: Logger
    private let hasEnded = Atomic(false)

    init(store: SQLBackedStore, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    func look() async throws {
        // While everything is being ended, it is the new keys that matter, and those are heard of as any others.
        guard let standing = try await store.standing(), standing.state != .ending else { return }
        guard !hasEnded.exchange(true, ordering: .relaxed) else { return }
        logger.notice("the server ends: \(standing.sentence)")
        kill(getpid(), SIGTERM)
    }
}
