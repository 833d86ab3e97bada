// One span: OpenTelemetry's trace API as swift-distributed-tracing has it. A span of a trace that was not chosen carries its place in the
// trace and nothing else.

import Synchronization
import Tracing

/// A piece of work with a beginning and an end.
public final class RecordedSpan: Span {
    /// What is sent once the span has ended.
    public struct Content: Sendable {
        public var name: String
        public let kind: SpanKind
        public let context: TraceContext
        /// The span that this one is part of.
        public let parent: UInt64?
        public let start: UInt64
        public var end: UInt64 = 0
        public var attributes = SpanAttributes()
        /// What went wrong; empty where a failure has no word.
        public var failure: String?
    }

    public let context: ServiceContext
    private let content: Mutex<Content?>
    private let queue: SpanQueue

    /// - Parameter content: `nil` for a span that nobody will see.
    init(context: ServiceContext, content: Content?, queue: SpanQueue) {
        self.context = context
        self.content = Mutex(content)
        self.queue = queue
    }

    public var isRecording: Bool { content.withLock { $0 != nil } }

    public var operationName: String {
        get { content.withLock { $0?.name ?? "" } }
        set { content.withLock { $0?.name = newValue } }
    }

    public var attributes: SpanAttributes {
        get { content.withLock { $0?.attributes ?? [:] } }
        set { content.withLock { $0?.attributes = newValue } }
    }

    /// Says something about the work; costs nothing where nobody will see it.
    public func note(_ name: String, _ value: @autoclosure () -> String) {
        content.withLock { content in
            guard content != nil else { return }
            content?.attributes[name] = value()
        }
    }

    public func note(_ name: String, _ value: Int) { content.withLock { $0?.attributes[name] = value } }

    public func setStatus(_ status: SpanStatus) {
        content.withLock { content in
            guard case .error = status.code else { return }
            let known = content?.failure
            content?.failure = status.message ?? known ?? ""
        }
    }

    /// The kind of the error only: what it says may be about a person, or a secret.
    public func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {
        let kind = String(describing: type(of: error))
        content.withLock { content in
            guard content != nil else { return }
            content?.attributes["error.type"] = kind
            let known = content?.failure
            content?.failure = known ?? ""
        }
    }

    // Usher's spans have neither.
    public func addEvent(_ event: SpanEvent) {}
    public func addLink(_ link: SpanLink) {}

    /// Hands the span over, once.
    public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        let ended = content.withLock { content in
            defer { content = nil }
            return content
        }
        guard var ended else { return }
        ended.end = max(ended.start, instant().nanosecondsSinceEpoch)
        queue.add(ended)
    }
}
