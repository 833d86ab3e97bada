// /authorize and what follows from it: the person is led to sign in, is asked, and goes back to the client.

import HTTPTypes
import Hummingbird
import Identity
import Keys
import OAuth
import Pages

struct AuthorizationRoutes {
    let site: Site

    /// Where a pending request is taken up again after sign-in.
    static let resumption = "/authorize/continue"
    static let decision = "/consent"
    /// Where a person goes who does not want to prove as much as the client asks for.
    static let refusal = "/authorize/unmet"

    func add(to routes: some RouterMethods<WebContext>) {
        routes.on(Endpoint.authorization.path, [.get, .post], use: authorize)
        routes.on(Self.resumption, [.get], use: resume)
        routes.on(Self.refusal, [.get], use: unmet)
        routes.on(Self.decision, [.post], use: decide)
    }

    @Sendable private func authorize(_ request: Request, _ context: WebContext) async throws -> Response {
        let now = site.server.now()
        // OpenID Connect Core §3.1.2.1: GET and POST mean the same.
        let raw = request.method == .post ? try await request.formText() : request.rawQuery
        let browser = Browser(site: site, request: request, context: context)
        return try await answer(to: Ticket(request: raw, begunAt: now), browser)
    }

    @Sendable private func resume(_ request: Request, _ context: WebContext) async throws -> Response {
        let ticket = try site.ticket(request.queryParameters().value("ticket"))
        return try await answer(to: ticket, Browser(site: site, request: request, context: context))
    }

    @Sendable private func unmet(_ request: Request, _ context: WebContext) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        let ticket = try site.ticket(request.queryParameters().value("ticket"))
        context.notes?.note { $0.ticket = ticket }
        let outcome = try await site.server.authorization.unmet(
            Self.parameters(of: ticket), person: browser.person(), from: browser.network)
        return try await response(to: outcome, ticket, browser)
    }

    private func answer(to ticket: Ticket, _ browser: Browser) async throws -> Response {
        browser.context.notes?.note { $0.ticket = ticket }
        let parameters = try Self.parameters(of: ticket)
        let outcome = try await site.server.authorization.outcome(
            of: parameters, person: browser.person(), begunAt: ticket.begunAt, from: browser.network)
        return try await response(to: outcome, ticket, browser)
    }

    @Sendable private func decide(_ request: Request, _ context: WebContext) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        let form = try await request.formParameters()
        let ticket = try site.ticket(form.value("ticket"))
        context.notes?.note { $0.ticket = ticket }
        // RFC 6749 §10.12: only a click on our own page is consent.
        guard browser.acceptsSessionToken(try form.value("csrf")) else {
            // Clients open several windows at once: whoever signed in again in another one is asked again here.
            guard request.headers[.secFetchSite] == "same-origin" else {
                context.notes?.note { $0.outcome = .formForged }
                return try site.page(.formExpired, status: .forbidden)
            }
            return .seeOther(site.resumption(of: ticket))
        }
        guard let decision = try form.value("decision").flatMap(Decision.init) else {
            throw PageError(
                .decisionMissing, .decisionMissingSentence, .decisionMissingCure)
        }
        let outcome = try await site.server.authorization.decide(
            decision, on: Self.parameters(of: ticket), person: browser.person(), begunAt: ticket.begunAt,
            from: browser.network)
        return try await response(to: outcome, ticket, browser)
    }

    private static func parameters(of ticket: Ticket) throws -> OAuth.Parameters {
        do {
            return try OAuth.Parameters(formEncoded: ticket.request)
        } catch {
            throw PageError(
                title: PageText.requestWrong.rawValue, sentence: error.description,
                cure: PageText.backAndMend.rawValue)
        }
    }

    private func response(
        to outcome: AuthorizationOutcome, _ ticket: Ticket, _ browser: Browser
    ) async throws -> Response {
        browser.context.notes?.note { $0.outcome = .authorization(outcome) }
        switch outcome {
        case .page(let error): return try site.page(error)
        case .respond(let answer): return try respond(answer)
        case .leave(let answer): return try site.page(LeavePage(answer))
        case .signIn(let question):
            if let step = try await secondStep(for: question, ticket, browser) { return step }
            return .seeOther(SignInRoutes(site: site).location(ticket, question))
        case .consent(let question):
            guard let signedIn = try await browser.signedIn() else { throw PageError.formExpired }
            return try site.page(
                ConsentPage(
                    question, site: site, ticket: site.server.tickets.seal(ticket), email: signedIn.account.shownName,
                    csrf: browser.sessionToken))
        }
    }

    /// Whoever has just signed in, and lacks nothing but the second factor, need not begin again (RFC 9470 §5).
    private func secondStep(for question: SignInQuestion, _ ticket: Ticket, _ browser: Browser) async throws -> Response? {
        guard !question.contexts.isEmpty, let signedIn = try await browser.signedIn(), site.isRecent(signedIn),
            !question.contexts.contains(where: signedIn.session.methods.satisfy)
        else { return nil }
        let way = Way(ticket: site.server.tickets.seal(ticket))
        let factors = try await site.signIn.factors(of: signedIn.account.id)
        guard question.contexts.contains(where: { site.signIn.canReach($0, with: factors) }) else {
            return .seeOther(site.address.path(Self.refusal) + way.query)
        }
        var response = Response.seeOther(site.address.path(SecondStepRoutes.path) + way.query)
        browser.set(PendingSignIn(signedIn), on: &response)
        return response
    }

    private func respond(_ answer: AuthorizationResponse) throws -> Response {
        switch answer.mode {
        case .query:
            // A browser hands an app's own scheme to the app and stays where it was: say that all is done.
            guard answer.destination.isPrivateUse, answer.isSuccess else { return .seeOther(answer.location) }
            return try site.page(ConnectedPage(clientName: answer.clientName, link: answer.location))
        case .formPost:
            let nonce = Base64URL.encode(site.randomness.bytes(16))
            return try site.page(
                FormPostPage(
                    action: answer.destination.uri,
                    fields: answer.fields.map { FormPostPage.Field(name: $0.name, value: $0.value) },
                    clientName: answer.clientName), nonce: nonce)
        }
    }
}

