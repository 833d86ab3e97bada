// Time for tests: it stands still until it is told to move.

import Keys
import Synchronization

/// A clock that moves only when told to.
public final class TestClock: Sendable {
    /// When tests begin: 2026-11-24T12:00:00Z.
    public static let noon = Timestamp(seconds: 1_795_521_600)

    private let current: Mutex<Timestamp>

    public init(_ start: Timestamp = noon) { current = Mutex(start) }

    public var time: Timestamp { current.withLock { $0 } }

    /// The clock as the engine takes it.
    public var now: Now { { self.time } }

    public func advance(by span: Duration) { current.withLock { $0 = $0 + span } }
}
