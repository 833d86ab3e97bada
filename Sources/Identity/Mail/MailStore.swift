// What mail asks of storage: secrets that are spent once, and the mails that wait to be sent.

import Keys

/// Mailed secrets and waiting mails, kept durably.
public protocol MailStore: Sendable {
    // MARK: Secrets

    /// Keeps a secret and the mail that carries it, both or neither. An older one of the same browser and purpose ends.
    func issue(_ secret: MailSecret, in mail: WaitingMail) async throws
    /// The secret behind a link, without spending it; `nil` if there is none that works at `now`.
    func mailSecret(_ link: Digest, for purpose: MailPurpose, at now: Timestamp) async throws -> MailSecret?
    /// Spends the secret behind a link. Of any number of callers one gets it.
    func spend(_ link: Digest, for purpose: MailPurpose, at now: Timestamp) async throws -> MailSecret?
    /// Counts a try, and spends the secret if the code is right. Of any number of tries, `MailSecret.mostTries` are looked at.
    func spend(_ code: ShownMailCode, at now: Timestamp) async throws -> CodeOutcome
    /// Spends the secret behind a link and, in the same transaction, sets the password of its account, notes that mail reaches
    /// the address, and ends every session and every other mailed secret of the person. If nobody had confirmed the address
    /// before, the person's connections end too, and ways in through other sites and passkeys go.
    ///
    /// - Returns: the account as it is now; `nil`, with nothing changed, if the secret does not work or the account is gone,
    ///   disabled, or has another address by now.
    func resetPassword(
        spending link: Digest, for purpose: MailPurpose, to hash: PasswordHash, at now: Timestamp
    ) async throws -> Account?
    /// Notes that mail reaches the person, if the address is still theirs.
    func noteVerified(_ email: EmailKey, of user: UserID, at now: Timestamp) async throws -> Bool

    // MARK: The queue

    /// Keeps a mail until it was sent or is too old.
    func queue(_ mail: WaitingMail) async throws
    /// A mail that is due, for this caller alone until `lease`; `nil` if none is.
    func claimMail(at now: Timestamp, until lease: Timestamp) async throws -> WaitingMail?
    /// Forgets a mail: it was sent, or never will be.
    func remove(mail id: MailID) async throws
    /// Lets a claimed mail be due again at `due`, unless somebody else has claimed it meanwhile.
    func postpone(_ mail: WaitingMail, until due: Timestamp) async throws
    /// How many mails wait.
    func waitingMails() async throws -> Int
    /// Removes mails and secrets that are too old, at most `limit` of each.
    ///
    /// - Returns: how many mails and how many secrets.
    func sweepMail(at now: Timestamp, limit: Int) async throws -> (mails: Int, secrets: Int)
}

/// Names a mail: in logs, and as its Message-ID.
public struct MailID: Identifier {
    public let value: String
    public init(_ value: String) { self.value = value }

    public static func fresh(_ randomness: any Randomness) -> MailID {
        MailID("mail_" + Base64URL.encode(randomness.bytes(16)))
    }
}

/// A mail that waits, sealed: it may hold a code.
public struct WaitingMail: Sendable, Equatable {
    public let id: MailID
    public let sealed: [UInt8]
    /// How often somebody has claimed it.
    public var attempts: Int
    public let queuedAt: Timestamp
    public let expiresAt: Timestamp

    public init(id: MailID, sealed: [UInt8], attempts: Int = 0, queuedAt: Timestamp, expiresAt: Timestamp) {
        self.id = id
        self.sealed = sealed
        self.attempts = attempts
        self.queuedAt = queuedAt
        self.expiresAt = expiresAt
    }
}
