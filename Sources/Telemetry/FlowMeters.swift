// What became of people and clients: sign-ins, tokens, refusals, introspections.

import CoreMetrics

/// The numbers of the protocol.
public struct FlowMeters: Sendable {
    /// How an attempt to sign in ended.
    public enum SignIn: String, CaseIterable, Sendable {
        case ok, failed, limited
    }

    /// What was answered to a back end that wants an access token of a provider.
    public enum UpstreamToken: String, CaseIterable, Sendable {
        case given, ended, unavailable, refused
    }

    private let factory: any MetricsFactory
    private let tokens: [(type: String, counter: Counter)]
    private let otherTokens: Counter
    private let active: Counter
    private let inactive: Counter
    private let refused: Counter
    private let ok: Counter
    private let failed: Counter
    private let limited: Counter

    /// - Parameter grantTypes: those that have a counter of their own.
    public init(grantTypes: [String], _ factory: any MetricsFactory) {
        func counter(_ name: MeterName, _ label: (String, String)) -> Counter {
            Counter(label: name.rawValue, dimensions: [label], factory: factory)
        }
        self.factory = factory
        tokens = grantTypes.map { ($0, counter(.tokens, ("grant_type", $0))) }
        otherTokens = counter(.tokens, ("grant_type", "other"))
        active = counter(.introspections, ("outcome", "active"))
        inactive = counter(.introspections, ("outcome", "inactive"))
        refused = counter(.introspections, ("outcome", "refused"))
        ok = counter(.signIns, ("outcome", SignIn.ok.rawValue))
        failed = counter(.signIns, ("outcome", SignIn.failed.rawValue))
        limited = counter(.signIns, ("outcome", SignIn.limited.rawValue))
    }

    public func noteToken(_ grantType: String?) {
        (tokens.first { $0.type == grantType }?.counter ?? otherTokens).increment()
    }

    /// - Parameter error: one of the protocol's own words, never what somebody sent.
    public func noteTokenRefusal(_ error: String) {
        Counter(label: MeterName.tokenRefusals.rawValue, dimensions: [("error", error)], factory: factory).increment()
    }

    /// - Parameter isActive: what was said of the token; `nil` if nothing was said.
    public func noteIntrospection(_ isActive: Bool?) {
        switch isActive {
        case true?: active.increment()
        case false?: inactive.increment()
        case nil: refused.increment()
        }
    }

    public func note(_ outcome: UpstreamToken) {
        Counter(label: MeterName.upstreamTokens.rawValue, dimensions: [("outcome", outcome.rawValue)], factory: factory).increment()
    }

    public func note(_ outcome: SignIn) {
        switch outcome {
        case .ok: ok.increment()
        case .failed: failed.increment()
        case .limited: limited.increment()
        }
    }
}
