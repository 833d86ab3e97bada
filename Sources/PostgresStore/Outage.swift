// Says once that the database is gone, and once that it is back, however many threads notice.

import Dispatch
import Synchronization

/// Whether the database can be reached.
final class Outage: Sendable {
    private let since = Mutex<DispatchTime?>(nil)
    private let report: @Sendable (String) -> Void

    init(report: @escaping @Sendable (String) -> Void) { self.report = report }

    func began(_ reason: String) {
        let isNew = since.withLock { since in
            defer { since = since ?? .now() }
            return since == nil
        }
        if isNew { report("PostgreSQL cannot be reached: \(reason)") }
    }

    func isOver() {
        let began = since.withLock { since in
            defer { since = nil }
            return since
        }
        guard let began else { return }
        let seconds = (DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds) / 1_000_000_000
        report("PostgreSQL is back after \(seconds) s")
    }
}

/// Looks at lanes ten times a second, so that nobody waits longer than was promised.
final class LaneWatch: Sendable {
    // Started here and cancelled once; nothing else is done with it.
    private nonisolated(unsafe) let timer: any DispatchSourceTimer

    init(_ lanes: [Lane]) {
        timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "usher-postgres-watch"))
        timer.setEventHandler { for lane in lanes { lane.look(at: .now()) } }
        timer.schedule(deadline: .now() + .milliseconds(100), repeating: .milliseconds(100), leeway: .milliseconds(20))
        timer.resume()
    }

    func stop() { timer.cancel() }
}
