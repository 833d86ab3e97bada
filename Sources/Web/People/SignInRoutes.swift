// /sign-in: e-mail and password. Whoever came from an authorization request goes back to it.

import HTTPTypes
import Hummingbird
import Identity
import Keys
import OAuth
import Pages

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
        let way = try Way(query)
        let signedIn = way.ticket == nil ? try await browser.signedIn() : nil
        // Who is signed in comes here only to prove it again.
        if signedIn != nil, way.section == nil { return .seeOther(site.address.path(AccountRoutes.path)) }
        let notice = try query.value("notice").flatMap(Notice.init)
        return try await page(
            browser, way, email: query.value("email") ?? signedIn?.account.email.text,
            notice: notice?.sentence ?? (signedIn == nil ? nil : .proveAgain))
    }

    @Sendable private func submit(_ request: Request, _ context: WebContext) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        let form = try await request.formParameters()
        let (way, email) = (try Way(form), try form.value("email"))
        guard browser.acceptsFlowToken(try form.value("csrf")) else {
            return try await page(browser, way, email: email, error: .formExpired, status: .forbidden)
        }
        let outcome = try await site.signIn.signIn(
            email: email ?? "", password: try form.value("password") ?? "", device: browser.device,
            ending: browser.sessionCookie, knows: browser.acquaintance)
        return try await site.enter(outcome, way, browser) { error, status in
            try await page(browser, way, email: email, error: error, status: status)
        }
    }

    func page(
        _ browser: Browser, _ way: Way, email: String?, error: Sentence? = nil, passkeyError: Sentence? = nil,
        notice: Sentence? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let flow = browser.flowCookie()
        return try browser.page(
            SignInPage(
                action: site.address.path(Self.path), csrf: browser.flowToken(flow.value), ticket: way.ticket,
                to: way.section?.rawValue, clientName: try await site.clientName(way.ticket), email: email,
                passkey: PasskeyRoutes.signInForm(at: site), passkeyError: passkeyError.map { site.pages.sentence($0) },
                error: error.map { site.pages.sentence($0) }, notice: notice.map { site.pages.sentence($0) },
                places: site.elsewhere?.places.map { SignInPage.Place(start: site.address.path($0.path), placeName: $0.name) } ?? [],
                signUp: site.allowsSignUp ? site.address.path(SignUpRoutes.path) + way.query : nil,
                reset: site.mail.map { _ in site.address.path(ResetRoutes.path) + way.query },
                byMail: site.mail?.signsIn == true ? site.address.path(MailSignInRoutes.path) + way.query : nil), status: status,
            asksForPasskey: site.passkeys != nil, in: flow)
    }
}

/// What a redirect to the sign-in page may have it say.
enum Notice: String {
    case signedOut = "signed-out"
    case signedOutEverywhere = "signed-out-everywhere"
    case declined, joining
    case passwordSet = "password-set"
    case verifying

    var sentence: Sentence {
        switch self {
        case .signedOut: .signedOut
        case .signedOutEverywhere: .signedOutEverywhere
        case .declined: .elsewhereDeclined
        case .joining: .joiningProof
        case .passwordSet: .passwordSet
        case .verifying: .verifyingProof
        }
    }
}

extension Site {
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
