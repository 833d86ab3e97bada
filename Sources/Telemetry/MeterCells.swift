// Where numbers are kept: one atomic for a counter or a gauge, one for each bucket of a histogram. Adding never waits for a reader.

import CoreMetrics
import Synchronization

/// A number that can be written down.
protocol MeterCell: AnyObject, Sendable {
    static var kind: String { get }
    /// Adds the lines of the number; `labels` is what stands between the braces.
    func write(_ name: String, _ labels: String, to text: inout String)
}

final class CounterCell: MeterCell, CounterHandler {
    static let kind = "counter"
    private let value = Atomic<Int64>(0)

    func increment(by amount: Int64) { value.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { value.store(0, ordering: .relaxed) }

    func write(_ name: String, _ labels: String, to text: inout String) {
        text += MeterText.line(name, labels, String(value.load(ordering: .relaxed)))
    }
}

final class GaugeCell: MeterCell, MeterHandler, RecorderHandler {
    static let kind = "gauge"
    private let bits = Atomic<UInt64>(0)

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
    func decrement(by amount: Double) { increment(by: -amount) }

    func increment(by amount: Double) {
        var seen = bits.load(ordering: .relaxed)
        while true {
            let next = (Double(bitPattern: seen) + amount).bitPattern
            let (exchanged, original) = bits.weakCompareExchange(expected: seen, desired: next, ordering: .relaxed)
            if exchanged { return }
            seen = original
        }
    }

    func write(_ name: String, _ labels: String, to text: inout String) {
        text += MeterText.line(name, labels, MeterText.number(Double(bitPattern: bits.load(ordering: .relaxed))))
    }
}

/// Counts by size. Values are whole numbers of a small unit, such as nanoseconds, so that sums are exact.
final class HistogramCell: MeterCell, TimerHandler, RecorderHandler {
    static let kind = "histogram"

    /// The largest value of each bucket but the last.
    private let bounds: [Int64]
    /// How many of the unit make what is written.
    private let scale: Double
    /// One more than bounds; freed with the cell.
    private nonisolated(unsafe) let counts: UnsafeMutablePointer<Atomic<Int64>>
    private let sum = Atomic<Int64>(0)

    private init(bounds: [Int64], scale: Double) {
        self.bounds = bounds
        self.scale = scale
        counts = .allocate(capacity: bounds.count + 1)
        for index in 0...bounds.count { (counts + index).initialize(to: Atomic(0)) }
    }

    deinit {
        counts.deinitialize(count: bounds.count + 1)
        counts.deallocate()
    }

    /// From a quarter of a millisecond to ten seconds.
    static func seconds() -> HistogramCell {
        let microseconds: [Int64] = [
            250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000,
        ]
        return HistogramCell(bounds: microseconds.map { $0 * 1000 }, scale: 1_000_000_000)
    }

    /// Powers of two, for how many did something together.
    static func amounts() -> HistogramCell { HistogramCell(bounds: (0...9).map { 1 << $0 }, scale: 1) }

    func recordNanoseconds(_ duration: Int64) { record(duration) }
    func record(_ value: Double) { record(Int64(value)) }

    func record(_ value: Int64) {
        var index = 0
        while index < bounds.count, bounds[index] < value { index += 1 }
        counts[index].wrappingAdd(1, ordering: .relaxed)
        sum.wrappingAdd(value, ordering: .relaxed)
    }

    func write(_ name: String, _ labels: String, to text: inout String) {
        let prefix = labels.isEmpty ? "" : labels + ","
        var count: Int64 = 0
        for (index, bound) in bounds.enumerated() {
            count += counts[index].load(ordering: .relaxed)
            text += MeterText.line(name + "_bucket", "\(prefix)le=\"\(MeterText.number(Double(bound) / scale))\"", String(count))
        }
        count += counts[bounds.count].load(ordering: .relaxed)
        text += MeterText.line(name + "_bucket", "\(prefix)le=\"+Inf\"", String(count))
        text += MeterText.line(name + "_sum", labels, MeterText.number(Double(sum.load(ordering: .relaxed)) / scale))
        text += MeterText.line(name + "_count", labels, String(count))
    }
}
