// /sign-in/passkey: signing in with a passkey alone; /sign-in/second-step/passkey: with one as the second factor.
// The script of the page asks the one for what is to be signed, and posts what was signed to the other.

import HTTPTypes
import Hummingbird
import Identity
import Keys
import Logging
import OAuth
import Pages

struct PasskeyRoutes {
    let site: Site

    private static let signIn = "/sign-in/passkey"
    private static let secondStep = "/sign-in/second-step/passkey"
    private static let question = "/question"

    func add(to routes: some RouterMethods<WebContext>) {
        guard let passkeys = site.passkeys else { return }
        routes.on(Self.signIn + Self.question, [.get]) { request, context in
            guard let cookie = Browser(site: site, request: request, context: context).ownFlowCookie else {
                throw HTTPError(.badRequest)
            }
            return .question(passkeys.askToSignIn(boundTo: cookie), of: passkeys.relyingParty, requiringVerification: true)
        }
        routes.on(Self.signIn, [.post]) { try await signIn($0, $1, passkeys) }
        routes.on(Self.secondStep + Self.question, [.get]) { request, context in
            let browser = Browser(site: site, request: request, context: context)
            guard let cookie = browser.ownFlowCookie, let pending = browser.pendingSignIn() else { throw HTTPError(.badRequest) }
            return .question(
                try await passkeys.askForSecondFactor(pending.user, boundTo: cookie), of: passkeys.relyingParty,
                requiringVerification: false)
        }
        routes.on(Self.secondStep, [.post]) { try await secondStep($0, $1, passkeys) }
    }

    /// The form on the sign-in page.
    static func signInForm(at site: Site) -> PasskeyForm? {
        guard site.passkeys != nil else { return nil }
        return PasskeyForm(
            action: site.address.path(signIn), question: site.address.path(signIn + question), autofill: true)
    }

    /// The form on the page for the second step.
    static func secondStepForm(at site: Site) -> PasskeyForm? {
        guard site.passkeys != nil else { return nil }
        return PasskeyForm(action: site.address.path(secondStep), question: site.address.path(secondStep + question))
    }

    private func signIn(_ request: Request, _ context: WebContext, _ passkeys: Passkeys) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        let form = try await request.formParameters()
        let way = try Way(form)
        let page = SignInRoutes(site: site)
        guard let cookie = browser.ownFlowCookie, browser.acceptsFlowToken(try form.value("csrf")) else {
            return try await page.page(browser, way, email: nil, error: .formExpired, status: .forbidden)
        }
        var proof = Passkeys.Proof.refused(.malformedData)
        if let assertion = try RelyingParty.Assertion(form) {
            proof = try await passkeys.signIn(assertion, ticket: try form.value("challenge") ?? "", boundTo: cookie)
        }
        var outcome = SignIn.Outcome.refused
        if case .proven(let passkey, _) = proof, let account = try await site.identity.account(passkey.user) {
            // The device has the key and has made sure of the person: two factors in one (RFC 8176 §2).
            outcome = try await site.signIn.admit(
                account, by: [.proofOfPossession, .userPresence, .multipleFactors], device: browser.device,
                ending: browser.sessionCookie)
        }
        note(proof, context)
        return try await site.enter(outcome, way, browser, refusal: .passkeyWrong) { error, status in
            try await page.page(browser, way, email: nil, passkeyError: error, status: status)
        }
    }

    private func secondStep(_ request: Request, _ context: WebContext, _ passkeys: Passkeys) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        let form = try await request.formParameters()
        let way = try Way(form)
        let page = SecondStepRoutes(site: site)
        guard let pending = browser.pendingSignIn() else { return page.begin(way) }
        guard let cookie = browser.ownFlowCookie, browser.acceptsFlowToken(try form.value("csrf")) else {
            return try await page.page(pending, browser, way, error: .formExpired, status: .forbidden)
        }
        var proof = Passkeys.Proof.refused(.malformedData)
        if let assertion = try RelyingParty.Assertion(form) {
            proof = try await passkeys.secondFactor(
                of: pending.user, assertion, ticket: try form.value("challenge") ?? "", boundTo: cookie)
        }
        var outcome = SignIn.Outcome.refused
        if case .proven = proof {
            outcome = try await site.secondFactors.complete(
                pending, with: [.proofOfPossession, .userPresence], device: browser.device, ending: browser.sessionCookie)
        }
        note(proof, context)
        return try await site.enter(outcome, way, browser, refusal: .passkeyWrong) { error, status in
            try await page.page(pending, browser, way, error: error, status: status)
        }
    }

    /// Operators learn what was wrong; people are only told to try again.
    private func note(_ proof: Passkeys.Proof, _ context: WebContext) {
        guard case .refused(let problem) = proof else { return }
        let level: Logger.Level = problem == .possibleClone ? .warning : .info
        context.logger.log(level: level, "a passkey was refused", metadata: ["problem": "\(problem.rawValue)"])
    }
}
