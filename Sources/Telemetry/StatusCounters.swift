// One counter for each class of status, made before the first request: RFC 9110 §15.

import CoreMetrics

/// Counts answers by the class of their status.
struct StatusCounters: Sendable {
    private let counters: [Counter]

    init(_ name: MeterName, _ label: (String, String), _ factory: any MetricsFactory) {
        counters = ["other", "2xx", "3xx", "4xx", "5xx"].map { status in
            Counter(label: name.rawValue, dimensions: [label, ("status", status)], factory: factory)
        }
    }

    func note(_ status: Int) {
        counters[(200..<600).contains(status) ? status / 100 - 1 : 0].increment()
    }
}
