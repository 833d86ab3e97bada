// Database operations: how long they take, and how many found nobody.

import CoreMetrics

/// The numbers of the database that every driver has alike. What only a driver knows it notes itself, under the names in `MeterName`.
public struct DatabaseMeters: Sendable {
    /// How long operations of one kind take.
    public struct Duration: Sendable {
        private let timer: Timer

        init(_ operation: String, _ factory: any MetricsFactory) {
            timer = Timer(label: MeterName.databaseDuration.rawValue, dimensions: [("operation", operation)], factory: factory)
        }

        public func record(_ duration: Swift.Duration) {
            let (seconds, attoseconds) = duration.components
            timer.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        }
    }

    public let reads: Duration
    public let writes: Duration
    private let unanswered: Counter

    public init(_ factory: any MetricsFactory) {
        reads = Duration("read", factory)
        writes = Duration("write", factory)
        unanswered = Counter(label: MeterName.databaseFailures.rawValue, factory: factory)
    }

    /// An operation found no database.
    public func noteUnanswered() { unanswered.increment() }
}
