// /sign-in/mail: signing in by a code or a link that is mailed (OWASP ASVS 6.6). The code works in the browser that asked, so that
// nobody can be talked into typing one for somebody else; the link opens a page with a button, wherever the mail is read.

import HTTPTypes
import Hummingbird
import Identity
import Keys
import OAuth
import Pages
import Telemetry

struct MailSignInRoutes {
    let site: Site
    let mail: MailDesk

    static let path = "/sign-in/mail"
    static let code = "/sign-in/code"
    private static let link = "/sign-in/link"

    func add(to routes: some RouterMethods<WebContext>) {
        routes.on(Self.path, [.get, .post]) { request, context in
            try await request.method == .post ? ask(request, context) : show(request, context)
        }
        routes.on(Self.code, [.post], use: tryCode)
        routes.on(Self.link, [.get, .post]) { request, context in
            try await request.method == .post ? follow(request, context) : showLink(request, context)
        }
    }

    // MARK: Asking

    @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let query = try request.queryParameters()
        return try await page(Browser(site: site, request: request, context: context), Way(query), email: query.value("email"))
    }

    @Sendable private func ask(_ request: Request, _ context: WebContext) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        let form = try await request.formParameters()
        let (way, typed, now) = (try Way(form), try form.value("email") ?? "", site.server.now())
        guard browser.acceptsFlowToken(try form.value("csrf")) else {
            return try await page(browser, way, email: typed, error: .formExpired, status: .forbidden)
        }
        guard let email = EmailAddress(typed) else {
            return try await page(browser, way, email: typed, error: .emailInvalid, status: .unprocessableContent)
        }
        if let wait = try await mail.wait(.signIn, from: browser.network, at: now) {
            return try await page(browser, way, email: typed, error: .tooManyAttempts, status: .tooManyRequests)
                .retry(at: now + wait, now: now)
        }
        try await send(to: email, way, browser)
        return try site.codePage(isSignUp: false, browser, way, email: email.text)
    }

    private func send(to email: EmailAddress, _ way: Way, _ browser: Browser) async throws {
        let mayWrite = try await mail.mayWrite(.signIn, to: email.key, at: site.server.now())
        let account = try await site.identity.account(email: email.key).flatMap { $0.isDisabled || !mayWrite ? nil : $0 }
        let fresh = try mail.secrets.fresh(
            .signIn, to: email.key, of: account?.id, browser: browser.flowCookie().value, intention: way.encoded)
        // Whoever made the account may be somebody else: its address is won with a new password, and the code is told to nobody.
        let letter =
            account?.isUnclaimed == true
            ? Letter(.unconfirmed, link: site.link(ResetRoutes.claim, fresh.link), minutes: MailPurpose.signIn.minutes)
            : Letter(
                .signIn, name: account?.nameInMail, code: fresh.code, link: site.link(Self.link, fresh.link),
                minutes: MailPurpose.signIn.minutes)
        try await mail.secrets.issue(fresh, in: site.pages.message(letter, to: account?.email))
    }

    private func page(
        _ browser: Browser, _ way: Way, email: String?, error: Sentence? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let flow = browser.flowCookie()
        return try browser.page(
            MailRequestPage(
                isReset: false, action: site.address.path(Self.path), csrf: browser.flowToken(flow.value), ticket: way.ticket,
                to: way.section?.rawValue, clientName: try await site.clientName(way.ticket), email: email,
                error: error.map { site.pages.sentence($0) }, signIn: site.signInLink(way)), status: status, in: flow)
    }

    // MARK: The code

    @Sendable private func tryCode(_ request: Request, _ context: WebContext) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        let form = try await request.formParameters()
        let (way, email) = (try Way(form), try form.value("email") ?? "")
        guard browser.acceptsFlowToken(try form.value("csrf")) else {
            return try await page(browser, way, email: email, error: .formExpired, status: .forbidden)
        }
        let tried = try await mail.secrets.spend(
            code: form.value("code") ?? "", in: browser.flowCookie().value, for: .signIn)
        switch tried {
        case .spent(let secret):
            return try await enter(secret, way, browser) {
                try await page(browser, way, email: email, error: .mailCodeEnded, status: .unprocessableContent)
            }
        case .wrong(let left) where left > 0:
            site.flows?.note(.failed)
            return try site.codePage(isSignUp: false, browser, way, email: email, error: .mailCodeWrong, status: .unprocessableContent)
        case .wrong, .none:
            site.flows?.note(.failed)
            return try await page(browser, way, email: email, error: .mailCodeEnded, status: .unprocessableContent)
        }
    }

    // MARK: The link

    @Sendable private func showLink(_ request: Request, _ context: WebContext) async throws -> Response {
        let secret = try request.queryParameters().value("secret")
        guard let known = try await mail.secrets.look(at: secret, for: .signIn), let secret, try await account(of: known) != nil
        else { return try site.linkEnded() }
        let browser = Browser(site: site, request: request, context: context)
        let flow = browser.flowCookie()
        return try browser.page(
            MailLinkPage(
                action: site.address.path(Self.link), csrf: browser.flowToken(flow.value), secret: secret, email: known.email.value,
                isElsewhere: !mail.secrets.isFrom(flow.value, known)), in: flow)
    }

    @Sendable private func follow(_ request: Request, _ context: WebContext) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        let form = try await request.formParameters()
        guard browser.acceptsFlowToken(try form.value("csrf")) else { return try site.page(.formExpired, status: .forbidden) }
        let secret = try form.value("secret")
        guard let known = try await mail.secrets.look(at: secret, for: .signIn), try await account(of: known) != nil,
            let spent = try await mail.secrets.spend(link: secret, for: .signIn)
        else { return try site.linkEnded() }
        return try await enter(spent, site.way(of: spent, in: browser), browser) { try site.linkEnded() }
    }

    /// Whom a secret lets in.
    private func account(of secret: MailSecret) async throws -> Account? {
        guard let user = secret.user, let account = try await site.identity.account(user) else { return nil }
        return account.isDisabled || account.email.key != secret.email || account.isUnclaimed ? nil : account
    }

    private func enter(
        _ spent: MailSecret, _ way: Way, _ browser: Browser, refused: () async throws -> Response
    ) async throws -> Response {
        guard let account = try await account(of: spent) else { return try await refused() }
        if !account.isEmailVerified {
            _ = try await mail.store.noteVerified(spent.email, of: account.id, at: site.server.now())
            try await site.server.changes.catchUp()
        }
        let outcome = try await site.signIn.admit(account, by: [.mail], device: browser.device, ending: browser.sessionCookie)
        return try await site.enter(outcome, way, browser) { _, _ in try await refused() }
    }
}

extension Site {
    /// The way that somebody was on when they asked for a mail. It is gone on in the browser that asked, and in no other: whoever
    /// has a mail sent to somebody else must not lead them into a request of their own choice.
    func way(of spent: MailSecret, in browser: Browser) -> Way {
        guard let mail, mail.secrets.isFrom(browser.flowCookie().value, spent), let bytes = mail.secrets.intention(of: spent) else {
            return Way()
        }
        return Way(encoded: bytes)
    }
}
