// Guessing passwords is slowed down, for the account and for the network address (OWASP ASVS 6.3.1).
// Never a hard lock: that would let anybody shut anybody else out. Counted alike for addresses without an account.
// A browser in which the person has signed in before has a count of its own, so that whoever guesses elsewhere, however
// long and from however many addresses, does not keep the person waiting there (OWASP, device cookies).

import Keys

/// How often a password may be wrong.
public struct LimitPolicy: Sendable, Equatable {
    /// At most `count` failures within `span`, from one network address.
    public struct Window: Sendable, Equatable {
        public var count: Int
        public var span: Duration
        public init(_ count: Int, within span: Duration) {
            self.count = count
            self.span = span
        }
    }

    /// How many failures an account sees before the next attempt has to wait.
    public var freeFailures = 5
    /// The wait after the last free failure; each further failure doubles it.
    public var firstDelay: Duration = .seconds(1)
    public var longestDelay: Duration = .seconds(15 * 60)
    /// How long after the last failure an account's count is forgotten.
    public var memory: Duration = .seconds(24 * 3600)
    /// What one network address may fail. Windows need different spans.
    public var addressWindows = [Window(20, within: .seconds(60)), Window(100, within: .seconds(3600))]

    public init() {}

    /// How long an account waits after so many failures in a row.
    func delay(after failures: Int) -> Duration {
        guard failures >= freeFailures else { return .zero }
        // Twenty doublings are past every sensible longest delay, and far from overflow.
        return min(firstDelay * (1 << min(failures - freeFailures, 20)), longestDelay)
    }
}

/// The counts of failed attempts, and what follows from them.
struct Limits: Sendable {
    let store: any IdentityStore
    let policy: LimitPolicy

    /// Who is trying what.
    struct Attempt: Sendable {
        let account: FailureKey
        /// `nil` if only the account counts.
        let address: NetworkAddress?

        /// Guesses at a person's password where that person has signed in before.
        init(inKnownBrowserOf user: UserID) {
            account = FailureKey(stored: "known:" + user.value)
            address = nil
        }

        /// Guesses at a person's second factor.
        init(secondFactorOf user: UserID, from device: Device) {
            account = FailureKey(stored: "second:" + user.value)
            address = NetworkAddress(device.address)
        }

        /// Only a digest of the e-mail key is kept: people type passwords into the wrong field.
        init(_ email: EmailKey, from device: Device) {
            account = FailureKey(stored: "account:" + Digest(of: email.value).base64URL)
            address = NetworkAddress(device.address)
        }
    }

    /// What is known about an attempt before it is made.
    struct Standing: Sendable {
        /// The attempt is not allowed before then.
        var limitedUntil: Timestamp?
        /// How often the account's proof has failed lately.
        var failures = 0
        /// Whether success has something to clear.
        var hasFailures = false
    }

    func standing(of attempt: Attempt, at now: Timestamp) async throws -> Standing {
        let windows = windows(of: attempt)
        let known = try await store.failures([attempt.account] + windows.map(\.key))
        var standing = Standing()
        for failures in known {
            if failures.key == attempt.account { standing.hasFailures = true }
            guard now < failures.forgottenAt else { continue }
            if failures.key == attempt.account { standing.failures = failures.count }
            let until: Timestamp
            if failures.key == attempt.account {
                until = failures.lastAt + policy.delay(after: failures.count)
            } else if let window = windows.first(where: { $0.key == failures.key })?.window,
                failures.count >= window.count
            {
                until = failures.forgottenAt
            } else {
                continue
            }
            if now < until { standing.limitedUntil = max(until, standing.limitedUntil ?? until) }
        }
        return standing
    }

    func recordFailure(of attempt: Attempt, at now: Timestamp) async throws {
        let account = Failure(key: attempt.account, at: now, forgottenAt: now + policy.memory, prolongs: true)
        try await store.record(
            [account]
                + windows(of: attempt).map {
                    Failure(key: $0.key, at: now, forgottenAt: now + $0.window.span, prolongs: false)
                })
    }

    private func windows(of attempt: Attempt) -> [(key: FailureKey, window: LimitPolicy.Window)] {
        guard let address = attempt.address else { return [] }
        return policy.addressWindows.map {
            (FailureKey(stored: "address:\($0.span.inSeconds):\(address.text)"), $0)
        }
    }
}
