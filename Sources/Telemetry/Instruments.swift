// Everything that notes something, in one value that is handed down.

import CoreMetrics

/// What of a server is measured and traced. Whatever is off is `nil`, and costs the look at it.
public struct Instruments: Sendable {
    /// Where numbers are kept.
    public let meters: (any MetricsFactory)?
    public let tracer: SpanTracer?

    public static let none = Instruments(meters: nil, tracer: nil)

    public init(meters: (any MetricsFactory)?, tracer: SpanTracer?) {
        self.meters = meters
        self.tracer = tracer
    }
}
