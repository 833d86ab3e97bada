// The keys that another site publishes (RFC 7517 §5), between their uses. A token with an unknown key fetches the set again,
// so that rotation works, but only now and then, so that nobody makes us fetch by sending nonsense.

import Keys

/// One JWK Set at a URL.
actor PublishedKeys {
    private let url: String
    private let caller: any HTTPCalling
    private let now: Now
    private var keys: AssertionKeys?
    private var expiresAt = Timestamp(milliseconds: 0)
    /// When the set was last asked for, whatever came of it.
    private var triedAt: Timestamp?
    private var flight: Task<AssertionKeys, any Error>?

    private static let ages = Duration.seconds(60)...Duration.seconds(86400)
    private static let usualAge: Duration = .seconds(3600)
    private static let interval: Duration = .seconds(30)

    init(_ url: String, _ caller: any HTTPCalling, now: @escaping Now) {
        self.url = url
        self.caller = caller
        self.now = now
    }

    /// What a token says that one of the keys has signed.
    ///
    /// - Throws: `TokenProblem` if none has, `ForeignRefusal` if the keys are not to be had.
    func payload(of token: String) async throws -> JSONText {
        do {
            return try await set().payload(of: token)
        } catch TokenProblem.unknownKey {
            guard flight != nil || mayAsk, let newer = try? await fetch() else { throw TokenProblem.unknownKey }
            return try await newer.payload(of: token)
        }
    }

    private var mayAsk: Bool { triedAt.map { $0 + Self.interval <= now() } ?? true }

    private func set() async throws -> AssertionKeys {
        if let keys, now() < expiresAt { return keys }
        // A server that is down is not asked again by every sign-in.
        guard flight != nil || mayAsk else { throw Self.unavailable("a moment ago") }
        return try await fetch()
    }

    private func fetch() async throws -> AssertionKeys {
        if let flight { return try await flight.value }
        triedAt = now()
        let flight = Task {
            defer { self.flight = nil }
            guard let answer = try? await caller.answer(to: OutgoingRequest(url, headers: ["Accept": "application/json"])),
                answer.status == 200
            else { throw Self.unavailable("now") }
            guard let set = try? await AssertionKeys(jwks: answer.body), !set.isEmpty else {
                throw ForeignRefusal(.unavailable, "the published keys of the other site hold none that can be used")
            }
            keys = set
            expiresAt = now() + min(max(answer.maxAge ?? Self.usualAge, Self.ages.lowerBound), Self.ages.upperBound)
            return set
        }
        self.flight = flight
        return try await flight.value
    }

    private static func unavailable(_ when: String) -> ForeignRefusal {
        ForeignRefusal(.unavailable, "the published keys of the other site could not be fetched \(when)")
    }
}
