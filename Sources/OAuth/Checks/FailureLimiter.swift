// A limit on failed client authentication, kept in memory: OAuth 2.1 §2.4.1.
// Bounded in size; the key holds client and address, so that one guesser does not lock out the rightful client.

import Keys
import Synchronization

/// Counts failures per key within a minute.
public final class FailureLimiter: Sendable {
    private struct Count {
        var failures: Int
        var since: Timestamp
    }

    private let counts = Mutex<[String: Count]>([:])
    private let allowed: Int
    private let window: Duration
    private let mostKeys: Int

    public init(allowed: Int = 10, window: Duration = .seconds(60), mostKeys: Int = 10_000) {
        self.allowed = allowed
        self.window = window
        self.mostKeys = mostKeys
    }

    /// How long the key must wait, or `nil` if it need not.
    func wait(for key: String, at now: Timestamp) -> Duration? {
        counts.withLock { counts in
            guard let count = counts[key], count.failures >= allowed else { return nil }
            let end = count.since + window
            return end > now ? end - now : nil
        }
    }

    func noteFailure(for key: String, at now: Timestamp) {
        counts.withLock { counts in
            if counts.count >= mostKeys {
                counts = counts.filter { $0.value.since + window > now }
                // Still full: forget everything rather than grow. Guessing 256 bits stays hopeless.
                if counts.count >= mostKeys { counts.removeAll() }
            }
            var count = counts[key] ?? Count(failures: 0, since: now)
            if count.since + window <= now { count = Count(failures: 0, since: now) }
            count.failures += 1
            counts[key] = count
        }
    }

    func clear(_ key: String) {
        counts.withLock { counts in if !counts.isEmpty { counts[key] = nil } }
    }
}
