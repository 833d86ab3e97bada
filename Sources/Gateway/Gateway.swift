// The gateway: RFC 6750 at the door, a plain HTTP proxy (RFC 9110 §3.7) behind it.
// A call is read once, decided, and forwarded with the caller's identity; bodies stream both ways and are never kept.

import AsyncHTTPClient
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Keys
import NIOCore
import Telemetry

/// Serves protected resources by forwarding each allowed call to its upstream.
public struct Gateway: Sendable {
    let resources: [Resource]
    let gate: any TokenGate
    let signer: any AssertionSigner
    let clients: UpstreamClients
    let open: OpenExchanges
    let trace: GatewayTrace?
    let tracer: SpanTracer?

    /// - Parameters:
    ///   - now: the clock that ends streams whose token has expired.
    ///   - trace: where connection attempts are recorded.
    public init(
        routes: [Route], gate: any TokenGate, signer: any AssertionSigner, clients: UpstreamClients,
        now: @escaping Now = Gateway.systemClock, trace: GatewayTrace? = nil, instruments: Instruments = .none
    ) {
        self.trace = trace
        tracer = instruments.tracer
        resources = routes.map { Resource($0, instruments) }
        self.gate = gate
        self.signer = signer
        self.clients = clients
        open = OpenExchanges(eventLoop: clients.eventLoop, gate: gate, now: now)
    }

    /// The clock of the machine.
    public static let systemClock: Now = {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    /// What the HTTP clients of a gateway are set to: they neither follow redirects nor retry by themselves.
    static var clientConfiguration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5)), decompression: .disabled)
        configuration.httpVersion = .http1Only
        // The client's own spans would show whole addresses, queries included; see `Forwarding`.
        configuration.tracing.tracer = nil
        // One long stream holds one connection, so this bounds the streams to one upstream.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 4096
        configuration.connectionPool.retryConnectionEstablishment = false
        // Shorter than the 5 s after which common servers drop a connection, so that a call seldom meets a dying one.
        configuration.connectionPool.idleTimeout = .seconds(4)
        return configuration
    }

    /// What each connection of the server needs in its pipeline, for `HTTP1Channel.Configuration.additionalChannelHandlers`.
    public static func channelHandlers() -> [any RemovableChannelHandler] { [ClientWatch()] }

    /// Serves every route: its path and everything below it, every method.
    public func addRoutes<Context: RequestContext>(to router: Router<Context>) {
        for resource in resources {
            let path = resource.route.path
            for method in Self.methods {
                for pattern in [path, path == "/" ? "/**" : path + "/**"] {
                    router.on(RouterPath(pattern), method: method) { request, context in
                        let response = await respond(to: request, context: context, at: resource)
                        resource.meters?.note(status: response.status.code)
                        return response
                    }
                }
            }
        }
    }

    /// TRACE and CONNECT are here to be refused: they would otherwise be unknown paths.
    static let methods: [HTTPRequest.Method] =
        [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect]
        + ["QUERY", "SEARCH", "REPORT", "PROPFIND", "PROPPATCH", "MKCOL", "LOCK", "UNLOCK", "COPY", "MOVE"]
        .compactMap { HTTPRequest.Method($0) }

    private func respond<Context: RequestContext>(
        to request: Request, context: Context, at resource: Resource
    ) async -> Response {
        var requirement: Requirement = .token([])
        var granted: [String] = []
        var attempt = TracedCall(request)
        do throws(Refusal) {
            guard request.method != .trace, request.method != .connect else { throw .methodNotAllowed }
            try Self.checkHost(request)
            let target = try RequestTarget(request.head.path ?? "", below: resource.route.path)
            if resource.route.isMCP, OpenDoor.isPreflight(request) { return OpenDoor.preflight(for: request) }
            requirement = resource.route.requirement(method: request.method.rawValue, target: target)
            let caller = try await caller(of: request, target: target, at: resource.route, &attempt)
            granted = caller?.scopes ?? []
            attempt.caller = caller
            let mayLookAround = resource.route.toolRules?.signIn == .perTool && requirement == .token([])
            if caller != nil || !mayLookAround { try Self.check(caller, against: requirement, for: request) }
            let channel = (context as? any ConnectionContext)?.channel
            let address = (context as? any RemoteAddressRequestContext)?.remoteAddress ?? channel?.remoteAddress
            var forwarding = Forwarding(
                gateway: self, resource: resource, request: request, target: target, caller: caller, channel: channel,
                logger: context.logger)
            if let gate = ToolGate(forwarding, isLookingAround: caller == nil && mayLookAround) {
                switch try await gate.decide() {
                case .forward(let body, let listing): (forwarding.wholeBody, forwarding.listing) = (body, listing)
                case .ask(let response, let scopes):
                    trace?.refused(
                        attempt, caller == nil ? .noToken : .insufficientScope, .token(scopes), resource.route,
                        as: response.status, from: GatewayTrace.peer(context))
                    return response
                case .needs(let scopes):
                    requirement = .token(scopes)
                    throw caller == nil ? .noToken : .insufficientScope
                }
            }
            let response = try await forwarding.run(from: address?.ipAddress)
            trace?.passed(attempt, caller, response.status, resource.route, from: GatewayTrace.peer(context))
            return response
        } catch {
            trace?.refused(attempt, error, requirement, resource.route, from: GatewayTrace.peer(context))
            return error.response(at: resource.route, scopes: resource.route.challengeScopes(for: requirement, granted: granted))
        }
    }

    /// RFC 9112 §3.2: exactly one Host. The server keeps the first as the authority and a second among the fields.
    static func checkHost(_ request: Request) throws(Refusal) {
        guard request.head.authority != nil, HTTPField.Name("Host").map(request.headers.contains) != true else {
            throw .badRequest("Send one Host header.")
        }
    }

    /// Who is calling; nil for somebody without credentials of ours.
    func caller(
        of request: Request, target: RequestTarget, at route: Route, _ attempt: inout TracedCall
    ) async throws(Refusal) -> Caller? {
        // Fetch standard, "CORS-preflight request": it never carries credentials, and the upstream knows the answer.
        if OpenDoor.isPreflight(request) { return nil }
        guard case .token(let token) = try Credentials(request.headers, query: target.query) else { return nil }
        do throws(TokenRefusal) {
            return try await gate.caller(presenting: token, at: route)
        } catch {
            switch error {
            case .invalid(let sentence, let reason, let grant):
                attempt.noteInvalid(reason, grant)
                throw .invalidToken(sentence)
            case .unavailable: throw .undecided
            }
        }
    }

    /// Refuses a call that its caller may not make.
    static func check(_ caller: Caller?, against requirement: Requirement, for request: Request) throws(Refusal) {
        guard requirement != .open, !OpenDoor.isPreflight(request) else { return }
        guard let caller else { throw .noToken }
        switch requirement {
        case .open: return
        case .closed: throw .forbidden
        case .token(let scopes):
            guard scopes.allSatisfy(caller.scopes.contains) else { throw .insufficientScope }
        }
    }
}
