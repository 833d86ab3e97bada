// How many clients may register themselves: from one network address, and altogether (REQUIREMENTS D-12, T-19).
// Registration is open to everybody, so what it costs must be bounded whatever everybody does.

import Keys

/// Counts registrations.
public struct RegistrationLimiter: Sendable {
    private let perAddress: RateLimiter
    private let altogether: RateLimiter

    private static let everybody = "everybody"

    public init(
        perAddress: RateLimiter = RateLimiter(allowed: 100, window: .seconds(3600)),
        altogether: RateLimiter = RateLimiter(allowed: 5000, window: .seconds(3600))
    ) {
        self.perAddress = perAddress
        self.altogether = altogether
    }

    /// Counts one attempt.
    ///
    /// - Throws: `too_many_requests`, with the time to wait, if there were too many before; then it does not count.
    func count(_ address: String, at now: Timestamp) throws(OAuthError) {
        if let wait = perAddress.wait(for: address, at: now) ?? altogether.wait(for: Self.everybody, at: now) {
            throw OAuthError(
                .tooManyRequests, "Too many clients have registered from here, or altogether. Try again later.",
                retryAfter: wait)
        }
        perAddress.note(for: address, at: now)
        altogether.note(for: Self.everybody, at: now)
    }
}
