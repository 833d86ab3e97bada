// /sign-in/second-step: the second factor, between the password and the session; whoever must have one and has none sets
// one up here.

import HTTPTypes
import Hummingbird
import Identity
import Keys
import OAuth
import Pages

struct SecondStepRoutes {
    let site: Site

    static let path = "/sign-in/second-step"
    private static let setUp = "/sign-in/second-step/set-up"

    func add(to routes: some RouterMethods<WebContext>) {
        guard site.signIn.secondFactors != .off || site.passkeys != nil else { return }
        routes.on(Self.path, [.get, .post]) { request, context in
            try await request.method == .post ? prove(request, context) : show(request, context)
        }
        if site.signIn.secondFactors != .off { routes.on(Self.setUp, [.post], use: setUp) }
    }

    func begin(_ way: Way) -> Response { .seeOther(site.signInLink(way)) }

    @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        let way = try Way(request.queryParameters())
        guard let pending = browser.pendingSignIn() else { return begin(way) }
        if try await site.signIn.factors(of: pending.user).isEmpty {
            // Only a passkey would do, and there is none.
            guard site.signIn.secondFactors != .off else { return .seeOther(site.address.path(AuthorizationRoutes.refusal) + way.query) }
            return try await setUpPage(pending, browser, way, offer: nil)
        }
        return try await page(pending, browser, way)
    }

    // MARK: Proving

    @Sendable private func prove(_ request: Request, _ context: WebContext) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        let form = try await request.formParameters()
        let way = try Way(form)
        guard let pending = browser.pendingSignIn() else { return begin(way) }
        guard browser.acceptsFlowToken(try form.value("csrf")) else {
            return try await page(pending, browser, way, error: .formExpired, status: .forbidden)
        }
        let outcome = try await site.secondFactors.complete(
            pending, code: try form.value("code") ?? "", device: browser.device, ending: browser.sessionCookie)
        return try await site.enter(outcome, way, browser, refusal: .secondFactorWrong) { error, status in
            try await page(pending, browser, way, error: error, status: status)
        }
    }

    func page(
        _ pending: PendingSignIn, _ browser: Browser, _ way: Way, error: Sentence? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let factors = try await site.signIn.factors(of: pending.user)
        let form = factors.contains(.passkey) ? PasskeyRoutes.secondStepForm(at: site) : nil
        let flow = browser.flowCookie()
        return try browser.page(
            SecondStepPage(
                action: site.address.path(Self.path), csrf: browser.flowToken(flow.value), ticket: way.ticket,
                to: way.section?.rawValue, clientName: try await site.clientName(way.ticket),
                takesCode: factors.contains(.authenticator), passkey: form, error: error.map { site.pages.sentence($0) },
                startOver: site.signInLink(way)),
            status: status, asksForPasskey: form != nil, in: flow)
    }

    // MARK: Setting up

    @Sendable private func setUp(_ request: Request, _ context: WebContext) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        let form = try await request.formParameters()
        let way = try Way(form)
        guard let pending = browser.pendingSignIn() else { return begin(way) }
        let offer = try form.value("offer") ?? ""
        guard browser.acceptsFlowToken(try form.value("csrf")) else {
            return try await setUpPage(pending, browser, way, offer: offer, error: .formExpired, status: .forbidden)
        }
        let result = try await site.secondFactors.setUp(
            offer, code: try form.value("code") ?? "", for: pending.user, device: browser.device)
        switch result {
        case .done(let codes):
            if let account = try await site.identity.account(pending.user) {
                try await site.notify(account, .secondStepOn, device: browser.device)
            }
            let outcome = try await site.secondFactors.complete(
                pending, with: [.oneTimePassword], device: browser.device, ending: browser.sessionCookie)
            guard case .signedIn(let session, let secret) = outcome else { return begin(way) }
            context.notes?.note { ($0.sealedTicket, $0.outcome) = (way.ticket, .signedIn(isNew: false)) }
            var response = try site.page(RecoveryCodesPage(codes: codes.map(\.text), next: site.location(way)))
            browser.signIn(session, secret, on: &response)
            browser.clearPendingSignIn(on: &response)
            return response
        case .refused:
            return try await setUpPage(pending, browser, way, offer: offer, error: .codeWrong, status: .unprocessableContent)
        case .limited(let until):
            return try await setUpPage(pending, browser, way, offer: offer, error: .tooManyAttempts, status: .tooManyRequests)
                .retry(at: until, now: site.server.now())
        case .expired:
            return .seeOther(site.address.path(Self.path) + way.query)
        }
    }

    private func setUpPage(
        _ pending: PendingSignIn, _ browser: Browser, _ way: Way, offer sealed: String?, error: Sentence? = nil,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        guard let account = try await site.identity.account(pending.user) else { return begin(way) }
        let flow = browser.flowCookie()
        let mayDecline = site.signIn.secondFactors != .required && way.ticket != nil
        var page = try site.authenticatorPage(for: account, again: sealed, error: error)
        page.action = site.address.path(Self.setUp)
        page.csrf = browser.flowToken(flow.value)
        (page.ticket, page.to) = (way.ticket, way.section?.rawValue)
        page.decline = mayDecline ? site.address.path(AuthorizationRoutes.refusal) + way.query : nil
        return try browser.page(page, status: status, in: flow)
    }
}

extension Site {
    var secondFactors: SecondFactors { SecondFactors(signIn, secret: secret) }

    /// The page that shows a secret for the person's app: the one that they were shown before, or a fresh one.
    func authenticatorPage(for account: Account, again sealed: String?, error: Sentence?) throws -> AuthenticatorPage {
        let known = sealed.flatMap { sealed in secondFactors.offer(sealed, to: account.id).map { (offer: $0, sealed: sealed) } }
        let (offer, sealed) = try known ?? secondFactors.offer(to: account.id)
        return AuthenticatorPage(
            picture: try QRPicture(offer.uri(issuer: pages.branding.name, account: account.shownName)), typed: offer.typed,
            offer: sealed, error: error.map { pages.sentence($0) })
    }
}
