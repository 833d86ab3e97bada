// What became of mails.

import CoreMetrics

/// The numbers of the post office.
public struct MailMeters: Sendable {
    /// How an attempt to send a mail ended, or its waiting.
    public enum Outcome: String, CaseIterable, Sendable {
        case sent, postponed, refused, expired
    }

    private let counters: [Outcome: Counter]
    private let gauge: Meter

    public init(_ factory: any MetricsFactory) {
        counters = Dictionary(
            uniqueKeysWithValues: Outcome.allCases.map { outcome in
                (outcome, Counter(label: MeterName.mails.rawValue, dimensions: [("outcome", outcome.rawValue)], factory: factory))
            })
        gauge = Meter(label: MeterName.mailsWaiting.rawValue, factory: factory)
    }

    public func note(_ outcome: Outcome) { counters[outcome]?.increment() }
    public func waiting(_ count: Int) { gauge.set(count) }
}
