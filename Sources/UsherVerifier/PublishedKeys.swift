// Usher's public keys, kept for a bounded time. One fetch at a time serves all who wait; a stranger who invents
// key identifiers causes at most one fetch in ten seconds; an outage of Usher's is bridged with the last good keys.

import Keys

/// The keys that are current, refetched as they age.
actor PublishedKeys {
    /// How long keys are used without asking again: a retired key is refused after this.
    static let maximumAge: Duration = .seconds(300)
    /// The least time from the start of one fetch to the next.
    static let pause: Duration = .seconds(10)
    /// How long the last good keys are used while every fetch fails.
    static let longestOutage: Duration = .seconds(3600)

    private let source: KeySource
    private let now: Now
    private var good: (keys: PublicKeys, fetchedAt: Timestamp)?
    private var lastAttempt: Timestamp?
    private var lastProblem = "no keys have been fetched yet"
    private var running: Task<PublicKeys, any Error>?

    init(_ source: KeySource, now: @escaping Now) {
        self.source = source
        self.now = now
    }

    /// Keys that are fresh, or the best there are.
    func current() async throws(Refusal) -> PublicKeys {
        if let good, isWithin(Self.maximumAge, since: good.fetchedAt) { return good.keys }
        if let fetched = await refetched() { return fetched }
        if let good, isWithin(Self.longestOutage, since: good.fetchedAt) { return good.keys }
        throw .keysUnavailable(detail: lastProblem)
    }

    /// Keys fetched just now, or `nil` if it failed or was tried a moment ago.
    func refetched() async -> PublicKeys? {
        if let running { return try? await running.value }
        if let lastAttempt, isWithin(Self.pause, since: lastAttempt) { return nil }
        lastAttempt = now()
        // A task of its own: the first caller may hang up while others wait for the same keys.
        let task = Task { [source] in try await source.load() }
        running = task
        defer { running = nil }
        do {
            let keys = try await task.value
            good = (keys, now())
            return keys
        } catch {
            lastProblem = String(describing: error)
            return nil
        }
    }

    // A clock that was set back must not make keys immortal: a negative age counts as too old.
    private func isWithin(_ span: Duration, since time: Timestamp) -> Bool {
        let age = now() - time
        return age >= .zero && age < span
    }
}
