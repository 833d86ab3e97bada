// Whoever takes a mail out of the house: an SMTP server, or in development the terminal.

import Identity
import Keys

/// A mail on its way out.
public struct Envelope: Sendable {
    public let id: MailID
    public let message: MailMessage
    public let to: Mailbox
    public let at: Timestamp
}

/// Takes mails, one at a time.
public protocol Courier: Sendable {
    /// Returns when the mail has been taken over for good; throws a `DeliveryFailure`.
    func deliver(_ envelope: Envelope) async throws
}

/// Why a mail was not taken. Never holds anything of the mail.
public struct DeliveryFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What the server or curl said about it.
    public let description: String
    /// RFC 5321 §4.2.1: whether the answer would be the same again.
    public let isFinal: Bool

    public init(_ description: String, isFinal: Bool) {
        self.description = description
        self.isFinal = isFinal
    }
}

/// Prints mails, for development: with codes and links in them, so it is for nobody else's eyes.
public struct LogCourier: Courier {
    private let print: @Sendable (String) -> Void

    public init(print: @escaping @Sendable (String) -> Void) { self.print = print }

    public func deliver(_ envelope: Envelope) async throws {
        let text = envelope.message.text.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + Self.shown($0) }
        print(
            (["", "Mail to \(Self.shown(envelope.to.address[...])): \(HeaderText.line(envelope.message.subject))"] + text + [""])
                .joined(separator: "\n"))
    }

    /// Names come from strangers: no control characters on a terminal.
    private static func shown(_ line: Substring) -> String {
        String(String.UnicodeScalarView(line.unicodeScalars.filter { $0.properties.generalCategory != .control }))
    }
}
