// /account: what is connected to me, and the means to end it.

import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Keys
import OAuth
import Pages

struct AccountRoutes {
    let site: Site

    static let path = "/account"

    private enum Action: String, CaseIterable {
        case disconnect, password
        case signOut = "sign-out"
        case endSession = "end-session"
        case signOutEverywhere = "sign-out-everywhere"

        var path: String { "\(AccountRoutes.path)/\(rawValue)" }
    }

    func add(to routes: some RouterMethods<WebContext>) {
        routes.on("/", [.get]) { _, _ in
            try site.page(WelcomePage(account: site.address.path(Self.path)))
        }
        routes.on(Self.path, [.get], use: show)
        on(.disconnect, routes, disconnect)
        on(.password, routes, changePassword)
        on(.signOut, routes, signOut)
        on(.endSession, routes, endSession)
        on(.signOutEverywhere, routes, signOutEverywhere)
    }

    private func on(
        _ action: Action, _ routes: some RouterMethods<WebContext>,
        _ handler: @escaping @Sendable (PostedForm) async throws -> Response
    ) {
        site.onPost(action.path, routes, otherwise: { .seeOther(site.signInLink()) }, handler)
    }

    @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        guard let signedIn = try await browser.signedIn() else {
            return .seeOther(site.signInLink())
        }
        let done = try request.queryParameters().value("done").flatMap(Done.init)
        return try await page(browser, signedIn, notice: done?.sentence)
    }

    /// What a redirect to the page may have it say.
    private enum Done: String {
        case disconnected, password, ended
        case verificationSent = "verification-sent"
        case addressVerified = "address-verified"

        var sentence: Sentence {
            switch self {
            case .disconnected: .disconnected
            case .password: .passwordChanged
            case .ended: .sessionEnded
            case .verificationSent: .verificationSent
            case .addressVerified: .addressVerified
            }
        }
    }

    @Sendable private func disconnect(_ posted: PostedForm) async throws -> Response {
        if let id = try posted.form.value("id") {
            try await site.server.store.disconnect(
                user: posted.signedIn.account.id, client: ClientID(id), at: site.server.now())
            try await site.server.changes.catchUp()
        }
        return .seeOther(site.address.path(Self.path) + "?done=\(Done.disconnected.rawValue)")
    }

    @Sendable private func changePassword(_ posted: PostedForm) async throws -> Response {
        let outcome = try await site.sessions.changePassword(
            of: posted.signedIn, current: try posted.form.value("current_password") ?? "",
            new: try posted.form.value("new_password") ?? "", device: posted.browser.device)
        switch outcome {
        case .changed(let session, let secret):
            try await posted.notify(.passwordChanged)
            var response = Response.seeOther(site.address.path(Self.path) + "?done=\(Done.password.rawValue)")
            posted.browser.signIn(session, secret, on: &response)
            return response
        case .refused:
            return try await page(
                posted.browser, posted.signedIn, currentPasswordError: site.pages.sentence(.currentPasswordWrong),
                status: .unprocessableContent)
        case .invalid(let fields):
            return try await page(
                posted.browser, posted.signedIn, newPasswordError: fields.first.map { site.pages.sentence($0.words) },
                status: .unprocessableContent)
        case .limited(let until):
            return try await page(
                posted.browser, posted.signedIn, currentPasswordError: site.pages.sentence(.tooManyAttempts),
                status: .tooManyRequests
            ).retry(at: until, now: site.server.now())
        }
    }

    @Sendable private func signOut(_ posted: PostedForm) async throws -> Response {
        if let cookie = posted.browser.sessionCookie { try await site.sessions.signOut(cookie) }
        return signedOut(posted, .signedOut)
    }

    @Sendable private func endSession(_ posted: PostedForm) async throws -> Response {
        let id = SessionID(try posted.form.value("id") ?? "")
        guard id != posted.signedIn.session.id else { return try await signOut(posted) }
        let isDone = try await site.sessions.signOut(id, of: posted.signedIn.account.id)
        return .seeOther(site.address.path(Self.path) + (isDone ? "?done=\(Done.ended.rawValue)" : ""))
    }

    @Sendable private func signOutEverywhere(_ posted: PostedForm) async throws -> Response {
        _ = try await site.sessions.signOutEverywhere(posted.signedIn.account.id)
        return signedOut(posted, .signedOutEverywhere)
    }

    private func signedOut(_ posted: PostedForm, _ notice: Notice) -> Response {
        var response = Response.seeOther(site.signInLink(notice: notice))
        posted.browser.signOut(on: &response)
        return response
    }

    private func page(
        _ browser: Browser, _ signedIn: SignedIn, notice: Sentence? = nil, currentPasswordError: String? = nil,
        newPasswordError: String? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let connections = try await site.server.store.connections(of: signedIn.account.id)
        let sessions = try await site.sessions.all(of: signedIn.account.id)
        return try site.page(
            AccountPage(
                email: signedIn.account.shownName, name: signedIn.account.name, csrf: browser.sessionToken,
                connections: connections.map(connection),
                sessions: sessions.map { session($0, isThis: $0.id == signedIn.session.id) },
                actions: AccountPage.Actions(
                    disconnect: site.address.path(Action.disconnect.path),
                    changePassword: site.address.path(Action.password.path),
                    signOut: site.address.path(Action.signOut.path),
                    endSession: site.address.path(Action.endSession.path),
                    signOutEverywhere: site.address.path(Action.signOutEverywhere.path)),
                secondStep: site.signIn.secondFactors == .off ? nil : site.address.path(AccountSection.secondStep.path),
                passkeys: site.passkeys == nil ? nil : site.address.path(AccountSection.passkeys.path),
                hasPassword: signedIn.account.passwordHash != nil,
                linked: site.elsewhere == nil ? nil : site.address.path(AccountSection.linked.path),
                notice: notice.map { site.pages.sentence($0) }, currentPasswordError: currentPasswordError,
                newPasswordError: newPasswordError, verify: verification(signedIn.account)), status: status)
    }

    private func verification(_ account: Account) -> String? {
        site.mail == nil || account.isEmailVerified || account.email.isAbsent ? nil : site.address.path(VerificationRoutes.request)
    }

    private func session(_ session: Session, isThis: Bool) -> AccountPage.Session {
        let name = DeviceName(session.device)
        return AccountPage.Session(
            id: session.id.value, browser: name.browser, system: name.system, address: session.device.address,
            lastUsed: Date(session.lastUsedAt), isThis: isThis)
    }

    private func connection(_ connection: OAuth.Connection) -> AccountPage.Connection {
        AccountPage.Connection(
            id: connection.client.value, clientName: connection.clientName,
            abilities: connection.scope.sentences(of: site.server.settings.resource(identifier: connection.resource), site.pages),
            since: Date(connection.since), lastUsed: connection.lastUsedAt.map(Date.init))
    }
}

extension Date {
    init(_ timestamp: Timestamp) { self.init(timeIntervalSince1970: Double(timestamp.milliseconds) / 1000) }
}
