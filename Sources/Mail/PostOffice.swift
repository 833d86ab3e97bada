// Sends what waits in the queue: one mail after the other, each claimed by one server at a time, tried again with growing
// patience, and kept until it was taken or is not worth sending any more.

import Identity
import Keys
import Logging
import Telemetry

/// Empties the queue.
public struct PostOffice: Sendable {
    /// What became of one mail.
    public enum Outcome: Sendable, Equatable {
        /// Taken over by the mail server.
        case sent
        /// Tried again later.
        case postponed
        /// Given up, for good.
        case refused
        /// Written to nobody, and thrown away.
        case nobody
    }

    /// How long a server has for a mail that it has claimed: twice what it may need.
    static let lease = SMTPCourier.patience * 2

    private let store: any MailStore
    private let secret: RootSecret
    private let courier: any Courier
    private let now: Now
    private let meters: MailMeters?
    private let logger: Logger

    public init(
        store: any MailStore, secret: RootSecret, courier: any Courier, now: @escaping Now, meters: MailMeters? = nil, logger: Logger
    ) {
        self.store = store
        self.secret = secret
        self.courier = courier
        self.now = now
        self.meters = meters
        self.logger = logger
    }

    /// Sends all that is due, until nothing is.
    public func sendAll() async throws {
        // A mail that is under way is finished and forgotten, also while the server stops: it must not go out twice.
        while !Task.isCancelled, try await Task(operation: { try await sendOne() }).value != nil {}
        if let meters { meters.waiting(try await store.waitingMails()) }
    }

    /// Sends one mail that is due.
    ///
    /// - Returns: `nil` if none is.
    @discardableResult
    public func sendOne() async throws -> Outcome? {
        let claimed = now()
        guard let mail = try await store.claimMail(at: claimed, until: claimed + Self.lease) else { return nil }
        guard let message = mail.message(secret) else {
            logger.error("a mail cannot be read: it was queued under another root secret", metadata: ["mail": "\(mail.id)"])
            return try await giveUp(mail, as: .refused)
        }
        guard let to = message.to else { return try await giveUp(mail, as: .nobody) }
        guard let recipient = Mailbox(to, name: message.name) else { return try await giveUp(mail, as: .refused) }
        do {
            try await courier.deliver(Envelope(id: mail.id, message: message, to: recipient, at: mail.queuedAt))
        } catch let failure as DeliveryFailure {
            return try await handle(failure, of: mail)
        }
        // If this fails, the mail goes out once more when the claim is over, under the same Message-ID.
        try await store.remove(mail: mail.id)
        meters?.note(.sent)
        return .sent
    }

    private func handle(_ failure: DeliveryFailure, of mail: WaitingMail) async throws -> Outcome {
        let metadata: Logger.Metadata = ["mail": "\(mail.id)", "attempt": "\(mail.attempts)", "cause": "\(failure)"]
        guard !failure.isFinal else {
            logger.warning("a mail was refused for good", metadata: metadata)
            return try await giveUp(mail, as: .refused)
        }
        logger.warning("a mail could not be sent and waits", metadata: metadata)
        meters?.note(.postponed)
        try await store.postpone(mail, until: now() + Self.pause(after: mail.attempts))
        return .postponed
    }

    private func giveUp(_ mail: WaitingMail, as outcome: Outcome) async throws -> Outcome {
        if outcome == .refused { meters?.note(.refused) }
        try await store.remove(mail: mail.id)
        return outcome
    }

    /// The pause before the next attempt: short at first, as a code is waited for.
    static func pause(after attempts: Int) -> Duration { min(.seconds(5) * (1 << min(max(attempts, 1) - 1, 10)), .seconds(15 * 60)) }

    /// Forgets what was not sent in time.
    public func sweep(limit: Int) async throws -> Int {
        let swept = try await store.sweepMail(at: now(), limit: limit)
        if swept.mails > 0 {
            logger.error("mails were not sent in time and are gone", metadata: ["count": "\(swept.mails)"])
            for _ in 0..<swept.mails { meters?.note(.expired) }
        }
        return max(swept.mails, swept.secrets)
    }
}
