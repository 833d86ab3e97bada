// The keys that another site publishes (RFC 7517 §5), between their uses.

import Keys

/// One JWK Set at a URL.
struct PublishedKeys {
    private let set: Remembered<AssertionKeys>

    private static let ages = Duration.seconds(60)...Duration.seconds(86400)

    init(_ url: String, _ caller: any HTTPCalling, now: @escaping Now) {
        set = Remembered(every: .seconds(30), now: now) {
            guard let answer = try? await caller.answer(to: OutgoingRequest(url, headers: ["Accept": "application/json"])),
                answer.status == 200
            else { throw Self.unavailable("now") }
            guard let set = try? await AssertionKeys(jwks: answer.body), !set.isEmpty else {
                throw ForeignRefusal(.unavailable, "the published keys of the other site hold none that can be used")
            }
            return (set, .keeping(answer.maxAge, usually: .seconds(3600), within: Self.ages))
        }
    }

    /// What a token says that one of the keys has signed.
    ///
    /// - Throws: `TokenProblem` if none has, `ForeignRefusal` if the keys are not to be had.
    func payload(of token: String) async throws -> JSONText {
        do {
            return try await set.reading { try await $0.payload(of: token) }
        } catch is Remembered<AssertionKeys>.TooSoon {
            throw Self.unavailable("a moment ago")
        }
    }

    private static func unavailable(_ when: String) -> ForeignRefusal {
        ForeignRefusal(.unavailable, "the published keys of the other site could not be fetched \(when)")
    }
}
