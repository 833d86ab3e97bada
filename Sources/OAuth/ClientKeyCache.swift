// The keys of clients, between their requests: by value, or fetched from the `jwks_uri` that a client names
// (RFC 7591 §2, OpenID Connect Core §10.1.1). An unknown key fetches the set again, so that rotation works, but
// not more often than now and then, so that nobody makes us fetch by sending nonsense.

import Keys

/// Key sets by client, bounded in number and age.
actor ClientKeyCache {
    private struct Entry {
        var keys: AssertionKeys?
        var expiresAt: Timestamp
        /// When the set was last asked for, whatever came of it.
        var triedAt: Timestamp
    }

    private let documents: any DocumentSource
    private let now: Now
    private var fetched: [DocumentURL: Entry] = [:]
    private var inline: [String: AssertionKeys] = [:]
    private var flights: [DocumentURL: Task<AssertionKeys, any Error>] = [:]

    private static let mostSets = 1000
    /// How long a set is kept at most, and at least.
    private static let ages = Duration.seconds(60)...Duration.seconds(3600)
    private static let usualAge: Duration = .seconds(600)
    /// How often one set may be asked for.
    private static let interval: Duration = .seconds(30)

    init(documents: any DocumentSource, now: @escaping Now) {
        self.documents = documents
        self.now = now
    }

    /// The claims of an assertion that was signed with one of the keys.
    ///
    /// - Throws: `TokenProblem` if it was not, `FetchProblem` if the keys are not to be had.
    func claims(of assertion: String, signedWith keys: ClientKeys) async throws -> AssertionClaims {
        switch keys {
        case .inline(let text): return try await set(inline: text).claims(of: assertion)
        case .location(let text):
            let url = try DocumentURL(text)
            let set = try await set(at: url)
            do {
                return try await set.claims(of: assertion)
            } catch TokenProblem.unknownKey {
                guard let newer = try await newerSet(at: url) else { throw TokenProblem.unknownKey }
                return try await newer.claims(of: assertion)
            }
        }
    }

    private func set(inline text: String) async throws -> AssertionKeys {
        if let known = inline[text] { return known }
        let set = try await AssertionKeys(jwks: Array(text.utf8))
        if inline.count >= Self.mostSets { inline.removeAll() }
        inline[text] = set
        return set
    }

    private func set(at url: DocumentURL) async throws -> AssertionKeys {
        if let flight = flights[url] { return try await flight.value }
        if let entry = fetched[url] {
            if let keys = entry.keys, now() < entry.expiresAt { return keys }
            // A server that is down is not asked again by every request that comes.
            guard entry.keys != nil || entry.triedAt + Self.interval <= now() else { throw Self.unavailable }
        }
        return try await fetch(url)
    }

    /// Another set than the one that was just tried; `nil` if it is too early to ask.
    private func newerSet(at url: DocumentURL) async throws -> AssertionKeys? {
        if let flight = flights[url] { return try? await flight.value }
        guard let entry = fetched[url], entry.triedAt + Self.interval <= now() else { return nil }
        return try? await fetch(url)
    }

    private func fetch(_ url: DocumentURL) async throws -> AssertionKeys {
        let began = now()
        if fetched[url] == nil, fetched.count >= Self.mostSets { fetched.removeAll() }
        // What is old is not used after a failure, what is still in time is.
        let previous = fetched[url].flatMap { began < $0.expiresAt ? $0 : nil }
        fetched[url] = Entry(keys: previous?.keys, expiresAt: previous?.expiresAt ?? began, triedAt: began)
        let flight = Task {
            defer { flights[url] = nil }
            let document = try await documents.document(at: url)
            guard let set = try? await AssertionKeys(jwks: document.bytes), !set.isEmpty else {
                throw FetchProblem(.unacceptable, "The client's jwks_uri has no key that can be used here.")
            }
            let age = min(max(document.maxAge ?? Self.usualAge, Self.ages.lowerBound), Self.ages.upperBound)
            fetched[url] = Entry(keys: set, expiresAt: began + age, triedAt: began)
            return set
        }
        flights[url] = flight
        return try await flight.value
    }

    private static let unavailable = FetchProblem(
        .unreachable, "The client's keys could not be fetched a moment ago; try again in half a minute.")
}
