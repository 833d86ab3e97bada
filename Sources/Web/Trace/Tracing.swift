// Where requests are traced: around the routes that a connection goes through, and nowhere else.
// What is left behind is a closure; reading parameters, digests and text is done later, off the path of the request.

import HTTPTypes
import Hummingbird
import Keys
import NIOCore
import OAuth
import Trace

struct Tracing: RouterMiddleware {
    typealias Context = WebContext

    /// What a path is to a connection attempt.
    enum Place: Hashable {
        case authorization, resumption, decision, signIn, signUp
        case token, registration, userInfo, introspection
        case serverMetadata, resourceMetadata
    }

    private let whole: WholeSite
    private let places: [String: Place]

    init(site: Site) {
        whole = WholeSite(site)
        let base = site.address.basePath
        var places: [String: Place] = [
            base + Endpoint.authorization.path: .authorization, base + AuthorizationRoutes.resumption: .resumption,
            base + AuthorizationRoutes.decision: .decision, base + SignInRoutes.path: .signIn,
            base + SignUpRoutes.path: .signUp, base + Endpoint.token.path: .token, base + Endpoint.registration.path: .registration,
            base + Endpoint.userInfo.path: .userInfo, base + Endpoint.introspection.path: .introspection,
        ]
        // Whoever comes back from elsewhere is signing in.
        for path in site.elsewhere?.arrivals ?? [] { places[base + path] = .signIn }
        // CLIENTS M12: also at the root of the host.
        places[Endpoint.token.path] = .token
        places[Endpoint.registration.path] = .registration
        self.places = places
    }

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard let recorder = whole.site.trace, let place = place(of: request) else { return try await next(request, context) }
        let notes = TraceNotes()
        var context = context
        context.notes = notes
        do {
            let response = try await next(request, context)
            leave(Visit(whole, place, request, context, status: response.status.code), notes, recorder)
            return response
        } catch {
            notes.note { $0.error = error }
            leave(Visit(whole, place, request, context, status: Self.status(of: error)), notes, recorder)
            throw error
        }
    }

    private func place(of request: Request) -> Place? {
        guard request.method == .get || request.method == .post, let target = request.head.path else { return nil }
        let path = String(target.prefix { $0 != "?" })
        if let place = places[path] {
            // A page that is only looked at says nothing that the step before it did not say.
            return request.method == .get && (place == .signIn || place == .signUp) ? nil : place
        }
        return Self.place(ofDocument: path)
    }

    static func place(ofDocument path: String) -> Place? {
        guard path.utf8.count > 12, path.contains("/.well-known/o") else { return nil }
        if path.hasPrefix("/.well-known/oauth-protected-resource") { return .resourceMetadata }
        return path.contains("/oauth-authorization-server") || path.contains("/openid-configuration") ? .serverMetadata : nil
    }

    /// Leaves a note about a document that was read, unless the same caller has read it just now.
    func noteDocument(at place: Place, _ request: Request, _ context: WebContext) {
        guard let recorder = whole.site.trace else { return }
        let key = Visit.key(place, 200, request.head.path ?? "", request.headers, context.remoteAddress)
        guard recorder.isFresh(key, at: whole.site.server.now()) else { return }
        let visit = Visit(whole, place, request, context, status: 200)
        recorder.note { TraceEvents(visit: visit, notes: TraceNotes.Content()).events }
    }

    private static func status(of error: any Error) -> Int {
        switch error {
        case is PageError: 400
        case let error as OAuthError: Reply.refusal(error).status
        case let error as any HTTPResponseError: error.status.code
        default: 503
        }
    }

    /// Leaves a note, unless this has been seen before.
    private func leave(_ visit: Visit, _ notes: TraceNotes, _ recorder: Recorder) {
        let isFailure = visit.status >= 400
        switch visit.place {
        case .serverMetadata, .resourceMetadata:
            guard recorder.isFresh(visit.key(), at: visit.at) else { return }
        case .userInfo, .introspection:
            guard let matter = notes.taken.reply?.matter else { return }
            if isFailure {
                guard visit.place == .userInfo, recorder.isFresh(visit.key(matter.refusal?.reason), at: visit.at) else { return }
            } else {
                guard let grant = matter.grant, recorder.isFirstUse(of: grant) else { return }
            }
        case .token:
            guard isWorthNoting(visit, notes.taken, recorder) else { return }
        default: break
        }
        recorder.note(isFailure: isFailure) { TraceEvents(visit: visit, notes: notes.taken).events }
    }

    /// Codes always; refreshes and tokens of a client's own once for each; the same failure of the same client seldom.
    private func isWorthNoting(_ visit: Visit, _ notes: TraceNotes.Content, _ recorder: Recorder) -> Bool {
        let type = (try? notes.parameters?.value("grant_type")) ?? nil
        if visit.status < 400 {
            switch type {
            case GrantType.authorizationCode.rawValue?: return true
            case GrantType.refreshToken.rawValue?:
                guard let grant = notes.reply?.matter.grant else { return false }
                return recorder.isFirstUse(of: GrantID("refresh \(grant)"))
            default:
                guard let client = notes.reply?.matter.client else { return false }
                return recorder.isFirstUse(of: GrantID("token \(client)"))
            }
        }
        guard type != GrantType.authorizationCode.rawValue else { return true }
        let client = (try? notes.parameters?.value("client_id")) ?? nil
        return recorder.isFresh(visit.key(notes.reply?.matter.refusal?.reason, client), at: visit.at)
    }
}

/// The site by reference: it is wide, and a visit is made for each request.
final class WholeSite: Sendable {
    let site: Site

    init(_ site: Site) { self.site = site }
}

/// A request that is traced, and how it was answered.
struct Visit: Sendable {
    private let whole: WholeSite
    let place: Tracing.Place
    let target: String
    let headers: HTTPFields
    let peer: SocketAddress?
    let status: Int
    let at: Timestamp

    init(_ whole: WholeSite, _ place: Tracing.Place, _ request: Request, _ context: WebContext, status: Int) {
        self.whole = whole
        self.place = place
        target = request.head.path ?? ""
        headers = request.headers
        peer = context.remoteAddress
        self.status = status
        at = whole.site.server.now()
    }

    var site: Site { whole.site }

    var address: String { site.proxies.clientAddress(peer: peer?.ipAddress, headers) }
    var userAgent: String? { headers[.userAgent] }

    /// A hash of who asked for what.
    func key(_ more: AnyHashable?...) -> Int { Self.key(place, status, target, headers, peer, more) }

    static func key(
        _ place: Tracing.Place, _ status: Int, _ target: String, _ headers: HTTPFields, _ peer: SocketAddress?,
        _ more: [AnyHashable?] = []
    ) -> Int {
        var hasher = Hasher()
        hasher.combine(place)
        hasher.combine(status)
        if place == .resourceMetadata || place == .serverMetadata { hasher.combine(target) }
        hasher.combine(peer?.ipAddress)
        hasher.combine(headers[.xForwardedFor])
        hasher.combine(headers[.userAgent])
        hasher.combine(more)
        return hasher.finalize()
    }
}
