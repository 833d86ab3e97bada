// How many accounts one network address may make: sign-up is open to everybody, so it must not be open to floods.

import Keys
import OAuth

/// Counts new accounts per network address.
public struct SignUpLimiter: Sendable {
    private let limiter: RateLimiter

    public init(count: Int, per window: Duration) { limiter = RateLimiter(allowed: count, window: window) }

    /// How long this address must wait; `nil` if it may make an account now.
    func wait(for address: String, at now: Timestamp) -> Duration? { limiter.wait(for: address, at: now) }
    func note(_ address: String, at now: Timestamp) { limiter.note(for: address, at: now) }
}
