// /sign-in: e-mail and password. Whoever came from an authorization request goes back to it.

import HTTPTypes
import Hummingbird
import Identity
import Keys
import OAuth
import Pages
import Telemetry

struct SignInRoutes {
    let site: Site

    static let path = "/sign-in"

    func add(to routes: some RouterMethods<WebContext>) {
        routes.on(Self.path, [.get, .post]) { request, context in
            try await request.method == .post ? submit(request, context) : show(request, context)
        }
    }

    /// Where to send somebody who must sign in for a request.
    func location(_ ticket: Ticket, _ question: SignInQuestion) -> String {
        var location = site.address.path(Self.path) + "?ticket=" + site.server.tickets.seal(ticket)
        if let hint = question.loginHint { location += "&email=" + FormEncoding.encode(hint.prefix(254)) }
        return location
    }

    @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        let query = try request.queryParameters()
        let ticket = try query.value("ticket")
        if ticket == nil, try await browser.signedIn() != nil {
            return .seeOther(site.address.path(AccountRoutes.path))
        }
        let notice = try query.value("notice").flatMap(Notice.init)
        return try await page(
            browser, ticket: ticket, email: query.value("email"), notice: notice.map { site.pages.sentence($0.sentence) })
    }

    @Sendable private func submit(_ request: Request, _ context: WebContext) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        let form = try await request.formParameters()
        let (ticket, email) = (try form.value("ticket"), try form.value("email"))
        guard browser.acceptsFlowToken(try form.value("csrf")) else {
            return try await page(browser, ticket: ticket, email: email, error: .formExpired, status: .forbidden)
        }
        let outcome = try await site.signIn.signIn(
            email: email ?? "", password: try form.value("password") ?? "", device: browser.device,
            ending: browser.sessionCookie)
        context.notes?.note { $0.sealedTicket = ticket }
        switch outcome {
        case .signedIn(let session, let secret):
            context.notes?.note { $0.outcome = .signedIn(isNew: false) }
            site.flows?.note(.ok)
            return site.goOn(ticket, session, secret, browser)
        case .refused:
            context.notes?.note { $0.outcome = .passwordWrong }
            site.flows?.note(.failed)
            // Not 401, which must name an HTTP authentication scheme (RFC 9110 §15.5.2).
            return try await page(
                browser, ticket: ticket, email: email, error: .wrongCredentials, status: .unprocessableContent)
        case .limited(let until):
            context.notes?.note { $0.outcome = .limited }
            site.flows?.note(.limited)
            var response = try await page(
                browser, ticket: ticket, email: email, error: .tooManyAttempts, status: .tooManyRequests)
            response.headers[.retryAfter] = String(max(1, (until - site.server.now()).inSeconds + 1))
            return response
        }
    }

    private func page(
        _ browser: Browser, ticket: String?, email: String?, error: Sentence? = nil, notice: String? = nil,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let (flow, isFresh) = browser.flowCookie()
        let signUp = site.address.path(SignUpRoutes.path) + (ticket.map { "?ticket=" + FormEncoding.encode($0) } ?? "")
        var response = try site.page(
            SignInPage(
                action: site.address.path(Self.path), csrf: browser.flowToken(flow), ticket: ticket,
                clientName: try await site.clientName(ticket), email: email,
                error: error.map { site.pages.sentence($0) }, notice: notice,
                signUp: site.allowsSignUp ? signUp : nil), status: status)
        if isFresh { browser.setFlowCookie(flow, on: &response) }
        return response
    }
}

/// What a redirect to the sign-in page may have it say.
enum Notice: String {
    case signedOut = "signed-out"
    case signedOutEverywhere = "signed-out-everywhere"

    var sentence: Sentence {
        switch self {
        case .signedOut: .signedOut
        case .signedOutEverywhere: .signedOutEverywhere
        }
    }
}

extension Site {
    /// Back to the request that somebody signed in for, or to their account.
    func goOn(_ ticket: String?, _ session: Session, _ secret: Secret, _ browser: Browser) -> Response {
        let location =
            ticket.map { address.path(AuthorizationRoutes.resumption) + "?ticket=" + FormEncoding.encode($0) }
            ?? address.path(AccountRoutes.path)
        var response = Response.seeOther(location)
        browser.signIn(session, secret, on: &response)
        return response
    }

    /// Where a pending request is taken up again.
    func resumption(of ticket: Ticket) -> String {
        address.path(AuthorizationRoutes.resumption) + "?ticket=" + server.tickets.seal(ticket)
    }

    /// Who is asking, for the pages on the way.
    func clientName(_ ticket: String?) async throws -> String? {
        guard let ticket, let opened = server.tickets.open(ticket, at: server.now()),
            let parameters = try? OAuth.Parameters(formEncoded: opened.request),
            let id = try? parameters.value("client_id")
        else { return nil }
        guard let client = try? await server.directory.client(ClientID(id), for: "") else { return nil }
        // A name that nobody has checked is for the consent page, which says so; nobody should sign in because of it.
        return client.registration == .preregistered ? client.name : client.documentHost
    }
}
