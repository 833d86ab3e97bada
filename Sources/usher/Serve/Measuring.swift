// What of the server is measured and traced, made before anything that would be measured. See `Telemetry`.

import CoreMetrics
import Foundation
import Identity
import NIOCore
import NIOPosix
import SQLStore
import Synchronization
import Telemetry
import Trace
import Tracing

/// The numbers and spans of one server; empty where the operator wants none.
struct Measuring: Sendable {
    let registry: MeterRegistry?
    let spans: SpanQueue?
    let instruments: Instruments

    /// Nothing is measured, for who never serves.
    static let none = Measuring()

    private init() {
        registry = nil
        spans = nil
        instruments = .none
    }

    /// To be called once for a process: what drivers note goes to the same numbers.
    init(_ configuration: Configuration, startedAt: Date) {
        let registry = configuration.adminListen.map { _ in MeterRegistry() }
        if let registry {
            MetricsSystem.bootstrap(registry)
            ProcessMeters.add(to: registry, version: Version.current, startedAt: startedAt)
            LoopLag.watch(MultiThreadedEventLoopGroup.singleton, registry)
        }
        let spans = configuration.tracing.map { _ in SpanQueue() }
        let tracer = configuration.tracing.flatMap { tracing in spans.map { SpanTracer(share: tracing.sample, queue: $0) } }
        if let tracer { InstrumentationSystem.bootstrap(tracer) }
        self.registry = registry
        self.spans = spans
        instruments = Instruments(meters: registry, tracer: tracer)
    }

    /// Numbers that others keep anyway: looked up when somebody reads.
    func read(passwords: Passwords, recorder: Trace.Recorder?, database: any SQLDatabase) {
        guard let registry else { return }
        let waiting = Meter(label: MeterName.passwordsWaiting.rawValue, factory: registry)
        let dropped = Meter(label: MeterName.traceDropped.rawValue, factory: registry)
        let jobs = Meter(label: MeterName.databaseWaiting.rawValue, factory: registry)
        let (open, busy) = (connections("open", registry), connections("busy", registry))
        registry.onReading {
            waiting.set(passwords.waiting)
            dropped.set(recorder?.dropped ?? 0)
            let load = database.load
            jobs.set(load.waiting)
            open.set(load.open)
            busy.set(load.busy)
        }
    }
}

extension Measuring {
    private func connections(_ state: String, _ registry: MeterRegistry) -> Meter {
        Meter(label: MeterName.databaseConnections.rawValue, dimensions: [("state", state)], factory: registry)
    }
}

/// How late event loops are: whoever blocks one delays every connection on it.
enum LoopLag {
    private static let beat: TimeAmount = .seconds(1)

    static func watch(_ group: any EventLoopGroup, _ registry: MeterRegistry) {
        let longest = Longest()
        let lag = Meter(label: MeterName.loopLag.rawValue, factory: registry)
        for loop in group.makeIterator() { beat(on: loop, longest) }
        registry.onReading { lag.set(Double(longest.take()) / 1_000_000_000) }
    }

    private static func beat(on loop: any EventLoop, _ longest: Longest) {
        let due = NIODeadline.now() + beat
        loop.scheduleTask(deadline: due) {
            longest.note((NIODeadline.now() - due).nanoseconds)
            beat(on: loop, longest)
        }
    }

    private final class Longest: Sendable {
        private let value = Atomic<Int64>(0)

        func note(_ lag: Int64) { value.max(lag, ordering: .relaxed) }
        func take() -> Int64 { value.exchange(0, ordering: .relaxed) }
    }
}
