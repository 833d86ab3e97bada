// Writing to people: what every route that sends a mail has in common. Mails are only queued here, so no request waits for a
// mail server, and an address without an account costs as much as one with an account (OWASP ASVS 6.3.8).

import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Keys
import OAuth
import Pages

/// What routes need to write to people; a site without it writes to nobody.
public struct MailDesk: Sendable {
    let secrets: MailSecrets
    /// Whether people may sign in by mail.
    let signsIn: Bool
    let store: any MailStore
    private let accounts: [MailPurpose: RateLimiter]
    private let networks: [MailPurpose: RateLimiter]

    /// - Parameter limits: the limits are counted there.
    public init(_ secrets: MailSecrets, store: any MailStore, limits: any LimitStore, signsIn: Bool = false) {
        self.secrets = secrets
        self.signsIn = signsIn
        self.store = store
        let hour: Duration = .seconds(3600)
        accounts = Dictionary(
            uniqueKeysWithValues: MailPurpose.allCases.map { purpose in
                let most = purpose == .signIn ? 6 : 3
                return (purpose, RateLimiter("mail \(purpose.rawValue) account", Allowance(most, within: hour), store: limits))
            })
        networks = Dictionary(
            uniqueKeysWithValues: MailPurpose.allCases.map { purpose in
                let most = purpose == .signIn ? 30 : 10
                return (purpose, RateLimiter("mail \(purpose.rawValue) network", Allowance(most, within: hour), store: limits))
            })
    }

    /// Counts a request for a mail.
    ///
    /// - Returns: how long this network address has to wait, if it asked too often.
    func wait(_ purpose: MailPurpose, from network: String, at now: Timestamp) async throws -> Duration? {
        try await networks[purpose]?.count(network, at: now) ?? nil
    }

    /// Counts a mail to an address, whether or not it has an account.
    ///
    /// - Returns: `false` if it has had so many already that it gets no more for now. Who asks must not notice.
    func mayWrite(_ purpose: MailPurpose, to email: EmailKey, at now: Timestamp) async throws -> Bool {
        try await accounts[purpose]?.count(email.value, at: now) ?? nil == nil
    }
}

extension Pages {
    /// A letter to somebody, or to nobody: as much work either way.
    public func message(_ letter: Letter, to address: EmailAddress?) throws -> MailMessage {
        let rendered = try render(letter)
        return MailMessage(
            to: address?.text, name: letter.name, subject: rendered.subject, text: rendered.text, html: rendered.html)
    }
}

extension Site {
    /// A link for a mail: to `path` of this server, with the secret.
    func link(_ path: String, _ secret: Secret) -> String {
        address.issuer + path + "?secret=" + FormEncoding.encode(secret.text)
    }

    /// Tells a person what happened to their account (OWASP ASVS 6.3.5, 6.3.7).
    func notify(_ account: Account, _ kind: Letter.Kind, device: Device) async throws {
        guard let mail, !account.email.isAbsent else { return }
        let letter = Letter(kind, name: account.nameInMail, device: DeviceName(device).words, moment: Date(server.now()))
        try await mail.secrets.send(pages.message(letter, to: account.email))
    }

    /// Where a mailed code is typed.
    func codePage(
        isSignUp: Bool, _ browser: Browser, _ way: Way, email: String, error: Sentence? = nil, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let again = isSignUp ? SignUpRoutes.path : MailSignInRoutes.path
        return try page(
            MailCodePage(
                isSignUp: isSignUp, action: address.path(isSignUp ? MailSignUpRoutes.code : MailSignInRoutes.code),
                csrf: browser.flowToken(browser.flowCookie().value), ticket: way.ticket, to: way.section?.rawValue, email: email,
                error: error.map { pages.sentence($0) }, again: address.path(again) + way.query), status: status)
    }

    /// What a link says that works no more.
    func linkEnded() throws -> Response {
        try page(
            ErrorPage(
                status: 410, title: pages.sentence(.linkEndedTitle), sentence: pages.sentence(.linkEnded),
                cure: pages.sentence(.linkEndedCure)), status: .gone)
    }
}
