// Who is in front of the browser that sent a request, and the forms that it may post.

import HTTPTypes
import Hummingbird
import Identity
import Keys
import OAuth
import Pages

/// The browser of one request.
struct Browser {
    let site: Site
    let request: Request
    let context: WebContext

    private var cookies: BrowserCookies { BrowserCookies(isSecure: site.address.isSecure) }
    private var formToken: FormToken { FormToken(secret: site.secret, origin: site.address.origin) }

    var sessionCookie: String? { cookies.value(.session, in: request) }

    /// Whoever is signed in.
    func signedIn() async throws -> SignedIn? {
        guard let cookie = sessionCookie else { return nil }
        return try await site.sessions.current(cookie)
    }

    func person() async throws -> AuthenticatedPerson? {
        try await signedIn().map {
            AuthenticatedPerson(
                id: $0.account.id, authenticatedAt: $0.session.authenticatedAt, methods: $0.session.methods)
        }
    }

    /// Whoever has proved a first factor in this browser and not yet the second.
    func pendingSignIn() -> PendingSignIn? {
        cookies.value(.second, in: request)
            .flatMap { PendingSignIn(sealed: $0, under: site.secret, at: site.server.now()) }
    }

    var address: String { site.proxies.clientAddress(of: request, context) }
    /// The part of the address that counts for limits.
    var network: String { NetworkAddress(address).text }
    var device: Device { Device(address: address, userAgent: request.headers[.userAgent]) }

    // MARK: Forms

    /// The token for a form shown to somebody who is signed in.
    var sessionToken: String { formToken.token(boundTo: sessionCookie ?? "") }
    func acceptsSessionToken(_ token: String?) -> Bool {
        formToken.accepts(token, boundTo: sessionCookie, request)
    }

    /// The value of the flow cookie: the browser's own, or a fresh one that must then be set.
    func flowCookie() -> (value: String, isFresh: Bool) {
        if let value = cookies.value(.flow, in: request), Base64URL.decode(value)?.count == 24 { return (value, false) }
        return (Base64URL.encode(site.randomness.bytes(24)), true)
    }
    /// The flow cookie that the browser has.
    var flowValue: String? { cookies.value(.flow, in: request) }
    /// The flow cookie, if the browser has one of ours.
    var ownFlowCookie: String? {
        let (value, isFresh) = flowCookie()
        return isFresh ? nil : value
    }
    func flowToken(_ cookie: String) -> String { formToken.token(boundTo: "flow \(cookie)") }
    func acceptsFlowToken(_ token: String?) -> Bool {
        formToken.accepts(token, boundTo: cookies.value(.flow, in: request).map { "flow \($0)" }, request)
    }

    // MARK: Answers

    /// A page with a form of the flow; a browser that had no flow cookie gets it.
    func page(
        _ page: some Page, status: HTTPResponse.Status = .ok, asksForPasskey: Bool = false, in flow: (value: String, isFresh: Bool)
    ) throws -> Response {
        var response = try site.page(page, status: status, asksForPasskey: asksForPasskey)
        if flow.isFresh { setFlowCookie(flow.value, on: &response) }
        return response
    }

    func setFlowCookie(_ value: String, on response: inout Response) {
        cookies.set(.flow, to: value, maxAge: site.server.settings.lifetimes.ticket, on: &response)
    }

    func signIn(_ session: Session, _ secret: Secret, on response: inout Response) {
        cookies.set(
            .session, to: secret.text, maxAge: session.absoluteExpiresAt - session.createdAt, on: &response)
        remember(session.user, on: &response)
    }

    /// Whom this browser has seen before.
    var knownCookie: String? { cookies.value(.known, in: request) }
    func setKnownCookie(_ value: String, maxAge: Duration, on response: inout Response) {
        cookies.set(.known, to: value, maxAge: maxAge, on: &response)
    }

    func signOut(on response: inout Response) { cookies.clear(.session, on: &response) }

    /// What names the way in that waits to be added to an account.
    var joining: String? { cookies.value(.joining, in: request) }
    func setJoining(_ text: String, on response: inout Response) {
        cookies.set(.joining, to: text, maxAge: Federation.joiningLifetime, on: &response)
    }
    func clearJoining(on response: inout Response) {
        if joining != nil { cookies.clear(.joining, on: &response) }
    }

    func set(_ pending: PendingSignIn, on response: inout Response) {
        cookies.set(.second, to: pending.sealed(under: site.secret), maxAge: PendingSignIn.lifetime, on: &response)
    }
    func clearPendingSignIn(on response: inout Response) {
        if cookies.value(.second, in: request) != nil { cookies.clear(.second, on: &response) }
    }
}
