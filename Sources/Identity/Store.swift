// What people's part of Usher asks of storage. Each verb is one statement or one short transaction,
// and what a verb promises holds however many callers there are at once.

import Keys

/// Whether an account could be added.
public enum Addition: Sendable, Equatable {
    case added
    /// Another account has the same e-mail key.
    case taken
}

/// Accounts, sessions and failures, kept durably: a verb returns after its commit.
public protocol IdentityStore: Sendable {
    // MARK: Accounts

    func account(_ id: UserID) async throws -> Account?
    func account(email: EmailKey) async throws -> Account?
    /// Accounts in the order of their e-mail keys (compared byte by byte), after `key`, at most `limit`.
    func accounts(after key: EmailKey?, limit: Int) async throws -> [Account]
    /// Adds `account`, and `session` with it if one is given; neither if the e-mail key is taken.
    /// With a session, the one whose secret has the digest `ending` ends.
    func add(_ account: Account, beginning session: Session?, ending: Digest?) async throws -> Addition
    /// Sets a password and ends every session and mailed secret of the person.
    ///
    /// - Returns: whether the account exists.
    func setPassword(of user: UserID, to hash: PasswordHash) async throws -> Bool
    /// Replaces the hash `old` by `new`, ends every session and mailed secret of the person, and begins `session`.
    ///
    /// - Returns: `false`, with nothing changed, if the hash is no longer `old` or the account is gone or disabled.
    func changePassword(
        of user: UserID, from old: PasswordHash, to new: PasswordHash, beginning session: Session
    ) async throws -> Bool
    /// Disables the account and ends every session of the person; an earlier `disabledAt` stays.
    ///
    /// - Returns: whether the account exists.
    func disable(_ user: UserID, at now: Timestamp) async throws -> Bool
    /// - Returns: whether the account exists.
    func enable(_ user: UserID, at now: Timestamp) async throws -> Bool
    /// Removes the account and all that belongs to it.
    ///
    /// - Returns: whether there was one.
    func remove(_ user: UserID, at now: Timestamp) async throws -> Bool

    // MARK: Sessions

    /// Begins `session` for a person who has just proved who they are: writes `lastSignedInAt` (= `session.createdAt`),
    /// puts `rehash` in the place of `proof` if it is given, and ends the session whose secret has the digest `ending`.
    ///
    /// - Parameter proof: the hash of the account's password when the person's proof began, whatever the proof was.
    /// - Returns: `false`, with nothing changed, if the account's hash is no longer `proof`
    ///   or the account is gone or disabled: a password change always wins over a sign-in that began before it.
    func begin(
        _ session: Session, proof: PasswordHash?, rehash: PasswordHash?, ending: Digest?
    ) async throws -> Bool
    /// Puts a better hash of the same password in the place of `old`; nothing happens if it is no longer there.
    func rehash(_ user: UserID, from old: PasswordHash, to new: PasswordHash) async throws
    /// The session with this secret and its person, in one look-up. It may have expired.
    func session(_ secret: Digest) async throws -> SignedIn?
    /// Writes `lastUsedAt` and `expiresAt`, unless the session ended or was used after `since`.
    func renew(
        _ session: SessionID, usedAt now: Timestamp, expiresAt: Timestamp, unlessUsedAfter since: Timestamp
    ) async throws
    /// A person's sessions that have not expired, the last used first.
    func sessions(of user: UserID, at now: Timestamp) async throws -> [Session]
    /// Ends the session with this secret, if there is one.
    func end(_ secret: Digest) async throws
    /// Ends one session of this person.
    ///
    /// - Returns: whether the person had it.
    func end(_ session: SessionID, of user: UserID) async throws -> Bool
    /// Ends a person's sessions but one.
    ///
    /// - Returns: how many ended.
    func endSessions(of user: UserID, except kept: SessionID?) async throws -> Int

    // MARK: Second factors

    /// Which second factors this person has set up.
    func secondFactors(of user: UserID) async throws -> Set<SecondFactor>
    /// The authenticator app of this person.
    func authenticator(of user: UserID) async throws -> Authenticator?
    /// Sets up an authenticator app and its recovery codes.
    ///
    /// - Returns: `false`, with nothing changed, if the person has one already: who knows only the password cannot replace it.
    func add(_ authenticator: Authenticator, recoveryCodes: [Digest]) async throws -> Bool
    /// Notes that a code of this step was accepted.
    ///
    /// - Returns: `false`, with nothing changed, if one of this step or a later one was accepted before: a code works once.
    func accept(step: Int64, of user: UserID) async throws -> Bool
    /// Spends a recovery code.
    ///
    /// - Returns: whether the person had it, and it was not spent before.
    func spend(recoveryCode: Digest, of user: UserID) async throws -> Bool
    /// How many recovery codes are left.
    func recoveryCodes(of user: UserID) async throws -> Int
    /// Replaces the recovery codes of a person who has an authenticator app.
    ///
    /// - Returns: `false` if there is none.
    func replaceRecoveryCodes(of user: UserID, by codes: [Digest]) async throws -> Bool
    /// Removes the authenticator app and the recovery codes.
    ///
    /// - Returns: whether there was one.
    func removeAuthenticator(of user: UserID) async throws -> Bool

    // MARK: Failures

    /// What is known under these keys, in one look-up, in any order. May include forgotten counts.
    func failures(_ keys: [FailureKey]) async throws -> [Failures]
    /// Counts each failure: adds one to the count under its key or begins a new one.
    /// A count that is forgotten at the failure's time begins anew (`count` 1, `forgottenAt` of the failure).
    /// Otherwise `lastAt` becomes the failure's, and `forgottenAt` too if the failure prolongs.
    func record(_ failures: [Failure]) async throws
    func forget(_ key: FailureKey) async throws

    // MARK: Sweeping

    /// Removes sessions and challenges whose `expiresAt` and counts whose `forgottenAt` is at or before `now`, at most `limit` rows.
    ///
    /// - Returns: how many were removed; fewer than `limit` means that nothing is left.
    func sweep(at now: Timestamp, limit: Int) async throws -> Int
}
