// /sign-up: making an account, inside an authorization request or on its own.

import HTTPTypes
import Hummingbird
import Identity
import Keys
import OAuth
import Pages

struct SignUpRoutes {
    let site: Site

    static let path = "/sign-up"

    func add(to routes: some RouterMethods<WebContext>) {
        guard site.allowsSignUp else { return }
        routes.on(Self.path, [.get, .post]) { request, context in
            try await request.method == .post ? submit(request, context) : show(request, context)
        }
    }

    /// What the form held, to be shown again after a failure.
    private struct Form {
        var way: Way
        var name: String?
        var email: String?
    }

    @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        return try await page(browser, Form(way: Way(request.queryParameters())))
    }

    @Sendable private func submit(_ request: Request, _ context: WebContext) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        let posted = try await request.formParameters()
        let form = Form(
            way: try Way(posted), name: try posted.value("name"), email: try posted.value("email"))
        guard browser.acceptsFlowToken(try posted.value("csrf")) else {
            return try await page(browser, form, error: .formExpired, status: .forbidden)
        }
        if let wait = site.signUps.wait(for: browser.address, at: site.server.now()) {
            return try await limited(browser, form, wait: wait)
        }
        if let mail = site.mail { return try await prepare(posted, form, browser, mail) }
        let outcome = try await SignUp(site.signIn).signUp(
            email: form.email ?? "", name: form.name, password: try posted.value("password") ?? "",
            device: browser.device, ending: browser.sessionCookie)
        switch outcome {
        case .invalid(let fields):
            return try await page(browser, form, fields, status: .unprocessableContent)
        case .signIn(.refused):
            return try await page(browser, form, error: .emailTaken, status: .unprocessableContent)
        case .signIn(.limited(let until)):
            return try await limited(browser, form, wait: until - site.server.now())
        case .signIn(let outcome):
            try await site.signUps.count(browser.address, at: site.server.now())
            return try await site.enter(outcome, form.way, browser, isNew: true) { error, status in
                try await page(browser, form, error: error, status: status)
            }
        }
    }

    /// Where people can be written to, the address is confirmed first, and nobody else learns whether it has an account.
    private func prepare(
        _ posted: OAuth.Parameters, _ form: Form, _ browser: Browser, _ mail: MailDesk
    ) async throws -> Response {
        let prepared = try await SignUp(site.signIn).prepare(
            email: form.email ?? "", name: form.name, password: try posted.value("password") ?? "")
        switch prepared {
        case .invalid(let fields): return try await page(browser, form, fields, status: .unprocessableContent)
        case .ready(let pending):
            let now = site.server.now()
            if let wait = try await mail.wait(.signUp, from: browser.network, at: now) {
                return try await limited(browser, form, wait: wait)
            }
            try await site.signUps.count(browser.address, at: now)
            return try await MailSignUpRoutes(site: site, mail: mail).begin(pending, form.way, browser)
        }
    }

    private func limited(_ browser: Browser, _ form: Form, wait: Duration) async throws -> Response {
        let now = site.server.now()
        return try await page(browser, form, error: .tooManyAttempts, status: .tooManyRequests).retry(at: now + wait, now: now)
    }

    private func page(
        _ browser: Browser, _ form: Form, _ fields: [InvalidField] = [], error: Sentence? = nil,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let flow = browser.flowCookie()
        return try browser.page(
            SignUpPage(
                action: site.address.path(Self.path), csrf: browser.flowToken(flow.value), ticket: form.way.ticket,
                to: form.way.section?.rawValue, clientName: try await site.clientName(form.way.ticket), name: form.name, email: form.email,
                nameError: site.sentence(for: "name", in: fields), emailError: site.sentence(for: "email", in: fields),
                passwordError: site.sentence(for: "password", in: fields), error: error.map { site.pages.sentence($0) },
                signIn: site.signInLink(form.way)),
            status: status, in: flow)
    }
}

extension Site {
    /// What is wrong with a field of a form.
    func sentence(for field: String, in invalid: [InvalidField]) -> String? {
        invalid.first { $0.field == field }.map { pages.sentence($0.words) }
    }
}

extension InvalidField {
    /// What the page says of it.
    var words: Sentence {
        switch self {
        case .email: .emailInvalid
        case .nameTooLong: .nameTooLong
        case .passwordTooShort: .passwordTooShort
        case .passwordTooLong: .passwordTooLong
        case .passwordTooCommon: .passwordTooCommon
        }
    }
}
