// /admin: the operator's console. To everybody else it does not exist.

import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Keys
import OAuth
import Pages

struct AdminRoutes {
    let site: Site

    static let path = "/admin"
    private static let mostRows = 500

    private enum Action: String {
        case disable, enable
        case removeClient = "remove-client"

        var path: String { "\(AdminRoutes.path)/\(rawValue)" }
        var sentence: Sentence {
            switch self {
            case .disable: .personDisabled
            case .enable: .personEnabled
            case .removeClient: .clientRemoved
            }
        }
    }

    func add(to routes: some RouterMethods<WebContext>) {
        routes.on(Self.path, [.get], use: show)
        routes.on(AttemptList.path, [.get], use: showAttempt)
        on(.disable, routes) { id, admin in
            // Nobody locks themselves out.
            guard id != admin.account.id.value else { return false }
            return try await site.identity.disable(UserID(id), at: site.server.now())
        }
        on(.enable, routes) { id, _ in try await site.identity.enable(UserID(id), at: site.server.now()) }
        on(.removeClient, routes) { id, _ in
            try await site.server.store.remove(client: ClientID(id), at: site.server.now())
        }
    }

    /// - Parameter handler: says whether it did anything.
    private func on(
        _ action: Action, _ routes: some RouterMethods<WebContext>,
        _ handler: @escaping @Sendable (String, SignedIn) async throws -> Bool
    ) {
        site.onPost(action.path, routes, by: administrator, otherwise: { throw HTTPError(.notFound) }) { posted in
            let isDone = try await handler(posted.form.value("id") ?? "", posted.signedIn)
            try await site.server.changes.catchUp()
            return .seeOther(site.address.path(Self.path) + (isDone ? "?done=\(action.rawValue)" : ""))
        }
    }

    /// Whoever is in front of the browser, if the console is theirs.
    @Sendable private func administrator(_ browser: Browser) async throws -> SignedIn? {
        try await browser.signedIn().flatMap { $0.account.isAdmin ? $0 : nil }
    }

    @Sendable private func showAttempt(_ request: Request, _ context: WebContext) async throws -> Response {
        guard try await administrator(Browser(site: site, request: request, context: context)) != nil,
            let id = try request.queryParameters().value("id"), let page = try await site.attempts?.page(of: id, at: site)
        else { throw HTTPError(.notFound) }
        return try site.page(page)
    }

    @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        guard let admin = try await administrator(browser) else { throw HTTPError(.notFound) }
        let done = try request.queryParameters().value("done").flatMap(Action.init)
        let people = try await site.identity.accounts(after: nil, limit: Self.mostRows)
        let clients = try await site.server.store.clients()
        return try site.page(
            AdminPage(
                email: admin.account.shownName, csrf: browser.sessionToken,
                people: people.map { person in
                    AdminPage.Person(
                        id: person.id.value, email: person.shownName, name: person.name,
                        created: Date(person.createdAt), isDisabled: person.isDisabled,
                        isYou: person.id == admin.account.id)
                },
                clients: clients.prefix(Self.mostRows).map { client in
                    AdminPage.Client(
                        id: client.id.value, name: client.name, profile: client.profile,
                        created: Date(client.createdAt))
                },
                attempts: try await site.attempts?.rows(at: site) ?? [],
                actions: AdminPage.Actions(
                    disable: site.address.path(Action.disable.path), enable: site.address.path(Action.enable.path),
                    removeClient: site.address.path(Action.removeClient.path),
                    signOut: site.address.path("/account/sign-out")),
                notice: done.map { site.pages.sentence($0.sentence) }))
    }
}
