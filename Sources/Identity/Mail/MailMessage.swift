// A mail before it is sent: to whom, what about, in two forms of the same words.

import Keys

/// What is written to one person.
public struct MailMessage: Sendable, Equatable {
    /// `nil`: nobody gets it. It is made and kept like any other, so that the time does not tell that an address has no account.
    public var to: String?
    /// What the person is called.
    public var name: String?
    public var subject: String
    public var text: String
    public var html: String

    public init(to: String?, name: String?, subject: String, text: String, html: String) {
        self.to = to
        self.name = name
        self.subject = subject
        self.text = text
        self.html = html
    }
}

extension MailMessage {
    /// As bytes to be sealed.
    var encoded: [UInt8] {
        JSON.object([
            "to": to.map { .string($0) }, "name": name.map { .string($0) }, "subject": .string(subject), "text": .string(text),
            "html": .string(html),
        ]).encoded
    }

    init?(encoded bytes: [UInt8]) {
        guard let json = try? JSONText(reading: bytes) else { return nil }
        func value(_ name: String) -> String? { json[name]?.string }
        guard let subject = value("subject"), let text = value("text"), let html = value("html") else { return nil }
        self.init(to: value("to"), name: value("name"), subject: subject, text: text, html: html)
    }
}

extension WaitingMail {
    /// Seals a message. It holds codes, so a copy of the database must not show it.
    ///
    /// - Parameter lifetime: how long it is worth sending.
    public static func sealing(
        _ message: MailMessage, lifetime: Duration, under secret: RootSecret, at now: Timestamp, _ randomness: any Randomness
    ) throws -> WaitingMail {
        WaitingMail(
            id: .fresh(randomness), sealed: try secret.seal(message.encoded, for: .mail), queuedAt: now, expiresAt: now + lifetime)
    }

    /// - Returns: `nil` if it was sealed under another secret.
    public func message(_ secret: RootSecret) -> MailMessage? {
        (try? secret.open(sealed, for: .mail)).flatMap { MailMessage(encoded: $0) }
    }
}