extension ConsentPage {
    init(_ question: ConsentQuestion, site: Site, ticket: String, email: String, csrf: String) {
        self.init(
            action: site.address.path(AuthorizationRoutes.decision), csrf: csrf, ticket: ticket,
            clientName: question.client.name,
            clientHost: question.client.documentHost,
            // The operator vouches for the clients that they have added.
            isVerified: question.client.registration == .preregistered, redirectHost: question.destination.host,
            isLoopback: question.destination.isOnThisDevice,
            scopes: question.scope.sentences(of: question.resource, site.pages),
            resourceName: question.resource?.name ?? site.pages.branding.name, email: email,
            switchAccount: site.address.path(SignInRoutes.path) + "?ticket=" + ticket)
    }
}

extension LeavePage {
    init(_ answer: AuthorizationResponse) {
        let isForm = answer.mode == .formPost
        self.init(
            clientName: answer.clientName, host: answer.destination.host,
            link: isForm ? answer.destination.uri : answer.location,
            fields: isForm ? answer.fields.map { FormPostPage.Field(name: $0.name, value: $0.value) } : [])
    }
}

extension Client {
    /// The host that is proven to speak for the client: that of the URL which is its identifier.
    var documentHost: String? { registration == .document ? RedirectURI(id.value)?.host : nil }
}

extension Scope {
    /// What the scopes allow, in words.
    func sentences(of resource: Resource?, _ pages: Pages) -> [String] {
        names.compactMap { name in
            resource?.scopes.first { $0.name == name }?.sentence
                ?? IdentityScope(rawValue: name)?.sentence.map { pages.translation(of: $0) ?? $0 }
        }
    }
}

extension Site {
    /// The pending request that a form or a link carries.
    func ticket(_ sealed: String?) throws -> Ticket {
        guard let sealed, let ticket = server.tickets.open(sealed, at: server.now()) else {
            throw PageError(
                .tooLate, .tooLateSentence, .tooLateCure)
        }
        return ticket
    }
}

extension PageError {
    static let formExpired = PageError(
        .formExpired, .formExpiredSentence, .formExpiredCure)
}
