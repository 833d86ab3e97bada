// Requests by endpoint: how many, how they were answered, how long it took.

import CoreMetrics

/// The numbers of the HTTP server. Endpoints are known by their position in the list that it was made with.
public struct RequestMeters: Sendable {
    private let endpoints: [(statuses: StatusCounters, duration: Timer)]

    public init(endpoints: [String], _ factory: any MetricsFactory) {
        self.endpoints = endpoints.map { name in
            (
                StatusCounters(.requests, ("endpoint", name), factory),
                Timer(label: MeterName.requestDuration.rawValue, dimensions: [("endpoint", name)], factory: factory)
            )
        }
    }

    public func note(_ endpoint: Int, status: Int, nanoseconds: Int64) {
        endpoints[endpoint].statuses.note(status)
        endpoints[endpoint].duration.recordNanoseconds(nanoseconds)
    }
}

/// The numbers of one resource at the gateway.
public struct CallMeters: Sendable {
    private let statuses: StatusCounters
    private let upstream: Timer

    public init(resource: String, _ factory: any MetricsFactory) {
        statuses = StatusCounters(.calls, ("resource", resource), factory)
        upstream = Timer(label: MeterName.upstreamDuration.rawValue, dimensions: [("resource", resource)], factory: factory)
    }

    /// A call was answered, by the upstream or in its place.
    public func note(status: Int) { statuses.note(status) }

    /// The upstream's answer began so long after the call was sent.
    public func noteUpstream(nanoseconds: Int64) { upstream.recordNanoseconds(nanoseconds) }
}
