// Signing in (OWASP ASVS 6.3 and 7.2): with e-mail and password here, and the one door that all ways lead to.
// Whatever is wrong with a password, the answer, the counting and the time are the same: nothing tells whether an account exists.

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
        /// The person has to prove a second factor, or to set one up.
        case secondFactor(PendingSignIn)
        /// Unknown, disabled or wrong: which, stays unsaid.
        case refused
        /// Nothing was checked; the next attempt may be made then.
        case limited(until: Timestamp)
    }

    let store: any IdentityStore
    let passwords: Passwords
    let limits: Limits
    let lifetimes: SessionLifetimes
    /// Whether people have to prove a second factor.
    public let secondFactors: SecondFactorPolicy
    /// Whether passkeys are taken here.
    public let takesPasskeys: Bool
    let now: Now
    let randomness: any Randomness

    public init(
        store: any IdentityStore, passwords: Passwords, policy: LimitPolicy = LimitPolicy(),
        lifetimes: SessionLifetimes = SessionLifetimes(), secondFactors: SecondFactorPolicy = .off, takesPasskeys: Bool = false,
        now: @escaping Now, randomness: any Randomness
    ) {
        self.store = store
        self.passwords = passwords
        self.limits = Limits(store: store, policy: policy)
        self.lifetimes = lifetimes
        self.secondFactors = secondFactors
        self.takesPasskeys = takesPasskeys
        self.now = now
        self.randomness = randomness
    }

    /// Signs in whoever has this e-mail address and password.
    ///
    /// - Parameters:
    ///   - old: the secret of the session that this browser had; it ends with success.
    ///   - knows: whether this browser can show that a person has signed in here before; `nil` if it can for nobody.
    /// - Throws: `Busy` if too many people are signing in at this moment.
    public func signIn(
        email: String, password: String, device: Device, ending old: String? = nil, knows: ((UserID) -> Bool)? = nil
    ) async throws -> Outcome {
        let email = EmailAddress(email)
        let attempt = try await attempt(email?.key, device, knows)
        // Asked here so that a limited flood does not fill the line, and again below, where it counts.
        if let until = try await limits.standing(of: attempt, at: now()).limitedUntil { return .limited(until: until) }
        return try await passwords.inTurn { turn in
            try await check(email?.key, try? Password(presented: password), attempt, device, old, turn)
        }
    }

    /// What the guess is counted for.
    private func attempt(_ email: EmailKey?, _ device: Device, _ knows: ((UserID) -> Bool)?) async throws -> Limits.Attempt {
        if let email, let knows, let account = try await store.account(email: email), knows(account.id) {
            return Limits.Attempt(inKnownBrowserOf: account.id)
        }
        // What is no address still counts and costs like one.
        return Limits.Attempt(email ?? EmailKey(stored: ""), from: device)
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
            let rehash = passwords.needsRehash(proof) ? try await turn.hash(password) : nil
            let outcome = try await admit(account, by: [.password], rehash: rehash, device: device, ending: old)
            if case .refused = outcome { continue }
            if standing.hasFailures { try await store.forget(attempt.account) }
            return outcome
        }
        try await limits.recordFailure(of: attempt, at: now())
        return .refused
    }

    // MARK: The one door

    /// Lets in whoever has just proved to be `account`, by `methods`, or asks for the second factor first.
    ///
    /// Every way to sign in ends here, and none begins a session itself.
    /// - Parameters:
    ///   - account: as it was read before the proof: if its password has changed since, the answer is `.refused`.
    ///   - rehash: a better hash of the password, if it was the proof.
    ///   - old: the secret of the session that this browser had; it ends with success.
    public func admit(
        _ account: Account, by methods: AuthenticationMethods, rehash: PasswordHash? = nil, device: Device, ending old: String?
    ) async throws -> Outcome {
        if secondFactors != .off, !methods.contains(.multipleFactors) {
            if secondFactors.asks(try await factors(of: account.id)) {
                if let rehash, let proof = account.passwordHash { try await store.rehash(account.id, from: proof, to: rehash) }
                return .secondFactor(
                    PendingSignIn(account, proof: rehash ?? account.passwordHash, methods: methods, begunAt: now()))
            }
        }
        return try await begin(account, by: methods, rehash: rehash, provenAt: now(), device, old)
    }

    /// The second factors that this person can prove here.
    public func factors(of user: UserID) async throws -> Set<SecondFactor> {
        let factors = try await store.secondFactors(of: user)
        return takesPasskeys ? factors : factors.subtracting([.passkey])
    }

    /// Whether a second step can prove as much, for somebody who has these factors.
    public func canReach(_ context: AuthenticationContext, with factors: Set<SecondFactor>) -> Bool {
        switch context {
        case .oneFactor: true
        // Who has none can set up an app on the way.
        case .twoFactors: secondFactors != .off || factors.contains(.passkey)
        case .phishingResistant: factors.contains(.passkey)
        }
    }

    /// Begins the session of somebody who has proved all that they have to.
    func begin(
        _ account: Account, by methods: AuthenticationMethods, rehash: PasswordHash? = nil, provenAt: Timestamp,
        _ device: Device, _ old: String?
    ) async throws -> Outcome {
        let (session, secret) = Session.fresh(
            account.id, device, methods, provenAt: provenAt, lifetimes, now(), randomness)
        let ending = old.flatMap { Secret(.session, reading: $0) }?.digest
        guard try await store.begin(session, proof: account.passwordHash, rehash: rehash, ending: ending) else {
            return .refused
        }
        return .signedIn(session, secret)
    }
}

extension Session {
    /// A session that begins now, with an identifier and a secret that nobody has seen.
    static func fresh(
        _ user: UserID, _ device: Device, _ methods: AuthenticationMethods, provenAt: Timestamp? = nil,
        _ lifetimes: SessionLifetimes, _ now: Timestamp, _ randomness: any Randomness
    ) -> (Session, Secret) {
        let secret = Secret(.session, randomness)
        let end = now + lifetimes.absolute
        let session = Session(
            id: .fresh(randomness), secret: secret.digest, user: user, createdAt: now, authenticatedAt: provenAt ?? now,
            lastUsedAt: now, expiresAt: min(now + lifetimes.idle, end), absoluteExpiresAt: end, device: device,
            methods: methods)
        return (session, secret)
    }
}
