// What the gateway leaves for the trace: the first call without a token, the first with one, and what was refused.
// Calls of a connection that is at work cost one look into a set.

import HTTPTypes
import Hummingbird
import Keys
import Trace

/// Where the gateway records connection attempts.
public struct GatewayTrace: Sendable {
    let recorder: Recorder
    let now: Now
    /// The client's address, from the peer's and the headers.
    let address: @Sendable (String?, HTTPFields) -> String

    public init(
        recorder: Recorder, now: @escaping Now, address: @escaping @Sendable (String?, HTTPFields) -> String
    ) {
        self.recorder = recorder
        self.now = now
        self.address = address
    }

    func passed(_ call: TracedCall, _ caller: Caller?, _ status: HTTPResponse.Status, _ route: Route, from peer: @autoclosure () -> String?)
    {
        guard let caller else { return }
        // A client that acts for itself has no grant; what it does is one attempt all the same.
        let grant = caller.grant ?? GrantID("client \(caller.client)")
        guard recorder.isFirstUse(of: grant) else { return }
        let (at, peer) = (now(), peer())
        recorder.note {
            [event(call, peer, route, Step(at: at, kind: .call, outcome: .passed, status: status.code), caller.client, grant)]
        }
    }

    /// - Parameter status: what was answered, if not the refusal's own status.
    func refused(
        _ call: TracedCall, _ refusal: Refusal, _ requirement: Requirement, _ route: Route, as status: HTTPResponse.Status? = nil,
        from peer: @autoclosure () -> String?
    ) {
        guard let reason = call.reason ?? refusal.reason else { return }
        let (at, peer) = (now(), peer())
        let grant = call.caller.map { $0.grant ?? GrantID("client \($0.client)") } ?? call.grant
        var hasher = Hasher()
        hasher.combine(reason)
        hasher.combine(route.id)
        hasher.combine(grant)
        hasher.combine(peer)
        hasher.combine(call.headers[.userAgent])
        guard recorder.isFresh(hasher.finalize(), at: at) else { return }
        recorder.note(isFailure: refusal != .noToken) {
            var step = Step(at: at, kind: .call, outcome: .refused, status: (status ?? refusal.status).code)
            (step.error, step.description, step.reason) = (refusal.code, refusal.sentence, reason)
            if refusal == .noToken { (step.kind, step.outcome, step.reason) = (.challenge, .waiting, nil) }
            if refusal == .insufficientScope { step.detail = route.challengeScopes(for: requirement).joined(separator: " ") }
            return [event(call, peer, route, step, call.caller?.client, grant)]
        }
    }

    static func peer(_ context: some RequestContext) -> String? {
        let channel = (context as? any ConnectionContext)?.channel
        return ((context as? any RemoteAddressRequestContext)?.remoteAddress ?? channel?.remoteAddress)?.ipAddress
    }

    private func event(
        _ call: TracedCall, _ peer: String?, _ route: Route, _ step: Step, _ client: ClientID?, _ grant: GrantID?
    ) -> Event {
        let address = address(peer, call.headers)
        var step = step
        step.request = [
            .init("method", call.method), .init("path", SafeText.line(call.path, limit: 160)),
            .init("user_agent", SafeText.line(call.headers[.userAgent] ?? "none", limit: 160)),
            .init("address", SafeText.line(address, limit: 64)),
        ]
        return Event(
            step, client: client, grant: grant, address: address, userAgent: call.headers[.userAgent], resource: route.identifier)
    }
}

/// A call, as far as the trace wants to know.
struct TracedCall: Sendable {
    let method: String
    let target: String?
    let headers: HTTPFields
    var caller: Caller?
    /// Why its token is not good, and which connection it is from.
    private(set) var reason: Reason?
    private(set) var grant: GrantID?

    init(_ request: Request) {
        method = request.method.rawValue
        target = request.head.path
        headers = request.headers
    }

    /// Without the query, where some clients put their token.
    var path: String { String((target ?? "").prefix { $0 != "?" }) }

    mutating func noteInvalid(_ reason: Reason?, _ grant: GrantID?) {
        self.reason = reason ?? .tokenMalformed
        self.grant = grant
    }
}

extension Refusal {
    /// Which rule decided; `nil` for what is not about a connection.
    var reason: Reason? {
        switch self {
        case .noToken: .tokenMissing
        case .invalidToken: .tokenMalformed
        case .invalidRequest: .tokenTwice
        case .insufficientScope: .scopeInsufficient
        case .forbidden: .ruleMissing
        case .badGateway, .timedOut: .upstreamFailed
        default: nil
        }
    }
}
