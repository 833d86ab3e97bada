// How many accounts one network address may make: sign-up is open to everybody, so it must not be open to floods.

import Keys
import OAuth

/// Counts new accounts per network address, on all servers together.
public struct SignUpLimiter: Sendable {
    private let limiter: RateLimiter

    public init(_ allowance: Allowance, store: any LimitStore) {
        limiter = RateLimiter("sign-ups", allowance, store: store)
    }

    /// How long this address must wait; `nil` if it may make an account now.
    func wait(for address: String, at now: Timestamp) -> Duration? { limiter.wait(for: address, at: now) }
    /// Counts an account that was made.
    func count(_ address: String, at now: Timestamp) async throws { try await limiter.count(address, at: now) }
}
