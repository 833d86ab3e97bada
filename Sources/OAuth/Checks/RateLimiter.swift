// A limit on how often something may happen, on all servers together: failed client authentication (OAuth 2.1 §2.4.1),
// registrations, new accounts, documents of strangers. Events are counted in the database, and a server learns from its
// own counting that a key is over its limit. So a check costs nothing, an event one statement, and where the event is
// only known afterwards, each server may let one too many happen, beside what was under way at the same moment.

import Keys
import Synchronization

/// At most so many in a span of time.
public struct Allowance: Sendable, Equatable {
    public var count: Int
    public var window: Duration

    public init(_ count: Int, within window: Duration) {
        self.count = count
        self.window = window
    }
}

/// Counts events per key within a window of time.
public final class RateLimiter: Sendable {
    private let name: String
    private let allowance: Allowance
    private let store: any LimitStore
    private let mostKeys: Int
    /// What this server was told when it counted, as long as the window lasts.
    private let told = Mutex<[String: Tally]>([:])

    /// - Parameter name: what is limited; each counts by itself.
    public init(_ name: String, _ allowance: Allowance, store: any LimitStore, mostKeys: Int = 10_000) {
        self.name = name
        self.allowance = allowance
        self.store = store
        self.mostKeys = mostKeys
    }

    /// How long the key must wait, or `nil` if it need not, as far as this server knows. Touches no database.
    public func wait(for key: String, at now: Timestamp) -> Duration? {
        told.withLock { told in
            guard let tally = told[key], tally.events >= allowance.count else { return nil }
            // More than a window is left only if the clock was set back.
            return tally.endsAt > now && tally.endsAt - now <= allowance.window ? tally.endsAt - now : nil
        }
    }

    /// Counts one event, unless the key must wait anyway.
    ///
    /// - Returns: how long the key must wait if this was one too many.
    @discardableResult
    public func count(_ key: String, at now: Timestamp) async throws -> Duration? {
        if let wait = wait(for: key, at: now) { return wait }
        var tally = try await store.count(digest(of: key), at: now, window: allowance.window)
        // The window may have been begun by a server whose clock is ahead.
        tally.endsAt = min(tally.endsAt, now + allowance.window)
        remember(key, tally, at: now)
        return tally.events > allowance.count ? tally.endsAt - now : nil
    }

    /// Forgets what was counted, if this server knows of anything.
    public func clear(_ key: String) async throws {
        guard told.withLock({ told in !told.isEmpty && told.removeValue(forKey: key) != nil }) else { return }
        try await store.forget(digest(of: key))
    }

    private func remember(_ key: String, _ tally: Tally, at now: Timestamp) {
        told.withLock { told in
            if told.count >= mostKeys {
                told = told.filter { $0.value.endsAt > now }
                // Still full: forget rather than grow. The next event of each tells again.
                if told.count >= mostKeys { told.removeAll() }
            }
            told[key] = tally
        }
    }

    /// Strangers make up keys, of any length.
    private func digest(of key: String) -> Digest { Digest(of: "\(name)\u{0}\(key)") }
}
