// /account/passkeys: a person's passkeys: a new one, another name, an end.
// Everything here needs a fresh proof (OWASP ASVS 7.5.3), and the last way to sign in stays.

import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Keys
import Logging
import OAuth
import Pages

struct PasskeySettings {
    let site: Site

    private enum Action: String {
        case add, rename, remove, question

        var path: String { "\(AccountSection.passkeys.path)/\(rawValue)" }
    }

    /// What a redirect to the page may have it say.
    private enum Done: String {
        case added, renamed, removed
        case full, failed, last

        var notice: Sentence? {
            switch self {
            case .added: .passkeyAdded
            case .renamed: .passkeyRenamed
            case .removed: .passkeyRemoved
            case .full, .failed, .last: nil
            }
        }
        var error: Sentence? {
            switch self {
            case .full: .passkeyTooMany
            case .failed: .passkeyNotAdded
            case .last: .passkeyLast
            case .added, .renamed, .removed: nil
            }
        }
    }

    func add(to routes: some RouterMethods<WebContext>) {
        guard let passkeys = site.passkeys else { return }
        routes.on(AccountSection.passkeys.path, [.get]) { request, context in
            let browser = Browser(site: site, request: request, context: context)
            guard let signedIn = try await site.recentlyProven(browser) else { return site.proveAgain(for: .passkeys) }
            let done = try request.queryParameters().value("done").flatMap(Done.init)
            return try await page(browser, signedIn, passkeys, done)
        }
        routes.on(Action.question.path, [.get]) { request, context in
            let browser = Browser(site: site, request: request, context: context)
            guard let signedIn = try await site.recentlyProven(browser), let cookie = browser.sessionCookie else {
                throw HTTPError(.forbidden)
            }
            return .question(
                try await passkeys.askForRegistration(signedIn.account.id, boundTo: cookie), of: passkeys.relyingParty,
                for: signedIn.account)
        }
        // The challenge was given to somebody with a fresh proof, for five minutes; the authenticator may take its time.
        on(.add, routes, needsFreshProof: false) { try await add($0, passkeys) }
        on(.rename, routes) { posted in
            guard let id = try posted.passkey, let name = try posted.form.value("name").map(Passkeys.name), !name.isEmpty else {
                return nil
            }
            return try await passkeys.store.rename(id, of: posted.signedIn.account.id, to: name) ? .renamed : nil
        }
        on(.remove, routes) { posted in
            guard let id = try posted.passkey else { return nil }
            switch try await passkeys.store.remove(id, of: posted.signedIn.account.id, ifLeft: site.waysIn) {
            case .removed:
                try await posted.notify(.passkeyRemoved)
                return .removed
            case .last: return .last
            case .unknown: return nil
            }
        }
    }

    private func on(
        _ action: Action, _ routes: some RouterMethods<WebContext>, needsFreshProof: Bool = true,
        _ handler: @escaping @Sendable (PostedForm) async throws -> Done?
    ) {
        site.onPost(
            action.path, routes, by: { needsFreshProof ? try await site.recentlyProven($0) : try await $0.signedIn() },
            otherwise: { site.proveAgain(for: .passkeys) }
        ) { posted in
            let done = try await handler(posted)
            return .seeOther(site.address.path(AccountSection.passkeys.path) + (done.map { "?done=\($0.rawValue)" } ?? ""))
        }
    }

    private func add(_ posted: PostedForm, _ passkeys: Passkeys) async throws -> Done {
        guard let registration = try RelyingParty.Registration(posted.form), let cookie = posted.browser.sessionCookie else {
            return .failed
        }
        let name = Passkeys.name(try posted.form.value("name") ?? "")
        let outcome = try await passkeys.register(
            registration, name: name.isEmpty ? site.pages.sentence(.passkeyUnnamed) : name, for: posted.signedIn.account.id,
            ticket: try posted.form.value("challenge") ?? "", boundTo: cookie)
        switch outcome {
        case .added:
            try await posted.notify(.passkeyAdded)
            return .added
        case .full: return .full
        case .refused(let problem):
            posted.browser.context.logger.info("a new passkey was refused", metadata: ["problem": "\(problem.rawValue)"])
            return .failed
        }
    }

    private func page(
        _ browser: Browser, _ signedIn: SignedIn, _ passkeys: Passkeys, _ done: Done?
    ) async throws -> Response {
        let all = try await passkeys.store.passkeys(of: signedIn.account.id)
        let mayGo = try await passkeys.store.waysIn(of: signedIn.account.id, counting: site.waysIn) > 1
        let add = PasskeyForm(
            action: site.address.path(Action.add.path), question: site.address.path(Action.question.path))
        return try site.page(
            PasskeysPage(
                csrf: browser.sessionToken,
                passkeys: all.map { passkey in
                    PasskeysPage.Passkey(
                        id: passkey.id.text, name: passkey.name, created: Date(passkey.createdAt),
                        lastUsed: passkey.lastUsedAt.map(Date.init), isBackedUp: passkey.isBackedUp,
                        suspected: passkey.suspectedAt.map(Date.init), mayGo: mayGo)
                },
                add: all.count < Passkeys.mostPerAccount ? add : nil, rename: site.address.path(Action.rename.path),
                remove: site.address.path(Action.remove.path), back: site.address.path(AccountRoutes.path),
                notice: done?.notice.map { site.pages.sentence($0) }, error: done?.error.map { site.pages.sentence($0) }),
            asksForPasskey: true)
    }
}

extension PostedForm {
    /// The passkey that the form is about.
    fileprivate var passkey: CredentialID? {
        get throws { try form.value("id").flatMap(CredentialID.init(text:)) }
    }
}
