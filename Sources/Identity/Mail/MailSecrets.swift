// Makes mailed secrets and takes them back. Who asked, how often and what follows is for the caller.

import Keys

/// Proof that somebody reads the mail of an address.
public struct MailSecrets: Sendable {
    /// A secret that has been made and not yet been kept: what goes into the mail is here and nowhere else.
    public struct Fresh: Sendable {
        public let stored: MailSecret
        public let link: Secret
        /// Eight digits; `nil` where only the link works.
        public let code: String?
    }

    private let store: any MailStore
    private let secret: RootSecret
    private let now: Now
    private let randomness: any Randomness

    public init(store: any MailStore, secret: RootSecret, now: @escaping Now, randomness: any Randomness) {
        self.store = store
        self.secret = secret
        self.now = now
        self.randomness = randomness
    }

    /// A fresh secret.
    ///
    /// - Parameters:
    ///   - browser: what the browser that asks is known by; with one there is a code too.
    ///   - intention: what the person was about to do; comes back when the secret is spent.
    public func fresh(
        _ purpose: MailPurpose, to email: EmailKey, of user: UserID?, browser: String? = nil, intention: [UInt8]? = nil
    ) throws -> Fresh {
        let link = Secret(.mailLink, randomness)
        let code = browser.map { _ in digits() }
        let shown = browser.flatMap { browser in code.map { self.shown($0, in: browser, for: purpose) } }
        let stored = MailSecret(
            link: link.digest, purpose: purpose, email: email, user: user, code: shown?.code, browser: shown?.browser,
            sealed: try intention.map { try secret.seal($0, for: .mail) }, expiresAt: now() + purpose.lifetime)
        return Fresh(stored: stored, link: link, code: code)
    }

    /// Keeps a secret and queues the mail that carries it.
    public func issue(_ fresh: Fresh, in message: MailMessage) async throws {
        let mail = try WaitingMail.sealing(
            message, lifetime: fresh.stored.purpose.lifetime, under: secret, at: now(), randomness)
        try await store.issue(fresh.stored, in: mail)
    }

    /// Queues a mail without a secret, such as a notice.
    ///
    /// RFC 5321 §4.5.4.1: a mail is tried for days before it is given up.
    public func send(_ message: MailMessage) async throws {
        try await store.queue(.sealing(message, lifetime: .seconds(3 * 86400), under: secret, at: now(), randomness))
    }

    /// What a link is good for, without spending it: mail scanners open links too.
    public func look(at link: String?, for purpose: MailPurpose) async throws -> MailSecret? {
        guard let link = link.flatMap({ Secret(.mailLink, reading: $0) }) else { return nil }
        return try await store.mailSecret(link.digest, for: purpose, at: now())
    }

    /// Spends a link.
    public func spend(link: String?, for purpose: MailPurpose) async throws -> MailSecret? {
        guard let link = link.flatMap({ Secret(.mailLink, reading: $0) }) else { return nil }
        return try await store.spend(link.digest, for: purpose, at: now())
    }

    /// Tries a code that was typed into a browser, with or without spaces in it.
    public func spend(code: String, in browser: String, for purpose: MailPurpose) async throws -> CodeOutcome {
        let typed = String(code.prefix(64).unicodeScalars.filter { !$0.properties.isWhitespace && $0 != "-" }.map(Character.init))
        return try await store.spend(shown(typed, in: browser, for: purpose), at: now())
    }

    /// Spends a link and sets the password of its account.
    public func resetPassword(link: String?, for purpose: MailPurpose, to hash: PasswordHash) async throws -> Account? {
        guard let link = link.flatMap({ Secret(.mailLink, reading: $0) }) else { return nil }
        return try await store.resetPassword(spending: link.digest, for: purpose, to: hash, at: now())
    }

    /// What the person was about to do.
    public func intention(of spent: MailSecret) -> [UInt8]? {
        spent.sealed.flatMap { try? secret.open($0, for: .mail) }
    }

    /// Whether this browser asked for the secret.
    public func isFrom(_ browser: String?, _ known: MailSecret) -> Bool {
        guard let browser, let asked = known.browser else { return false }
        return asked.matches(Digest(of: browser))
    }

    /// Eight digits: more than 26 bits, and at most five tries.
    private func digits() -> String {
        let number = randomness.bytes(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) } % 100_000_000
        let digits = String(number)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    // A plain digest of so few digits could be undone, so a key from outside the database goes in.
    private func shown(_ code: String, in browser: String, for purpose: MailPurpose) -> ShownMailCode {
        let text = [purpose.rawValue, browser, code].joined(separator: "\u{0}")
        let keyed = secret.code(over: text.utf8, for: .mail)
        return ShownMailCode(code: Digest(of: keyed), browser: Digest(of: browser), purpose: purpose)
    }
}
