// How many clients may register themselves: from one network address, and altogether (REQUIREMENTS D-12, T-19).
// Registration is open to everybody, so what it costs must be bounded whatever everybody does.

import Keys

/// Counts registrations.
public struct RegistrationLimiter: Sendable {
    private let perAddress: RateLimiter
    private let altogether: RateLimiter

    private static let everybody = "everybody"

    public init(perAddress: Allowance, altogether: Allowance, store: any LimitStore) {
        self.perAddress = RateLimiter("registrations of an address", perAddress, store: store)
        self.altogether = RateLimiter("registrations", altogether, store: store)
    }

    /// Counts one attempt, before it is made: the limit is exact.
    ///
    /// - Throws: `too_many_requests`, with the time to wait, if there were too many before.
    func count(_ address: String, at now: Timestamp) async throws {
        var wait = try await perAddress.count(address, at: now)
        // Who is turned away takes nothing from the others.
        if wait == nil { wait = try await altogether.count(Self.everybody, at: now) }
        guard let wait else { return }
        throw OAuthError(
            .tooManyRequests, "Too many clients have registered from here, or altogether. Try again later.",
            retryAfter: wait)
    }
}
