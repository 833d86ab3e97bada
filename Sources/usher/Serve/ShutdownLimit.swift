// A stop finishes what was accepted, but not for ever: a stream that never ends must not keep the server up.

import Foundation
import Logging
import ServiceLifecycle

/// Ends the process a while after it was asked to stop. Every answer that was given is durable by then.
struct ShutdownLimit: Service {
    let logger: Logger

    private static let patience: Duration = .seconds(20)

    func run() async throws {
        try await gracefulShutdown()
        Task.detached { [logger] in
            try await Task.sleep(for: Self.patience)
            logger.notice("some connections did not end by themselves; they are cut")
            Foundation.exit(0)
        }
    }
}
