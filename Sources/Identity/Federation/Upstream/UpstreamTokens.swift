// The tokens that providers gave out with a sign-in: kept sealed, renewed when they are due (RFC 6749 §6), and handed out only as
// access tokens. One caller renews at a time, whichever server it is on: a refresh token that changes is neither lost nor used twice
// (RFC 9700 §4.14.2). No transaction is open while a provider is asked.

import Keys
import Synchronization

/// What providers let this server do for people.
public final class UpstreamTokens: Sendable {
    /// How long one caller may take to renew: more than a request to the provider can take.
    static let lease: Duration = .seconds(60)
    /// How long a provider is left alone that could not be reached.
    static let interval: Duration = .seconds(10)
    /// How often whoever waits for another's renewal looks again, and how many times.
    static let glance: Duration = .milliseconds(100)
    static let glances = 100

    private let store: any UpstreamTokenStore
    private let secret: RootSecret
    private let providers: [String: UpstreamSignIn]
    private let now: Now
    private let pause: @Sendable (Duration) async throws -> Void
    /// Providers that could not be reached, and when that was.
    private let failures = Mutex<[String: Timestamp]>([:])

    /// - Parameters:
    ///   - providers: those whose tokens are kept.
    ///   - pause: waits.
    public init(
        store: any UpstreamTokenStore, secret: RootSecret, providers: [UpstreamSignIn], now: @escaping Now,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.store = store
        self.secret = secret
        self.providers = Dictionary(
            providers.filter { $0.settings.keeping != nil }.map { ($0.settings.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.now = now
        self.pause = pause
    }

    // MARK: Handing out

    public enum Answer: Sendable, Equatable {
        case given(ProviderTokens)
        /// There are none, or the provider takes them no more: the person must sign in there again.
        case signInAgain
        /// - Parameter reason: for the log, if it was just found out.
        case unavailable(retryAfter: Duration, reason: String? = nil)
    }

    /// An access token of a person at a provider, good for some time still.
    public func token(of user: UserID, at provider: String) async throws -> Answer {
        guard let upstream = providers[provider] else { return .signInAgain }
        for _ in 0..<Self.glances {
            guard let kept = try await kept(of: user, upstream) else { return .signInAgain }
            let time = now()
            guard kept.tokens.isDue(at: time) else { return .given(kept.tokens) }
            let usable: Answer? = kept.tokens.isUsable(at: time) ? .given(kept.tokens) : nil
            guard let refresh = kept.tokens.refresh else { return usable ?? .signInAgain }
            if isDown(provider, at: time) { return usable ?? .unavailable(retryAfter: Self.interval) }
            guard try await store.lease(kept.row, until: time + Self.lease, at: time) else {
                if let usable { return usable }
                try await pause(Self.glance)
                continue
            }
            // By itself: whoever asks may go away, and what the provider answers must be kept all the same.
            let outcome = try await Task { try await renew(kept, with: refresh, upstream) }.value
            switch outcome {
            // However soon it ends.
            case .renewed: return try await self.kept(of: user, upstream).map { .given($0.tokens) } ?? .signInAgain
            case .ended: continue
            case .unavailable(_, let reason): return usable ?? .unavailable(retryAfter: Self.interval, reason: reason)
            }
        }
        return .unavailable(retryAfter: Self.interval)
    }

    private func isDown(_ provider: String, at time: Timestamp) -> Bool {
        failures.withLock { $0[provider].map { time < $0 + Self.interval } ?? false }
    }

    // MARK: Renewing

    private struct Kept: Sendable {
        let row: SealedTokens
        let tokens: ProviderTokens
    }

    private func renew(_ kept: Kept, with refresh: String, _ upstream: UpstreamSignIn) async throws -> UpstreamSignIn.Renewal {
        let outcome = await upstream.renew(kept.tokens, refresh)
        switch outcome {
        case .renewed(let fresh): try await insist { try await self.settle(kept, fresh, spent: refresh) }
        // The person may have signed in again meanwhile: then others are there, and these are not.
        case .ended: _ = try await insist { try await self.store.replace(kept.row, by: [], endingLease: true) }
        case .unavailable(let isDown, _):
            if isDown { failures.withLock { $0[upstream.settings.id] = now() } }
            try await store.endLease(of: kept.row)
        }
        return outcome
    }

    /// Writes what was renewed, in whatever state the row is by now.
    private func settle(_ kept: Kept, _ fresh: ProviderTokens, spent refresh: String) async throws {
        var (row, next) = (kept.row, fresh)
        while try await !store.replace(row, by: sealed(next, row), endingLease: true) {
            // Removed meanwhile: then what was renewed is forgotten.
            guard let current = try await current(row), let tokens = opened(current) else { return }
            // Somebody has signed in meanwhile. Theirs is the newer access token; but a refresh token that was only carried over
            // has been used up just now.
            guard tokens.refresh == refresh else { return try await store.endLease(of: current) }
            (row, next) = (current, tokens.renewable(by: fresh))
        }
    }

    /// A provider may have changed the refresh token: a database that is away for a moment must not lose it.
    private func insist<Value: Sendable>(_ write: @Sendable () async throws -> Value) async throws -> Value {
        for _ in 0..<Self.glances {
            do { return try await write() } catch { try await pause(Self.glance) }
        }
        return try await write()
    }

    // MARK: Keeping

    /// Keeps what came with a sign-in, in the place of what was there. To be called when the identity is linked.
    func keep(_ tokens: ProviderTokens, from person: ForeignPerson, of user: UserID) async throws {
        guard keeps(tokens.provider) else { return }
        let new = SealedTokens(
            provider: tokens.provider, issuer: person.issuer, subject: person.subject, user: user, sealed: [])
        for _ in 0..<Self.glances {
            if let row = try await current(new) {
                let next = opened(row).map { tokens.completed(by: $0) } ?? tokens
                if try await store.replace(row, by: sealed(next, row), endingLease: false) { return }
            } else {
                var row = new
                row.sealed = try sealed(tokens, row)
                if try await store.keep(row) { return }
                // Somebody was faster, or the identity is gone.
                guard try await current(new) != nil else { return }
            }
        }
    }

    /// An identity that access is kept for, or was.
    public struct Place: Sendable, Hashable {
        public let issuer: String
        public let subject: String
        /// Whether it is kept now: the provider has not ended it, as far as anybody has seen.
        public let isKept: Bool
    }

    public func places(of user: UserID) async throws -> [Place] {
        try await store.upstreamTokens(of: user).filter { keeps($0.provider) }.map {
            Place(issuer: $0.issuer, subject: $0.subject, isKept: opened($0) != nil)
        }
    }

    /// Whether tokens of the provider are kept.
    func keeps(_ provider: String) -> Bool { providers[provider] != nil }

    // MARK: Rows. Empty ones are of tokens that the provider has ended.

    /// Those of the identity that the person used last: access to another account would be a surprise.
    private func kept(of user: UserID, _ upstream: UpstreamSignIn) async throws -> Kept? {
        let settings = upstream.settings
        guard
            let row = try await store.upstreamTokens(of: user).first(where: {
                $0.provider == settings.id && $0.issuer == settings.issuer
            }), let tokens = opened(row), tokens.clientID == settings.clientID
        else { return nil }
        return Kept(row: row, tokens: tokens)
    }

    /// The row of the same provider and identity, as it is now.
    private func current(_ row: SealedTokens) async throws -> SealedTokens? {
        try await store.upstreamTokens(of: row.user).first {
            $0.provider == row.provider && $0.issuer == row.issuer && $0.subject == row.subject
        }
    }

    private func sealed(_ tokens: ProviderTokens, _ row: SealedTokens) throws -> [UInt8] {
        try secret.seal(tokens.encoded, for: .upstreamTokens, of: row.owner)
    }

    private func opened(_ row: SealedTokens) -> ProviderTokens? {
        (try? secret.open(row.sealed, for: .upstreamTokens, of: row.owner)).flatMap(ProviderTokens.init(encoded:))
    }

    // MARK: With a person who proves something first

    /// What came with a sign-in, for storage that belongs to nobody yet.
    func sealed(_ person: ForeignPerson) throws -> String? {
        try person.tokens.map {
            Base64URL.encode(try secret.seal($0.encoded, for: .upstreamTokens, of: SealedTokens.owner([person.issuer, person.subject])))
        }
    }

    func opened(_ text: String, of person: ForeignPerson) -> ProviderTokens? {
        Base64URL.decode(text).flatMap {
            try? secret.open($0, for: .upstreamTokens, of: SealedTokens.owner([person.issuer, person.subject]))
        }.flatMap(ProviderTokens.init(encoded:))
    }
}
