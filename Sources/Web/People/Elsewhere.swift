// Signing in elsewhere: at the operator's own site, or at a provider. What all of them have in common: who comes back is found
// by issuer and subject, gets in by the one door, and never by an e-mail address alone.

import HTTPTypes
import Hummingbird
import Identity
import Keys
import Logging
import OAuth
import Pages
import Telemetry

/// Where people may sign in besides here.
public struct Elsewhere: Sendable {
    let federation: Federation
    let external: ExternalSignIn?
    let upstreams: [UpstreamSignIn]
    /// What providers gave out, where it is kept.
    let tokens: UpstreamTokens?
    /// The providers whose access tokens a resource may have.
    let receivers: [ResourceID: [String]]
    /// How many sign-ins one network address may begin.
    let begun: RateLimiter

    public init(
        federation: Federation, external: ExternalSignIn? = nil, upstreams: [UpstreamSignIn] = [], tokens: UpstreamTokens? = nil,
        receivers: [ResourceID: [String]] = [:], limits: any LimitStore
    ) {
        self.federation = federation
        self.external = external
        self.upstreams = upstreams
        self.tokens = tokens
        self.receivers = receivers
        begun = RateLimiter("sign-ins-elsewhere", Allowance(60, within: .seconds(60)), store: limits)
    }

    /// A place to sign in.
    struct Place: Sendable {
        /// What the forms send.
        let id: String
        /// What people call it.
        let name: String
        /// Whose identities come from it.
        let issuer: String
        /// Where the form of the sign-in page is sent.
        let path: String
    }

    var places: [Place] {
        let own = external.map {
            Place(id: ExternalRoutes.place, name: $0.settings.name, issuer: $0.settings.issuer, path: ExternalRoutes.path)
        }
        return (own.map { [$0] } ?? [])
            + upstreams.map { upstream in
                let settings = upstream.settings
                return Place(
                    id: "upstream:" + settings.id, name: settings.name, issuer: settings.issuer,
                    path: UpstreamRoutes.path(settings.id))
            }
    }

    /// Where people come back to from a provider; registered there.
    public static func arrival(ofUpstream id: String) -> String { UpstreamRoutes.arrival(id) }

    /// Where people come back to.
    var arrivals: [String] {
        (external == nil ? [] : [ExternalRoutes.arrival]) + upstreams.map { UpstreamRoutes.arrival($0.settings.id) }
    }

    /// Whether tokens of an issuer are kept.
    func keepsTokens(of issuer: String) -> Bool {
        tokens != nil && upstreams.contains { $0.settings.issuer == issuer && $0.settings.keeping != nil }
    }

    func name(of issuer: String) -> String { places.first { $0.issuer == issuer }?.name ?? issuer }
}

/// The way of a browser that comes back.
struct ElsewhereRoutes {
    let site: Site
    let elsewhere: Elsewhere

    /// A person whom a place vouches for, and what they were on the way to.
    struct Arrival: Sendable {
        let person: ForeignPerson
        let way: Way
        /// The person who adds a way in to their account.
        let user: UserID?
    }

    /// Begins what the form of the sign-in page asks for.
    func submit(
        _ request: Request, _ context: WebContext, begin: (Way, Browser, _ flow: String) async throws -> Response
    ) async throws -> Response {
        let browser = Browser(site: site, request: request, context: context)
        let form = try await request.formParameters()
        guard browser.acceptsFlowToken(try form.value("csrf")), let flow = browser.flowValue else {
            return try site.page(.formExpired, status: .forbidden)
        }
        return try await begin(Way(form), browser, flow)
    }

    /// Sends a browser away.
    func leave(for location: String, _ browser: Browser, flow: String) -> Response {
        var response = Response.seeOther(location)
        // Set again, so that it lives as long as what was begun.
        browser.setFlowCookie(flow, on: &response)
        return response
    }

    /// Counts a beginning; the answer if there were too many. What waits for it is kept, so it must be a request of ours.
    func limited(_ browser: Browser, _ way: Way) async throws -> Response? {
        let now = site.server.now()
        if let ticket = way.ticket { _ = try site.ticket(ticket) }
        guard let wait = try await elsewhere.begun.count(browser.network, at: now) else { return nil }
        return try site.page(.elsewhere(.elsewhereTooMany), status: .tooManyRequests).retry(at: now + wait, now: now)
    }

    func enter(_ arrival: Arrival, makesAccounts: Bool, _ browser: Browser) async throws -> Response {
        if let user = arrival.user { return try await add(arrival.person, to: user, browser) }
        switch try await elsewhere.federation.find(arrival.person, makesAccounts: makesAccounts) {
        case .account(let account, let isNew):
            let outcome = try await site.signIn.admit(
                account, by: [.federated], device: browser.device, ending: browser.sessionCookie)
            return try await site.enter(outcome, arrival.way, browser, isNew: isNew, refusal: .elsewhereRefused) { _, _ in
                // The person is known, and the account is disabled: they have proven whose it is, so it may be said.
                try site.page(.elsewhere(.elsewhereDisabled), status: .forbidden)
            }
        case .taken(let owner): return try await askForProof(arrival, owner, browser)
        case .closed: return try site.page(.elsewhere(.elsewhereClosed), status: .forbidden)
        }
    }

    private func askForProof(_ arrival: Arrival, _ owner: Account, _ browser: Browser) async throws -> Response {
        guard let flow = browser.flowValue else { return try site.page(.elsewhere(.elsewhereFailed)) }
        let text = try await elsewhere.federation.beginJoining(
            arrival.person, to: owner.id, browser: flow, ticket: arrival.way.ticket)
        var response = leave(for: JoiningRoutes(site: site, elsewhere: elsewhere).proof(owner), browser, flow: flow)
        browser.setJoining(text, on: &response)
        return response
    }

    private func add(_ person: ForeignPerson, to user: UserID, _ browser: Browser) async throws -> Response {
        guard let signedIn = try await browser.signedIn(), signedIn.account.id == user else {
            return try site.page(.elsewhere(.elsewhereFailed))
        }
        let linked = try await elsewhere.federation.link(person, to: user)
        if linked == .linked { try await site.notify(signedIn.account, .siteAdded, device: browser.device) }
        return .seeOther(LinkedRoutes.location(site, linked == .taken ? .taken : .linked))
    }

    /// What the person sees, and what the log says, when nobody is let in.
    func refuse(_ refusal: ForeignRefusal, _ place: String, _ browser: Browser) throws -> Response {
        browser.context.notes?.note {
            $0.sealedTicket = refusal.ticket
            $0.outcome = .signInRefused(.elsewhereRefused)
        }
        site.flows?.note(.failed)
        browser.context.logger.warning(
            "a sign-in elsewhere was refused", metadata: ["place": "\(place)", "reason": "\(refusal.reason)"])
        switch refusal.kind {
        case .declined:
            return .seeOther(site.signInLink(Way(ticket: refusal.ticket), notice: .declined))
        case .unavailable: return try site.page(.elsewhere(.elsewhereUnavailable), status: .badGateway)
        case .unknown: return try site.page(.elsewhere(.elsewhereUnknown), status: .badGateway)
        case .wrong: return try site.page(.elsewhere(.elsewhereFailed))
        }
    }
}

extension PageError {
    static func elsewhere(_ sentence: PageText) -> PageError { PageError(.elsewhere, sentence, .elsewhereCure) }
}
