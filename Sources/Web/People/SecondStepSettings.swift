// /account/second-step: setting up a second factor, new recovery codes, and taking it away again.
// Everything here needs a fresh proof with all the factors that the person has (OWASP ASVS 6.4, 7.5.3).

import HTTPTypes
import Hummingbird
import Identity
import Keys
import OAuth
import Pages

struct SecondStepSettings {
    let site: Site

    private enum Action: String {
        case setUp = "set-up"
        case renew, remove

        var path: String { "\(AccountSection.secondStep.path)/\(rawValue)" }
    }

    func add(to routes: some RouterMethods<WebContext>) {
        guard site.signIn.secondFactors != .off else { return }
        routes.on(AccountSection.secondStep.path, [.get]) { request, context in
            let browser = Browser(site: site, request: request, context: context)
            guard let signedIn = try await site.recentlyProven(browser) else { return site.proveAgain(for: .secondStep) }
            return try await page(browser, signedIn)
        }
        on(.setUp, routes, setUp)
        on(.renew, routes) { posted in
            guard let codes = try await site.secondFactors.renewRecoveryCodes(of: posted.signedIn.account.id) else { return back }
            try await posted.notify(.codesRenewed)
            return try site.page(RecoveryCodesPage(codes: codes.map(\.text), next: site.address.path(AccountRoutes.path)))
        }
        on(.remove, routes) { posted in
            // Who must have a second factor would only be asked to set it up again.
            guard site.signIn.secondFactors != .required else { return back }
            if try await site.identity.removeAuthenticator(of: posted.signedIn.account.id) { try await posted.notify(.secondStepOff) }
            return back
        }
    }

    private var back: Response { .seeOther(site.address.path(AccountSection.secondStep.path)) }

    private func on(
        _ action: Action, _ routes: some RouterMethods<WebContext>,
        _ handler: @escaping @Sendable (PostedForm) async throws -> Response
    ) {
        site.onPost(action.path, routes, by: site.recentlyProven, otherwise: { site.proveAgain(for: .secondStep) }, handler)
    }

    @Sendable private func setUp(_ posted: PostedForm) async throws -> Response {
        let (browser, signedIn, form) = (posted.browser, posted.signedIn, posted.form)
        let offer = try form.value("offer") ?? ""
        let result = try await site.secondFactors.setUp(
            offer, code: try form.value("code") ?? "", for: signedIn.account.id, device: browser.device)
        switch result {
        case .done(let codes):
            try await posted.notify(.secondStepOn)
            // The session has proved more now, so it gets a new name (OWASP ASVS 7.2.4).
            let outcome = try await site.secondFactors.complete(
                PendingSignIn(signedIn), with: [.oneTimePassword], device: browser.device, ending: browser.sessionCookie)
            var response = try site.page(
                RecoveryCodesPage(codes: codes.map(\.text), next: site.address.path(AccountRoutes.path)))
            if case .signedIn(let session, let secret) = outcome { browser.signIn(session, secret, on: &response) }
            return response
        case .refused:
            return try await page(browser, signedIn, offer: offer, error: .codeWrong, status: .unprocessableContent)
        case .limited(let until):
            return try await page(browser, signedIn, offer: offer, error: .tooManyAttempts, status: .tooManyRequests)
                .retry(at: until, now: site.server.now())
        case .expired:
            return back
        }
    }

    private func page(
        _ browser: Browser, _ signedIn: SignedIn, offer: String? = nil, error: Sentence? = nil,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let user = signedIn.account.id
        guard try await site.identity.authenticator(of: user) != nil else {
            var page = try site.authenticatorPage(for: signedIn.account, again: offer, error: error)
            page.action = site.address.path(Action.setUp.path)
            page.csrf = browser.sessionToken
            page.decline = site.address.path(AccountRoutes.path)
            return try site.page(page, status: status)
        }
        return try site.page(
            SecondStepSettingsPage(
                csrf: browser.sessionToken, codesLeft: try await site.identity.recoveryCodes(of: user),
                renew: site.address.path(Action.renew.path),
                remove: site.signIn.secondFactors == .required ? nil : site.address.path(Action.remove.path),
                back: site.address.path(AccountRoutes.path)))
    }
}
