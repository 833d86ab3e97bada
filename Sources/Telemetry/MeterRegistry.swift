// All numbers of a process, in memory: what swift-metrics hands out handles for, and what is written when somebody asks.

import CoreMetrics
import Synchronization

/// Keeps numbers, and writes them as text. The same name with the same labels is the same number.
public final class MeterRegistry: MetricsFactory {
    private struct Family {
        let kind: String
        /// In the order in which they came.
        var cells: [(labels: String, cell: any MeterCell)] = []
    }

    private struct State {
        var families: [String: Family] = [:]
        var count = 0
        var readings: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())
    private let most: Int
    private let nothing = NOOPMetricsHandler.instance

    /// - Parameter most: how many numbers there may be; whoever asks for more gets a handle that forgets.
    public init(most: Int = 2000) { self.most = most }

    /// Has `reading` run before each reading, to set what nobody counts.
    public func onReading(_ reading: @escaping @Sendable () -> Void) { state.withLock { $0.readings.append(reading) } }

    /// Every number, as Prometheus reads it.
    public func text() -> String {
        for reading in state.withLock({ $0.readings }) { reading() }
        let families = state.withLock { $0.families }
        let known = MeterName.allCases.map(\.rawValue)
        var text = ""
        for name in known + families.keys.filter({ MeterName(rawValue: $0) == nil }).sorted() {
            guard let family = families[name] else { continue }
            if let meaning = MeterName(rawValue: name)?.meaning { text += "# HELP \(name) \(meaning)\n" }
            // What only grows is a counter for its readers, also where somebody else counts and it is only set here.
            text += "# TYPE \(name) \(name.hasSuffix("_total") ? CounterCell.kind : family.kind)\n"
            for (labels, cell) in family.cells { cell.write(name, labels, to: &text) }
        }
        return text
    }

    private func cell<Cell: MeterCell>(
        _ label: String, _ dimensions: [(String, String)], _ make: () -> Cell
    ) -> Cell? {
        let (name, labels) = (MeterText.name(label), MeterText.labels(dimensions))
        return state.withLock { state in
            var family = state.families[name] ?? Family(kind: Cell.kind)
            if let known = family.cells.first(where: { $0.labels == labels }) { return known.cell as? Cell }
            guard family.kind == Cell.kind, state.count < most else { return nil }
            let cell = make()
            family.cells.append((labels, cell))
            state.families[name] = family
            state.count += 1
            return cell
        }
    }

    // MARK: MetricsFactory

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        cell(label, dimensions) { CounterCell() } ?? nothing
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        cell(label, dimensions) { GaugeCell() } ?? nothing
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        guard aggregate else { return cell(label, dimensions) { GaugeCell() } ?? nothing }
        return cell(label, dimensions) { HistogramCell.amounts() } ?? nothing
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        cell(label, dimensions) { HistogramCell.seconds() } ?? nothing
    }

    // Handles are made once and live as long as the process: what was counted stays.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}
}
