// /verify: whether mail reaches the address of an account. Asked for on the account page, confirmed by the link of a mail, by
// somebody who is signed in: whoever made an account with a stranger's address must not have the stranger confirm it.

import HTTPTypes
import Hummingbird
import Identity
import Keys
import OAuth
import Pages

struct VerificationRoutes {
    let site: Site
    let mail: MailDesk

    static let path = "/verify"
    static let request = "/account/verify"
    private static let confirmation = "\(request)/confirm"

    func add(to routes: some RouterMethods<WebContext>) {
        site.onPost(Self.request, routes, otherwise: { .seeOther(site.signInLink()) }, ask)
        routes.on(Self.path, [.get], use: show)
        site.onPost(Self.confirmation, routes, otherwise: signInFirst, confirm)
    }

    @Sendable private func signInFirst() -> Response { .seeOther(site.signInLink(notice: .verifying)) }

    @Sendable private func ask(_ posted: PostedForm) async throws -> Response {
        let (account, now) = (posted.signedIn.account, site.server.now())
        if !account.isEmailVerified, !account.email.isAbsent, try await mail.mayWrite(.verification, to: account.email.key, at: now) {
            let fresh = try mail.secrets.fresh(.verification, to: account.email.key, of: account.id)
            let letter = Letter(
                .verification, link: site.link(Self.path, fresh.link), minutes: MailPurpose.verification.minutes)
            try await mail.secrets.issue(fresh, in: site.pages.message(letter, to: account.email))
        }
        return .seeOther(site.address.path(AccountRoutes.path) + "?done=verification-sent")
    }

    @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let secret = try request.queryParameters().value("secret")
        guard let known = try await mail.secrets.look(at: secret, for: .verification), let secret else { return try site.linkEnded() }
        let browser = Browser(site: site, request: request, context: context)
        guard try await browser.signedIn()?.account.id == known.user else { return signInFirst() }
        return try site.page(
            MailLinkPage(
                isVerification: true, action: site.address.path(Self.confirmation), csrf: browser.sessionToken, secret: secret,
                email: known.email.value))
    }

    @Sendable private func confirm(_ posted: PostedForm) async throws -> Response {
        let secret = try posted.form.value("secret")
        guard let known = try await mail.secrets.look(at: secret, for: .verification) else { return try site.linkEnded() }
        guard known.user == posted.signedIn.account.id else { return signInFirst() }
        guard let spent = try await mail.secrets.spend(link: secret, for: .verification),
            try await mail.store.noteVerified(spent.email, of: posted.signedIn.account.id, at: site.server.now())
        else { return try site.linkEnded() }
        try await site.server.changes.catchUp()
        return .seeOther(site.address.path(AccountRoutes.path) + "?done=address-verified")
    }
}
