// The chore that takes what requests have left, places it into attempts, and writes it down. Twice a second, off the path
// of every request; what cannot be written is lost and logged, and no request ever notices.

import Keys
import OAuth
import Profiles
import SQLStore
import Trace

struct TraceKeeper: Sendable {
    let recorder: Recorder
    let store: SQLBackedStore
    let now: Now
    let randomness: any Randomness
    let keep: Duration
    let most: Int

    func write() async throws {
        let gathered = recorder.take()
        guard !gathered.notes.isEmpty || gathered.dropped > 0 else { return }
        let events = gathered.notes.flatMap { $0() }
        let earliest = events.map(\.step.at).min() ?? now()
        let known = try await store.attempts(
            linkedBy: events.flatMap(\.strongLinks), orBy: events.map(\.place), since: earliest - Correlation.window)
        var correlation = Correlation(known) { AttemptID.fresh(randomness) }
        for event in events { correlation.place(event) }
        // Many attempts are of few clients.
        var clients: [ClientID: Client?] = [:]
        try await correlation.describe { try await describe(&$0, &clients) }
        correlation.noteGaps(gathered.dropped, at: now())
        let batch = correlation.result
        guard !batch.isEmpty else { return }
        try await store.record(batch)
    }

    /// - Returns: how many attempts were deleted.
    func sweep(limit: Int) async throws -> Int {
        try await store.sweepTraces(before: now() - keep, most: most, limit: limit)
    }

    /// What the registration says of the client, or what its identifier, its addresses and its user agent look like.
    private func describe(_ attempt: inout Attempt, _ clients: inout [ClientID: Client?]) async throws {
        // From memory alone: a client that is a document is never fetched for the trace.
        if attempt.clientName == nil, let id = attempt.client {
            let found: Client?
            if let known = clients[id] { found = known } else { found = try await store.client(id) }
            clients[id] = .some(found)
            if let client = found {
                attempt.clientName = SafeText.line(client.name, limit: 100)
                if client.registration == .preregistered { attempt.profile = client.profile }
            }
        }
        guard attempt.profile == nil else { return }
        attempt.profile =
            Profile.resembling(
                clientID: attempt.client?.value, redirectURI: attempt.latest("redirect_uri"), userAgent: attempt.latest("user_agent"))?.name
    }
}

extension Patience {
    init(_ configuration: Configuration) { self.init(code: configuration.lifetimes.code) }
}
