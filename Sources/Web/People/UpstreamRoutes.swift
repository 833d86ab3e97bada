// /sign-in/upstream: the providers that people may sign in at, each with a way back of its own.

import HTTPTypes
import Hummingbird
import Identity
import Keys
import OAuth
import Pages

struct UpstreamRoutes {
    let site: Site
    let elsewhere: Elsewhere
    let upstream: UpstreamSignIn

    static let folder = "/sign-in/upstream"
    static func path(_ id: String) -> String { "\(folder)/\(id)" }
    /// Where people come back to; registered with the provider.
    static func arrival(_ id: String) -> String { path(id) + "/return" }

    private var routes: ElsewhereRoutes { ElsewhereRoutes(site: site, elsewhere: elsewhere) }

    func add(to router: some RouterMethods<WebContext>) {
        router.on(Self.path(upstream.settings.id), [.post], use: begin)
        router.on(Self.arrival(upstream.settings.id), upstream.settings.answersByForm ? [.get, .post] : [.get]) { request, context in
            try await request.method == .post ? carry(request) : arrive(request, context)
        }
    }

    @Sendable private func begin(_ request: Request, _ context: WebContext) async throws -> Response {
        try await routes.submit(request, context) { try await begin($0, adding: nil, $1, flow: $2) }
    }

    /// Sends the browser to the provider.
    ///
    /// - Parameter user: the person who adds this way in to their account.
    func begin(_ way: Way, adding user: UserID?, _ browser: Browser, flow: String) async throws -> Response {
        if let limited = try await routes.limited(browser, way) { return limited }
        do {
            let location = try await upstream.begin(
                browser: flow, ticket: way.ticket, section: way.section?.rawValue, user: user,
                afresh: way.section != nil || user != nil)
            return routes.leave(for: location, browser, flow: flow)
        } catch let refusal as ForeignRefusal {
            return try routes.refuse(refusal, upstream.settings.id, browser)
        }
    }

    @Sendable private func arrive(_ request: Request, _ context: WebContext) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        let query = try request.queryParameters()
        do {
            let answer = UpstreamSignIn.Answer(
                code: try query.value("code"), state: try query.value("state"), issuer: try query.value("iss"),
                error: try query.value("error"))
            let arrival = try await upstream.arrive(answer, browser: browser.flowValue)
            return try await routes.enter(
                ElsewhereRoutes.Arrival(arrival), makesAccounts: site.allowsSignUp, browser)
        } catch let refusal as ForeignRefusal {
            return try routes.refuse(refusal, upstream.settings.id, browser)
        }
    }

    /// A form that comes from the provider's own site comes without our cookie, which browsers send with links only
    /// (RFC 6265bis §5.6.7): the same again, as a link.
    private func carry(_ request: Request) async throws -> Response {
        let form = try await request.formParameters()
        let pairs = try ["code", "state", "iss", "error"].compactMap { name in
            try form.value(name).map { "\(name)=" + FormEncoding.encode($0) }
        }
        return .seeOther(site.address.path(Self.arrival(upstream.settings.id)) + "?" + pairs.joined(separator: "&"))
    }
}
