// A limit on how often something may happen, kept in memory: for failed client authentication (OAuth 2.1 §2.4.1)
// and for new accounts. Bounded in size, whatever keys strangers make up.

import Keys
import Synchronization

/// Counts events per key within a window of time.
public final class RateLimiter: Sendable {
    private struct Count {
        var events: Int
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
    public func wait(for key: String, at now: Timestamp) -> Duration? {
        counts.withLock { counts in
            guard let count = counts[key], count.events >= allowed else { return nil }
            let end = count.since + window
            return end > now ? end - now : nil
        }
    }

    /// Counts one event.
    public func note(for key: String, at now: Timestamp) {
        counts.withLock { counts in
            if counts.count >= mostKeys {
                counts = counts.filter { $0.value.since + window > now }
                // Still full: forget everything rather than grow. Guessing 256 bits stays hopeless.
                if counts.count >= mostKeys { counts.removeAll() }
            }
            var count = counts[key] ?? Count(events: 0, since: now)
            if count.since + window <= now { count = Count(events: 0, since: now) }
            count.events += 1
            counts[key] = count
        }
    }

    /// Forgets what was counted.
    public func clear(_ key: String) {
        counts.withLock { counts in if !counts.isEmpty { counts[key] = nil } }
    }
}
