// Setting up and proving second factors (OWASP ASVS 6.5): codes of an authenticator app, and recovery codes.

import Keys

/// The second factors of people.
public struct SecondFactors: Sendable {
    public enum SetUp: Sendable, Equatable {
        /// The app is set up; these are shown once.
        case done([RecoveryCode])
        /// The code was not that of the app.
        case refused
        case limited(until: Timestamp)
        /// The offer is too old or was made to somebody else, or an app is set up already.
        case expired
    }

    /// How often a second factor may be wrong: five times in five minutes, wherever the guesses come from.
    public static let policy: LimitPolicy = {
        var policy = LimitPolicy()
        policy.freeFailures = 5
        policy.firstDelay = .seconds(300)
        policy.longestDelay = .seconds(900)
        policy.addressWindows = [.init(20, within: .seconds(300))]
        return policy
    }()

    private let signIn: SignIn
    private let secret: RootSecret
    private let limits: Limits
    private var store: any IdentityStore { signIn.store }

    public init(_ signIn: SignIn, secret: RootSecret) {
        self.signIn = signIn
        self.secret = secret
        limits = Limits(store: signIn.store, policy: Self.policy)
    }

    // MARK: Setting up

    /// A fresh secret for the person's app, and the same sealed for the form that confirms it.
    public func offer(to user: UserID) throws -> (offer: AuthenticatorOffer, sealed: String) {
        let offer = AuthenticatorOffer(user: user, madeAt: signIn.now(), signIn.randomness)
        return (offer, try offer.sealed(under: secret))
    }

    /// The offer that a form carries; `nil` if it is too old or was made to somebody else.
    public func offer(_ sealed: String, to user: UserID) -> AuthenticatorOffer? {
        AuthenticatorOffer(sealed: sealed, under: secret, for: user, at: signIn.now())
    }

    /// Sets up the app, once it has shown a right code.
    public func setUp(_ sealed: String, code: String, for user: UserID, device: Device) async throws -> SetUp {
        let now = signIn.now()
        guard let offer = offer(sealed, to: user) else { return .expired }
        return try await limited(user, device) {
            guard let step = OneTimePassword.step(of: Self.digits(code), offer.secret, at: now) else { return nil }
            let codes = freshCodes()
            let isAdded = try await store.add(
                Authenticator(
                    user: user, sealedSecret: try secret.seal(offer.secret, for: .authenticators), lastStep: step, createdAt: now),
                recoveryCodes: codes.map(\.digest))
            return isAdded ? SetUp.done(codes) : .expired
        } refused: {
            .refused
        } limited: {
            .limited(until: $0)
        }
    }

    /// New recovery codes in the place of the old ones; `nil` if the person has no app.
    public func renewRecoveryCodes(of user: UserID) async throws -> [RecoveryCode]? {
        let codes = freshCodes()
        return try await store.replaceRecoveryCodes(of: user, by: codes.map(\.digest)) ? codes : nil
    }

    private func freshCodes() -> [RecoveryCode] { (0..<RecoveryCode.count).map { _ in RecoveryCode(signIn.randomness) } }

    // MARK: Proving

    /// Completes a sign-in with a code of the app, or with a recovery code.
    public func complete(
        _ pending: PendingSignIn, code: String, device: Device, ending old: String?
    ) async throws -> SignIn.Outcome {
        try await limited(pending.user, device) {
            guard let method = try await accepted(code, of: pending.user) else { return nil }
            return try await complete(pending, with: [method], device: device, ending: old)
        } refused: {
            .refused
        } limited: {
            .limited(until: $0)
        }
    }

    /// Completes a sign-in whose second factor has just been proved.
    ///
    /// The session says when the first factor was proved: a second factor alone is no fresh sign-in.
    public func complete(
        _ pending: PendingSignIn, with methods: AuthenticationMethods, device: Device, ending old: String?
    ) async throws -> SignIn.Outcome {
        guard let account = try await store.account(pending.user), pending.fits(account, at: signIn.now()) else { return .refused }
        return try await signIn.begin(account, by: pending.methods.adding(methods), provenAt: pending.begunAt, device, old)
    }

    /// In which way the code is right; `nil` if it is wrong or was used before.
    private func accepted(_ code: String, of user: UserID) async throws -> AuthenticationMethod? {
        if let recovery = RecoveryCode(reading: code) {
            return try await store.spend(recoveryCode: recovery.digest, of: user) ? .recoveryCode : nil
        }
        guard let authenticator = try await store.authenticator(of: user),
            let shared = try? secret.open(authenticator.sealedSecret, for: .authenticators),
            let step = OneTimePassword.step(of: Self.digits(code), shared, at: signIn.now())
        else { return nil }
        // RFC 6238 §5.2: a code works once.
        return try await store.accept(step: step, of: user) ? .oneTimePassword : nil
    }

    /// People type the digits in groups.
    private static func digits(_ typed: String) -> String { String(typed.filter { !$0.isWhitespace }.prefix(16)) }

    // MARK: Limits

    /// Counts an attempt before it is made, so that guesses made at the same moment cannot all be made before the first is counted.
    private func limited<Outcome>(
        _ user: UserID, _ device: Device, _ attempt: () async throws -> Outcome?, refused: () -> Outcome,
        limited: (Timestamp) -> Outcome
    ) async throws -> Outcome {
        let subject = Limits.Attempt(secondFactorOf: user, from: device)
        let now = signIn.now()
        let before = try await limits.standing(of: subject, at: now)
        if let until = before.limitedUntil { return limited(until) }
        try await limits.recordFailure(of: subject, at: now)
        let after = try await limits.standing(of: subject, at: now)
        // Others were counted meanwhile, and there is no room for all of them.
        if after.failures > max(before.failures + 1, Self.policy.freeFailures) {
            return limited(after.limitedUntil ?? now + Self.policy.firstDelay)
        }
        guard let outcome = try await attempt() else { return refused() }
        try await store.forget(subject.account)
        return outcome
    }
}
