// /account/linked: which other sites open this account; adding one, and taking one away, but never the last way in.
// Both need a fresh proof with all the factors that the person has (OWASP ASVS 6.4, 7.5.3).

import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Keys
import OAuth
import Pages

struct LinkedRoutes {
    let site: Site
    let elsewhere: Elsewhere

    private enum Action: String {
        case add, remove

        var path: String { "\(AccountSection.linked.path)/\(rawValue)" }
    }

    /// What a redirect to the page may have it say.
    enum Done: String {
        case linked, removed, kept, taken

        var sentence: Sentence {
            switch self {
            case .linked: .identityLinked
            case .removed: .identityRemoved
            case .kept: .identityKept
            case .taken: .identityTaken
            }
        }
        var isProblem: Bool { self == .kept || self == .taken }
    }

    static func location(_ site: Site, _ done: Done) -> String {
        site.address.path(AccountSection.linked.path) + "?done=\(done.rawValue)"
    }

    func add(to routes: some RouterMethods<WebContext>) {
        routes.on(AccountSection.linked.path, [.get]) { request, context in
            let browser = Browser(site: site, request: request, context: context)
            guard let signedIn = try await site.recentlyProven(browser) else { return site.proveAgain(for: .linked) }
            let done = try request.queryParameters().value("done").flatMap(Done.init)
            return try await page(browser, signedIn, done)
        }
        on(.add, routes) { posted in
            try await begin(posted.form.value("place"), posted.signedIn.account.id, posted.browser)
        }
        on(.remove, routes) { posted in
            let removal = try await elsewhere.federation.unlink(
                issuer: posted.form.value("issuer") ?? "", subject: posted.form.value("subject") ?? "", of: posted.signedIn.account.id,
                ifLeft: site.waysIn)
            switch removal {
            case .removed:
                try await posted.notify(.siteRemoved)
                return .seeOther(Self.location(site, .removed))
            case .last: return .seeOther(Self.location(site, .kept))
            case .unknown: return back
            }
        }
    }

    private func begin(_ place: String?, _ user: UserID, _ browser: Browser) async throws -> Response {
        let (way, flow) = (Way(section: .linked), browser.flowCookie().value)
        if place == ExternalRoutes.place, let external = elsewhere.external {
            return try await ExternalRoutes(site: site, elsewhere: elsewhere, external: external)
                .begin(way, adding: user, browser, flow: flow)
        }
        guard let upstream = elsewhere.upstreams.first(where: { "upstream:" + $0.settings.id == place }) else { return back }
        return try await UpstreamRoutes(site: site, elsewhere: elsewhere, upstream: upstream)
            .begin(way, adding: user, browser, flow: flow)
    }

    private var back: Response { .seeOther(site.address.path(AccountSection.linked.path)) }

    private func on(
        _ action: Action, _ routes: some RouterMethods<WebContext>,
        _ handler: @escaping @Sendable (PostedForm) async throws -> Response
    ) {
        site.onPost(action.path, routes, by: site.recentlyProven, otherwise: { site.proveAgain(for: .linked) }, handler)
    }

    private func access(to identity: LinkedIdentity, _ places: [UpstreamTokens.Place]) -> LinkedPage.Access? {
        guard elsewhere.keepsTokens(of: identity.issuer) else { return nil }
        return places.contains { $0.isKept && $0.issuer == identity.issuer && $0.subject == identity.subject } ? .kept : .ended
    }

    private func page(_ browser: Browser, _ signedIn: SignedIn, _ done: Done?) async throws -> Response {
        let identities = try await elsewhere.federation.identities(of: signedIn.account.id)
        let access = try await elsewhere.tokens?.places(of: signedIn.account.id) ?? []
        let sentence = done.map { site.pages.sentence($0.sentence) }
        return try site.page(
            LinkedPage(
                csrf: browser.sessionToken,
                identities: identities.map { identity in
                    LinkedPage.Identity(
                        issuer: identity.issuer, subject: identity.subject, placeName: elsewhere.name(of: identity.issuer),
                        label: identity.label, since: Date(identity.createdAt), lastUsed: identity.lastUsedAt.map(Date.init),
                        access: self.access(to: identity, access))
                },
                places: elsewhere.places.map { LinkedPage.Place(id: $0.id, placeName: $0.name) },
                add: site.address.path(Action.add.path), remove: site.address.path(Action.remove.path),
                back: site.address.path(AccountRoutes.path), notice: done?.isProblem == false ? sentence : nil,
                error: done?.isProblem == true ? sentence : nil))
    }
}
