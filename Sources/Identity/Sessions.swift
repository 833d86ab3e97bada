// Who a browser belongs to, and how that ends (OWASP ASVS 7.3 and 7.4).

import Keys

/// The sessions of signed-in people.
public struct Sessions: Sendable {
    public enum PasswordChange: Sendable, Equatable {
        /// Every other session has ended, and this browser has a new one.
        case changed(Session, Secret)
        /// The current password was wrong.
        case refused
        case invalid([InvalidField])
        case limited(until: Timestamp)
    }

    private let signIn: SignIn
    private var store: any IdentityStore { signIn.store }

    public init(_ signIn: SignIn) { self.signIn = signIn }

    /// The session and person behind a cookie, and a note that it is in use; `nil` if there is nobody.
    public func current(_ secretText: String) async throws -> SignedIn? {
        // The checksum turns away invented secrets before anything is looked up.
        guard let secret = Secret(.session, reading: secretText),
            var found = try await store.session(secret.digest)
        else { return nil }
        let now = signIn.now()
        guard !found.session.isExpired(at: now), !found.account.isDisabled else { return nil }
        let since = now - signIn.lifetimes.renewal
        if found.session.lastUsedAt <= since {
            found.session.lastUsedAt = now
            found.session.expiresAt = min(now + signIn.lifetimes.idle, found.session.absoluteExpiresAt)
            try await store.renew(
                found.session.id, usedAt: now, expiresAt: found.session.expiresAt, unlessUsedAfter: since)
        }
        return found
    }

    /// Where a person is signed in, the last used first.
    public func all(of user: UserID) async throws -> [Session] {
        try await store.sessions(of: user, at: signIn.now())
    }

    /// Ends the session behind a cookie.
    public func signOut(_ secretText: String) async throws {
        guard let secret = Secret(.session, reading: secretText) else { return }
        try await store.end(secret.digest)
    }

    /// Ends one session from the person's list; `false` if it is not theirs.
    public func signOut(_ session: SessionID, of user: UserID) async throws -> Bool {
        try await store.end(session, of: user)
    }

    /// Ends all of a person's sessions, but for the one given.
    ///
    /// - Returns: how many ended.
    public func signOutEverywhere(_ user: UserID, except kept: SessionID? = nil) async throws -> Int {
        try await store.endSessions(of: user, except: kept)
    }

    /// Changes the password of the person who is signed in, and who has to know the current one.
    ///
    /// Wrong guesses count as at sign-in in this browser: one that is left open must not be a quicker way to the password,
    /// and whoever guesses elsewhere must not keep the person from changing it.
    /// - Throws: `Busy` if too many people are signing in at this moment.
    public func changePassword(
        of signedIn: SignedIn, current: String, new: String, device: Device
    ) async throws -> PasswordChange {
        let account = signedIn.account
        let replacement: Password
        do { replacement = try Password(new) } catch { return .invalid([InvalidField(error)]) }
        let attempt = Limits.Attempt(inKnownBrowserOf: account.id)
        return try await signIn.passwords.inTurn { turn in
            let now = signIn.now()
            let standing = try await signIn.limits.standing(of: attempt, at: now)
            if let until = standing.limitedUntil { return .limited(until: until) }
            // Read again: the account at hand may be older than the last change.
            let proof = try await store.account(account.id)?.passwordHash
            guard try await turn.verify(try? Password(presented: current), against: proof), let proof else {
                try await signIn.limits.recordFailure(of: attempt, at: now)
                return .refused
            }
            let hash = try await turn.hash(replacement)
            // OWASP ASVS 7.2.4: a new session, because who had the old password may have had the old one too.
            let (session, secret) = Session.fresh(
                account.id, device, signedIn.session.methods.including(.password), signIn.lifetimes, now, signIn.randomness)
            guard try await store.changePassword(of: account.id, from: proof, to: hash, beginning: session) else {
                return .refused
            }
            if standing.hasFailures { try await store.forget(attempt.account) }
            return .changed(session, secret)
        }
    }
}
