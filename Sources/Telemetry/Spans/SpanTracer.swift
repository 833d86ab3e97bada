// swift-distributed-tracing's tracer: chooses which traces are recorded, where they begin, and never again after that.

import Tracing

/// Makes spans.
public final class SpanTracer: Tracer {
    private let queue: SpanQueue
    private let threshold: UInt64

    /// - Parameter share: of the traces that begin here, how many are recorded: 0 to 1.
    public init(share: Double, queue: SpanQueue) {
        self.queue = queue
        threshold = share >= 1 ? .max : UInt64(max(0, share) * 0x1p64)
    }

    public func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind, at instant: @autoclosure () -> Instant,
        function: String, file fileID: String, line: UInt
    ) -> RecordedSpan {
        var context = context()
        let parent = context.trace
        let place = child(of: parent)
        context.trace = place
        guard place.isSampled else { return RecordedSpan(context: context, content: nil, queue: queue) }
        return RecordedSpan(
            context: context,
            content: RecordedSpan.Content(
                name: operationName, kind: kind, context: place, parent: parent?.span, start: instant().nanosecondsSinceEpoch),
            queue: queue)
    }

    private func child(of parent: TraceContext?) -> TraceContext {
        // Neither part of a name may be nothing (W3C Trace Context §3.2.2).
        let span = UInt64.random(in: 1...UInt64.max)
        guard let parent else {
            let chance = UInt64.random(in: 0...UInt64.max)
            return TraceContext(
                traceHigh: UInt64.random(in: 1...UInt64.max), traceLow: chance, span: span,
                isSampled: threshold == .max || chance < threshold)
        }
        return TraceContext(
            traceHigh: parent.traceHigh, traceLow: parent.traceLow, span: span, isSampled: parent.isSampled, state: parent.state)
    }

    // Sending is somebody else's work, and does not wait to be asked.
    public func forceFlush() {}

    // MARK: Instrument

    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let parent = extractor.extract(key: "traceparent", from: carrier) else { return }
        context.trace = TraceContext(traceParent: parent, state: extractor.extract(key: "tracestate", from: carrier))
    }

    public func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let trace = context.trace else { return }
        injector.inject(trace.traceParent, forKey: "traceparent", into: &carrier)
        if let state = trace.state { injector.inject(state, forKey: "tracestate", into: &carrier) }
    }
}

extension Optional where Wrapped == SpanTracer {
    /// Runs `work` as a span, if spans are made.
    public func span<Value>(
        _ name: String, _ kind: SpanKind = .internal, isolation: isolated (any Actor)? = #isolation,
        _ work: (RecordedSpan?) async throws -> Value
    ) async rethrows -> Value {
        guard let tracer = self else { return try await work(nil) }
        let span = tracer.startSpan(name, ofKind: kind)
        defer { span.end() }
        do {
            return try await ServiceContext.$current.withValue(span.context) { try await work(span) }
        } catch {
            span.recordError(error)
            throw error
        }
    }
}
