// /sign-in/external and /sign-in/challenges: the operator's own site answers who somebody is. Its answer comes as a signed
// token with the browser, or from server to server (docs/bring-your-own-sign-in.md).

import HTTPTypes
import Hummingbird
import Identity
import Keys
import OAuth
import Pages

struct ExternalRoutes {
    let site: Site
    let elsewhere: Elsewhere
    let external: ExternalSignIn

    static let path = "/sign-in/external"
    /// What forms call it.
    static let place = "external"
    /// Where the browser comes back to.
    static let arrival = "/sign-in/external/return"
    static let challenges = "/sign-in/challenges"

    private var routes: ElsewhereRoutes { ElsewhereRoutes(site: site, elsewhere: elsewhere) }

    func add(to router: some RouterMethods<WebContext>) {
        router.on(Self.path, [.post], use: begin)
        router.on(Self.arrival, [.get], use: arrive)
        onChallenge("", .get, on: router) { text, _ in try await describe(text) }
        onChallenge("/accept", .post, on: router) { text, request in
            try await answer(text, with: external.person(from: request.jsonBody()))
        }
        onChallenge("/reject", .post, on: router) { text, _ in try await answer(text, with: nil) }
    }

    // MARK: The browser

    @Sendable private func begin(_ request: Request, _ context: WebContext) async throws -> Response {
        try await routes.submit(request, context) { try await begin($0, adding: nil, $1, flow: $2) }
    }

    /// Sends the browser to the operator's site.
    ///
    /// - Parameter user: the person who adds this way in to their account.
    func begin(_ way: Way, adding user: UserID?, _ browser: Browser, flow: String) async throws -> Response {
        if let limited = try await routes.limited(browser, way) { return limited }
        var location = try await external.begin(browser: flow, way: way, user: user)
        // Who is to change how they sign in has to prove it now, not to have proven it last week.
        if way.section != nil || user != nil { location += "&prompt=login" }
        return routes.leave(for: location, browser, flow: flow)
    }

    @Sendable private func arrive(_ request: Request, _ context: WebContext) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        do {
            let query = try request.queryParameters()
            let arrival = try await arrival(query, browser)
            return try await routes.enter(arrival, makesAccounts: true, browser)
        } catch let refusal as ForeignRefusal {
            return try routes.refuse(refusal, "external", browser)
        }
    }

    private func arrival(_ query: OAuth.Parameters, _ browser: Browser) async throws -> ElsewhereRoutes.Arrival {
        let flow = browser.flowValue
        switch (try query.value("token"), try query.value("code"), try query.value("error")) {
        case (let token?, nil, nil): return ElsewhereRoutes.Arrival(try await external.arrive(token: token, browser: flow))
        case (nil, let code?, nil): return ElsewhereRoutes.Arrival(try await external.arrive(code: code, browser: flow))
        case (nil, nil, _?):
            let ticket = try await external.arrive(declined: query.value("challenge"), browser: flow)
            throw ForeignRefusal(.declined, "the site sent an error instead of a token", ticket: ticket)
        default: throw ForeignRefusal("the address must carry token, code, or error and challenge; a user's name alone is nothing")
        }
    }

    // MARK: The operator's server

    private func onChallenge(
        _ action: String, _ method: HTTPRequest.Method, on router: some RouterMethods<WebContext>,
        _ handler: @escaping @Sendable (String, Request) async throws -> Response
    ) {
        router.on("\(Self.challenges)/{id}\(action)", [method]) { request, context in
            guard accepts(request.headers[values: .authorization]) else {
                return Self.error("invalid_token", "Send the API key as a bearer token.", .unauthorized, [.wwwAuthenticate: "Bearer"])
            }
            do {
                return try await handler(context.parameters.get("id") ?? "", request)
            } catch let refusal as ForeignRefusal {
                return Self.error("invalid_request", refusal.reason, .badRequest)
            }
        }
    }

    private func accepts(_ authorizations: [String]) -> Bool {
        guard authorizations.count == 1, authorizations[0].lowercased().hasPrefix("bearer ") else { return false }
        return external.accepts(apiKey: String(authorizations[0].dropFirst(7)))
    }

    private func describe(_ text: String) async throws -> Response {
        guard let challenge = try await external.open(text) else { return Self.gone }
        let client = try await site.clientName(challenge.ticket)
        return .json(
            [
                "challenge": .string(text), "expires_at": .integer(challenge.expiresAt.seconds),
                "client_name": client.map { .string($0) },
            ], status: .ok, headers: [.cacheControl: "no-store"])
    }

    private func answer(_ text: String, with person: ForeignPerson?) async throws -> Response {
        guard let secret = try await external.answer(text, with: person) else { return Self.gone }
        let location = site.address.issuer + Self.arrival + "?code=" + secret.text
        return .json(["redirect_to": .string(location)], status: .ok, headers: [.cacheControl: "no-store"])
    }

    private static var gone: Response {
        error("not_found", "There is no such challenge: it was answered, is too old, or was never made.", .notFound)
    }

    private static func error(
        _ name: String, _ sentence: String, _ status: HTTPResponse.Status, _ headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.cacheControl] = "no-store"
        return .json(["error": .string(name), "error_description": .string(sentence)], status: status, headers: headers)
    }
}

extension ElsewhereRoutes.Arrival {
    init(_ arrival: ExternalSignIn.Arrival) {
        self.init(
            person: arrival.person, way: Way(ticket: arrival.ticket, section: arrival.section.flatMap(AccountSection.init)),
            user: arrival.user)
    }
}

extension ExternalSignIn {
    func begin(browser: String, way: Way, user: UserID?) async throws -> String {
        try await begin(browser: browser, ticket: way.ticket, section: way.section?.rawValue, user: user)
    }
}
