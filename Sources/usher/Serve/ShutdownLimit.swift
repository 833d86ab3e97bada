// A stop finishes what was accepted, but not for ever: a stream that never ends must not keep the server up.

import Foundation
import Logging
import UnixSignals

/// Ends the process a while after it was asked to stop. Every answer that was given is durable by then.
struct ShutdownLimit {
    let logger: Logger

    private static let patience: Duration = .seconds(10)

    /// Waits for the signal that the server itself stops for, too.
    func watch() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
            try await Task.sleep(for: Self.patience)
            logger.notice("some connections did not end by themselves; they are cut")
            Foundation.exit(0)
        }
    }
}
