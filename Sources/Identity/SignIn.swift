// Signing in with e-mail and password (OWASP ASVS 6.3 and 7.2).
// Whatever is wrong, the answer, the counting and the time are the same: nothing tells whether an account exists.

import Keys

/// How long a session lives.
public struct SessionLifetimes: Sendable, Equatable {
    /// Without use.
    public var idle: Duration = .seconds(14 * 86400)
    /// In all.
    public var absolute: Duration = .seconds(90 * 86400)
    /// Use is written down at most this often.
    public var renewal: Duration = .seconds(60)

    public init() {}
}

/// Signs people in.
public struct SignIn: Sendable {
    public enum Outcome: Sendable, Equatable {
        /// The secret goes into the browser's cookie and nowhere else.
        case signedIn(Session, Secret)
        /// Unknown, disabled or wrong: which, stays unsaid.
        case refused
        /// Nothing was checked; the next attempt may be made then.
        case limited(until: Timestamp)
    }

    let store: any IdentityStore
    let passwords: Passwords
    let limits: Limits
    let lifetimes: SessionLifetimes
    let now: Now
    let randomness: any Randomness

    public init(
        store: any IdentityStore, passwords: Passwords, policy: LimitPolicy = LimitPolicy(),
        lifetimes: SessionLifetimes = SessionLifetimes(), now: @escaping Now, randomness: any Randomness
    ) {
        self.store = store
        self.passwords = passwords
        self.limits = Limits(store: store, policy: policy)
        self.lifetimes = lifetimes
        self.now = now
        self.randomness = randomness
    }

    /// Signs in whoever has this e-mail address and password.
    ///
    /// - Parameter old: the secret of the session that this browser had; it ends with success.
    /// - Throws: `Busy` if too many people are signing in at this moment.
    public func signIn(
        email: String, password: String, device: Device, ending old: String? = nil
    ) async throws -> Outcome {
        let email = EmailAddress(email)
        // What is no address still counts and costs like one.
        let attempt = Limits.Attempt(email?.key ?? EmailKey(stored: ""), from: device)
        // Asked here so that a limited flood does not fill the line, and again below, where it counts.
        if let until = try await limits.standing(of: attempt, at: now()).limitedUntil { return .limited(until: until) }
        return try await passwords.inTurn { turn in
            try await check(email?.key, try? Password(password), attempt, device, old, turn)
        }
    }

    /// Looks at the limits, checks and counts without giving up the place, so that guesses made at the same
    /// moment cannot all be made before the first of them is counted.
    func check(
        _ email: EmailKey?, _ password: Password?, _ attempt: Limits.Attempt, _ device: Device, _ old: String?,
        _ turn: Passwords.Turn
    ) async throws -> Outcome {
        let standing = try await limits.standing(of: attempt, at: now())
        if let until = standing.limitedUntil { return .limited(until: until) }
        // Twice at most: the hash may be replaced by a better one while we look at it.
        for _ in 0..<2 {
            let account = if let email { try await store.account(email: email) } else { nil as Account? }
            let proof = account?.isDisabled == false ? account?.passwordHash : nil
            guard try await turn.verify(password, against: proof), let account, let proof, let password else { break }
            let (session, secret) = Session.fresh(account.id, device, lifetimes, now(), randomness)
            let rehash = passwords.needsRehash(proof) ? try await turn.hash(password) : nil
            let ending = old.flatMap { Secret(.session, reading: $0) }?.digest
            guard try await store.begin(session, proof: proof, rehash: rehash, ending: ending) else { continue }
            if standing.hasFailures { try await store.forget(attempt.account) }
            return .signedIn(session, secret)
        }
        try await limits.recordFailure(of: attempt, at: now())
        return .refused
    }
}

extension Session {
    /// A session that begins now, with an identifier and a secret that nobody has seen.
    static func fresh(
        _ user: UserID, _ device: Device, _ lifetimes: SessionLifetimes, _ now: Timestamp, _ randomness: any Randomness
    ) -> (Session, Secret) {
        let secret = Secret(.session, randomness)
        let end = now + lifetimes.absolute
        let session = Session(
            id: .fresh(randomness), secret: secret.digest, user: user, createdAt: now, authenticatedAt: now,
            lastUsedAt: now, expiresAt: min(now + lifetimes.idle, end), absoluteExpiresAt: end, device: device)
        return (session, secret)
    }
}
