// /account/joining: somebody came from elsewhere with the verified address of an account. They prove that the account is
// theirs, by any way in that it has, and then decide here whether the new way is added to it.

import HTTPTypes
import Hummingbird
import Identity
import Keys
import OAuth
import Pages

struct JoiningRoutes {
    let site: Site
    let elsewhere: Elsewhere

    func add(to routes: some RouterMethods<WebContext>) {
        routes.on(AccountSection.joining.path, [.get, .post]) { request, context in
            let browser = Browser(site: site, request: request, context: context)
            guard let text = browser.joining,
                let joining = try await elsewhere.federation.joining(text, browser: browser.flowValue)
            else { return gone(browser) }
            guard let signedIn = try await browser.signedIn(), joining.isProven(by: signedIn) else {
                let owner = try await site.identity.account(joining.account)
                return owner.map { .seeOther(proof($0)) } ?? gone(browser)
            }
            guard request.method == .post else { return try page(browser, joining, signedIn) }
            let form = try await request.formParameters()
            guard browser.acceptsSessionToken(try form.value("csrf")) else {
                return try site.page(.formExpired, status: .forbidden)
            }
            return try await decide(form.value("decision") == "join", text, browser, signedIn)
        }
    }

    /// Where somebody proves that an account is theirs.
    func proof(_ owner: Account) -> String {
        var location = site.signInLink(Way(section: .joining), notice: .joining)
        if !owner.email.isAbsent { location += "&email=" + FormEncoding.encode(owner.email.text) }
        return location
    }

    private func gone(_ browser: Browser) -> Response {
        var response = Response.seeOther(site.address.path(AccountRoutes.path))
        browser.clearJoining(on: &response)
        return response
    }

    private func decide(_ isWanted: Bool, _ text: String, _ browser: Browser, _ signedIn: SignedIn) async throws -> Response {
        let ticket: String?
        if isWanted {
            switch try await elsewhere.federation.join(text, browser: browser.flowValue, by: signedIn) {
            case .joined(let waiting):
                ticket = waiting
                try await site.notify(signedIn.account, .siteAdded, device: browser.device)
            case .taken, .refused: return gone(browser)
            }
        } else {
            ticket = try await elsewhere.federation.giveUp(text, browser: browser.flowValue)
        }
        var response = Response.seeOther(
            ticket != nil || !isWanted ? site.location(Way(ticket: ticket)) : LinkedRoutes.location(site, .linked))
        browser.clearJoining(on: &response)
        return response
    }

    private func page(_ browser: Browser, _ joining: Federation.Joining, _ signedIn: SignedIn) throws -> Response {
        try site.page(
            JoiningPage(
                action: site.address.path(AccountSection.joining.path), csrf: browser.sessionToken,
                placeName: elsewhere.name(of: joining.person.issuer), label: joining.person.label,
                email: signedIn.account.shownName))
    }
}
