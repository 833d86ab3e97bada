// What other servers publish, between its uses: JWK Sets (RFC 7517 §5), discovery documents.

/// One thing that is fetched when it is needed: kept while it is in time, fetched once for all who wait, and asked for only
/// now and then, so that nobody makes us fetch by sending nonsense, and a server that is down is not asked by everybody.
public actor Remembered<Value: Sendable> {
    /// It is not there, and was asked for a moment ago.
    public struct TooSoon: Error {}

    private let interval: Duration
    private let now: Now
    private let fetch: @Sendable () async throws -> (value: Value, age: Duration)
    private var known: (value: Value, expiresAt: Timestamp)?
    /// When it was last asked for, whatever came of it.
    private var triedAt: Timestamp?
    private var flight: Task<Value, any Error>?

    /// - Parameters:
    ///   - interval: how often it may be asked for.
    ///   - fetch: gets it, and says how long it may be kept.
    public init(
        every interval: Duration, now: @escaping Now, fetch: @escaping @Sendable () async throws -> (value: Value, age: Duration)
    ) {
        self.interval = interval
        self.now = now
        self.fetch = fetch
    }

    /// - Throws: `TooSoon`, or whatever fetching it throws. What is old is not used instead.
    public func value() async throws -> Value {
        if let known, now() < known.expiresAt { return known.value }
        guard let value = try await newer() else { throw TooSoon() }
        return value
    }

    /// Fetches it whether there is one or not; `nil` if it was asked for a moment ago.
    public func newer() async throws -> Value? {
        if let flight { return try await flight.value }
        let began = now()
        if let triedAt, began < triedAt + interval { return nil }
        triedAt = began
        let flight = Task {
            defer { self.flight = nil }
            let (value, age) = try await fetch()
            known = (value, began + age)
            return value
        }
        self.flight = flight
        return try await flight.value
    }
}

extension Remembered<AssertionKeys> {
    /// What a token says that one of the keys has signed. For an unknown key the set is fetched again, so that rotation works.
    ///
    /// - Throws: `TokenProblem` if none has, `TooSoon` or what fetching throws if the keys are not to be had.
    public func reading<Answer: Sendable>(
        _ read: @Sendable (AssertionKeys) async throws -> Answer
    ) async throws -> Answer {
        do {
            return try await read(value())
        } catch TokenProblem.unknownKey {
            guard let newer = try? await newer() else { throw TokenProblem.unknownKey }
            return try await read(newer)
        }
    }
}

extension Duration {
    /// How long something may be kept whose server says `age`.
    public static func keeping(_ age: Duration?, usually usual: Duration, within ages: ClosedRange<Duration>) -> Duration {
        min(max(age ?? usual, ages.lowerBound), ages.upperBound)
    }
}
