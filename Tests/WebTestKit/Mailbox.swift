// People who read their mail: what is queued is taken from the store as the post office would, and opened.

import Foundation
import Identity
import Keys
import OAuth
import TestKit
import Web

extension WebWorld {
    /// A server that writes to people.
    public static func writing(
        settings: (inout Settings) -> Void = { _ in }, adjust: (inout Site) -> Void = { _ in }
    ) async throws -> WebWorld {
        try await WebWorld(settings: settings) { site in
            site.write(signsIn: true)
            adjust(&site)
        }
    }

    /// Takes what waits, the mails to nobody included.
    public func takeMails() async throws -> [MailMessage] {
        guard let store = engine.store as? any MailStore else { throw UnexpectedAnswer("the store keeps no mails") }
        var mails: [MailMessage] = []
        let now = engine.clock.now()
        while let mail = try await store.claimMail(at: now, until: now + .seconds(3600)) {
            guard let message = mail.message(engine.secret) else { throw UnexpectedAnswer("a mail cannot be opened") }
            mails.append(message)
            try await store.remove(mail: mail.id)
        }
        return mails
    }

    /// The one mail that waits.
    public func takeMail() async throws -> MailMessage {
        let mails = try await takeMails()
        guard mails.count == 1, let mail = mails.first else { throw UnexpectedAnswer("\(mails.count) mails wait") }
        return mail
    }
}

extension Site {
    /// Has people written to.
    public mutating func write(signsIn: Bool = false) {
        guard let store = identity as? any MailStore else { return }
        let secrets = MailSecrets(store: store, secret: secret, now: server.now, randomness: randomness)
        mail = MailDesk(secrets, store: store, limits: server.store, signsIn: signsIn)
    }
}

extension MailMessage {
    /// Path and query of the link, as a browser asks for them.
    public var link: String? {
        guard let start = text.range(of: EngineWorldAddress.origin) else { return nil }
        return String(text[start.upperBound...].prefix { !$0.isWhitespace })
    }

    /// The digits of the code.
    public var code: String? {
        let line = text.split(separator: "\n").first { $0.hasPrefix("    ") }
        return line.map { $0.filter(\.isNumber) }
    }
}

private enum EngineWorldAddress {
    static let origin = PublicAddress(issuer: EngineWorld.issuer).origin
}
