// The post office of a running server, built from the configuration: how mails leave it, and the chore that sends them.

import Foundation
import Identity
import Keys
import Logging
import Mail
import SQLStore
import Telemetry

struct Mailing: Sendable {
    let office: PostOffice
    private let smtp: SMTPCourier?

    init(_ mail: Configuration.Mail, _ installation: Installation, _ measuring: Measuring, logger: Logger) throws {
        let courier: any Courier
        switch try Self.server(mail, environment: ProcessInfo.processInfo.environment) {
        case nil:
            logger.warning("mail: log prints every mail here, codes and links included; it is for development only")
            courier = LogCourier { text in FileHandle.standardOutput.write(Data((text + "\n").utf8)) }
            smtp = nil
        case let server?:
            let name = mail.name ?? installation.configuration.branding.name
            guard let from = Mailbox(mail.from, name: name) else { throw Failure("`mail.from` cannot stand in a mail: \(mail.from).") }
            let carrier = SMTPCourier(server, from: from)
            (courier, smtp) = (carrier, carrier)
        }
        office = PostOffice(
            store: installation.store, secret: installation.secret, courier: courier, now: Installation.now,
            meters: measuring.registry.map { MailMeters($0) }, logger: logger)
    }

    /// - Returns: `nil` for the terminal.
    static func server(_ mail: Configuration.Mail, environment: [String: String]) throws -> SMTPServer? {
        guard case .smtp(let host, let port, let isSecure, let user) = mail.url else { return nil }
        // On this machine nobody listens on the way, and few servers there have a certificate that could be checked.
        let isPlain = mail.certificateAuthorities == nil && (mail.allowsPlain || Loopback.contains(host))
        let password = try password(mail, environment)
        guard (user == nil) == (password == nil) else {
            throw Failure(
                user == nil
                    ? "there is a password for the mail server, but no user in `mail.url`; write smtps://USER@\(host)."
                    : "there is no password for the mail server. Set \(MailPassword.variable), or `mail.password_file`.")
        }
        return SMTPServer(
            host: host, port: port, encryption: isSecure ? .implicit : isPlain ? .none : .startTLS, user: user, password: password,
            certificateAuthorities: mail.certificateAuthorities)
    }

    private static func password(_ mail: Configuration.Mail, _ environment: [String: String]) throws -> String? {
        if let password = environment[MailPassword.variable], !password.isEmpty { return password }
        guard let file = mail.passwordFile else { return nil }
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw Failure("\(file) cannot be read by this user. It holds the password of `mail.password_file`.")
        }
        return text.trimmingCharacters(in: .newlines)
    }

    func close() async throws { try await smtp?.close() }
}
