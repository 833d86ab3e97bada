// /reset: a forgotten password (OWASP ASVS 6.4). Whoever asks learns nothing; whoever has the mail chooses a new password and
// then signs in with it like everybody else, second factor included. An invitation ends on the same page.

import HTTPTypes
import Hummingbird
import Identity
import Keys
import OAuth
import Pages

struct ResetRoutes {
    let site: Site
    let mail: MailDesk

    static let path = "/reset"
    /// Where the link of a mail leads.
    private static let choice = "\(path)/password"
    /// Where it leads somebody who wanted to sign in by mail, to an account that is not known to be theirs.
    static let claim = "\(path)/claim"

    /// The ways to the page on which a password is chosen.
    private enum Choice: CaseIterable {
        case reset, claim, invitation

        var path: String {
            switch self {
            case .reset: ResetRoutes.choice
            case .claim: ResetRoutes.claim
            case .invitation: InvitationLink.path
            }
        }
        var purpose: MailPurpose {
            switch self {
            case .reset: .reset
            case .claim: .signIn
            case .invitation: .invitation
            }
        }
    }

    func add(to routes: some RouterMethods<WebContext>) {
        routes.on(Self.path, [.get, .post]) { request, context in
            try await request.method == .post ? ask(request, context) : show(request, context)
        }
        for choice in Choice.allCases {
            routes.on(choice.path, [.get, .post]) { request, context in
                try await request.method == .post ? choose(request, context, choice) : showChoice(request, context, choice)
            }
        }
    }

    // MARK: Asking

    @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let query = try request.queryParameters()
        return try await page(
            Browser(site: site, request: request, context: context), ticket: query.value("ticket"), email: query.value("email"))
    }

    @Sendable private func ask(_ request: Request, _ context: WebContext) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        let form = try await request.formParameters()
        let (ticket, typed) = (try form.value("ticket"), try form.value("email") ?? "")
        guard browser.acceptsFlowToken(try form.value("csrf")) else {
            return try await page(browser, ticket: ticket, email: typed, error: .formExpired, status: .forbidden)
        }
        guard let email = EmailAddress(typed) else {
            return try await page(browser, ticket: ticket, email: typed, error: .emailInvalid, status: .unprocessableContent)
        }
        let now = site.server.now()
        if let wait = try await mail.wait(.reset, from: browser.network, at: now) {
            return try await page(browser, ticket: ticket, email: typed, error: .tooManyAttempts, status: .tooManyRequests)
                .retry(at: now + wait, now: now)
        }
        let mayWrite = try await mail.mayWrite(.reset, to: email.key, at: now)
        let account = try await site.identity.account(email: email.key).flatMap { $0.isDisabled || !mayWrite ? nil : $0 }
        let fresh = try mail.secrets.fresh(
            .reset, to: email.key, of: account?.id, browser: browser.flowCookie().value, intention: Way(ticket: ticket).encoded)
        let letter = Letter(
            .reset, name: account?.nameInMail, link: site.link(Choice.reset.path, fresh.link), minutes: MailPurpose.reset.minutes)
        try await mail.secrets.issue(fresh, in: site.pages.message(letter, to: account?.email))
        return try site.page(MailSentPage(email: email.text, signIn: site.signInLink(Way(ticket: ticket))))
    }

    private func page(
        _ browser: Browser, ticket: String?, email: String?, error: Sentence? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let flow = browser.flowCookie()
        return try browser.page(
            MailRequestPage(
                isReset: true, action: site.address.path(Self.path), csrf: browser.flowToken(flow.value), ticket: ticket,
                clientName: try await site.clientName(ticket), email: email, error: error.map { site.pages.sentence($0) },
                signIn: site.signInLink(Way(ticket: ticket))), status: status, in: flow)
    }

    // MARK: Choosing

    @Sendable private func showChoice(_ request: Request, _ context: WebContext, _ choice: Choice) async throws -> Response {
        let secret = try request.queryParameters().value("secret")
        guard let known = try await known(secret, for: choice), let secret else { return try site.linkEnded() }
        return try choicePage(Browser(site: site, request: request, context: context), choice, secret, known.email)
    }

    @Sendable private func choose(_ request: Request, _ context: WebContext, _ choice: Choice) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        let form = try await request.formParameters()
        let secret = try form.value("secret")
        guard let known = try await known(secret, for: choice), let secret else { return try site.linkEnded() }
        guard browser.acceptsFlowToken(try form.value("csrf")) else {
            return try choicePage(browser, choice, secret, known.email, error: .formExpired, status: .forbidden)
        }
        let hash: PasswordHash
        switch try await site.accounts.hash(try form.value("password") ?? "") {
        case .made(let made): hash = made
        case .invalid(let field):
            return try choicePage(
                browser, choice, secret, known.email, passwordError: site.pages.sentence(field.words), status: .unprocessableContent)
        }
        guard let account = try await mail.secrets.resetPassword(link: secret, for: choice.purpose, to: hash) else {
            return try site.linkEnded()
        }
        try await site.server.changes.catchUp()
        if choice != .invitation { try await site.notify(account, .passwordChanged, device: browser.device) }
        // The request that waited is taken up again after signing in with the new password.
        return .seeOther(site.signInLink(Way(ticket: site.way(of: known, in: browser).ticket), notice: .passwordSet))
    }

    private func known(_ secret: String?, for choice: Choice) async throws -> MailSecret? {
        guard let known = try await mail.secrets.look(at: secret, for: choice.purpose) else { return nil }
        guard choice == .claim else { return known }
        // Whose account it is known to be signs in with the same secret, and keeps the password.
        let account = if let user = known.user { try await site.identity.account(user) } else { nil as Account? }
        return account?.isUnclaimed == true ? known : nil
    }

    private func choicePage(
        _ browser: Browser, _ choice: Choice, _ secret: String, _ email: EmailKey, passwordError: String? = nil, error: Sentence? = nil,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let flow = browser.flowCookie()
        return try browser.page(
            NewPasswordPage(
                isInvitation: choice == .invitation, action: site.address.path(choice.path), csrf: browser.flowToken(flow.value),
                secret: secret, email: email.value, passwordError: passwordError, error: error.map { site.pages.sentence($0) }),
            status: status, in: flow)
    }
}

/// The link of an invitation, which the command line writes too.
public enum InvitationLink {
    public static let path = "/invitation"
}

extension MailPurpose {
    /// The lifetime as a mail tells it.
    var minutes: Int { Int(lifetime.inSeconds / 60) }
}
