// /sign-up where people can be written to: the answer is the same whether or not the address has an account, and the account is
// made when the code or the link of the mail comes back.

import HTTPTypes
import Hummingbird
import Identity
import Keys
import OAuth
import Pages

struct MailSignUpRoutes {
    let site: Site
    let mail: MailDesk

    static let code = "/sign-up/code"
    private static let link = "/sign-up/link"

    func add(to routes: some RouterMethods<WebContext>) {
        guard site.allowsSignUp else { return }
        routes.on(Self.code, [.post], use: tryCode)
        routes.on(Self.link, [.get, .post]) { request, context in
            try await request.method == .post ? follow(request, context) : showLink(request, context)
        }
    }

    /// Writes to whoever wants an account, or to the owner of the one that is there.
    func begin(_ pending: PendingAccount, _ way: Way, _ browser: Browser) async throws -> Response {
        let email = pending.email
        let mayWrite = try await mail.mayWrite(.signUp, to: email.key, at: site.server.now())
        let owner = try await site.identity.account(email: email.key)
        var pending = pending
        pending.ticket = way.ticket
        let fresh = try mail.secrets.fresh(
            .signUp, to: email.key, of: owner?.id, browser: browser.flowCookie().value, intention: pending.encoded)
        let letter =
            owner.map { Letter(.taken, name: $0.nameInMail, link: site.address.issuer + SignInRoutes.path) }
            ?? Letter(
                .signUp, code: fresh.code, link: site.link(Self.link, fresh.link),
                minutes: MailPurpose.signUp.minutes)
        let isReached = mayWrite && owner?.isDisabled != true
        try await mail.secrets.issue(fresh, in: site.pages.message(letter, to: isReached ? owner?.email ?? email : nil))
        return try site.codePage(isSignUp: true, browser, way, email: email.text)
    }

    @Sendable private func tryCode(_ request: Request, _ context: WebContext) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        let form = try await request.formParameters()
        let (way, email) = (try Way(form), try form.value("email") ?? "")
        guard browser.acceptsFlowToken(try form.value("csrf")) else { return try site.page(.formExpired, status: .forbidden) }
        let tried = try await mail.secrets.spend(
            code: form.value("code") ?? "", in: browser.flowCookie().value, for: .signUp)
        switch tried {
        case .spent(let secret): return try await finish(secret, way, browser)
        case .wrong(let left) where left > 0:
            return try site.codePage(isSignUp: true, browser, way, email: email, error: .mailCodeWrong, status: .unprocessableContent)
        case .wrong, .none:
            return try site.codePage(isSignUp: true, browser, way, email: email, error: .mailCodeEnded, status: .unprocessableContent)
        }
    }

    @Sendable private func showLink(_ request: Request, _ context: WebContext) async throws -> Response {
        let secret = try request.queryParameters().value("secret")
        guard let known = try await mail.secrets.look(at: secret, for: .signUp), let secret else { return try site.linkEnded() }
        let browser = Browser(site: site, request: request, context: context)
        let flow = browser.flowCookie()
        guard mail.secrets.isFrom(flow.value, known) else { return try elsewherePage(browser, known, secret, name: pending(known)?.name) }
        return try browser.page(
            MailLinkPage(
                isSignUp: true, action: site.address.path(Self.link), csrf: browser.flowToken(flow.value), secret: secret,
                email: known.email.value), in: flow)
    }

    @Sendable private func follow(_ request: Request, _ context: WebContext) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        let form = try await request.formParameters()
        let secret = try form.value("secret")
        guard browser.acceptsFlowToken(try form.value("csrf")) else { return try site.page(.formExpired, status: .forbidden) }
        guard let known = try await mail.secrets.look(at: secret, for: .signUp), let secret else { return try site.linkEnded() }
        guard !mail.secrets.isFrom(browser.flowCookie().value, known) else {
            guard let spent = try await mail.secrets.spend(link: secret, for: .signUp) else { return try site.linkEnded() }
            return try await finish(spent, Way(ticket: pending(spent)?.ticket), browser)
        }
        guard let email = pending(known)?.email.text else { return try site.linkEnded() }
        let name = try form.value("name")
        switch try await SignUp(site.signIn).prepare(email: email, name: name, password: form.value("password") ?? "") {
        case .invalid(let fields):
            return try elsewherePage(browser, known, secret, name: name, fields, status: .unprocessableContent)
        case .ready(let chosen):
            guard let spent = try await mail.secrets.spend(link: secret, for: .signUp) else { return try site.linkEnded() }
            // What waits is gone on with in the browser that asked, and in no other.
            return try await finish(spent, chosen, Way(), browser)
        }
    }

    /// Who reads the mail may not be who filled in the form, so a password from there would open the account to a stranger: here
    /// it is chosen once more.
    private func elsewherePage(
        _ browser: Browser, _ known: MailSecret, _ secret: String, name: String?, _ fields: [InvalidField] = [],
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let flow = browser.flowCookie()
        return try browser.page(
            NewPasswordPage(
                isSignUp: true, action: site.address.path(Self.link), csrf: browser.flowToken(flow.value), secret: secret,
                email: known.email.value, name: name, nameError: site.sentence(for: "name", in: fields),
                passwordError: site.sentence(for: "password", in: fields)), status: status, in: flow)
    }

    private func pending(_ spent: MailSecret) -> PendingAccount? {
        mail.secrets.intention(of: spent).flatMap { PendingAccount(encoded: $0) }
    }

    private func finish(_ spent: MailSecret, _ way: Way, _ browser: Browser) async throws -> Response {
        guard let pending = pending(spent) else { return try site.linkEnded() }
        return try await finish(spent, pending, way, browser)
    }

    private func finish(_ spent: MailSecret, _ pending: PendingAccount, _ way: Way, _ browser: Browser) async throws -> Response {
        // Nobody was sent the secret of an address that had an account; its link is as good as unknown.
        guard spent.user == nil, let account = try await SignUp(site.signIn).finish(pending) else { return try site.linkEnded() }
        let outcome = try await site.signIn.admit(account, by: [.mail], device: browser.device, ending: browser.sessionCookie)
        return try await site.enter(outcome, way, browser, isNew: true) { _, _ in try site.linkEnded() }
    }
}
