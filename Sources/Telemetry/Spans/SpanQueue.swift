// Spans that have ended and wait to be sent. When the collector is away the queue stays as long as it may be; the rest is counted and lost.

import Synchronization

/// A bounded line of spans.
public final class SpanQueue: Sendable {
    private struct State {
        var spans: [RecordedSpan.Content] = []
        var dropped = 0
    }

    private let state = Mutex(State())
    private let room: Int

    public init(room: Int = 4096) { self.room = room }

    func add(_ span: RecordedSpan.Content) {
        state.withLock { state in
            guard state.spans.count < room else {
                state.dropped += 1
                return
            }
            state.spans.append(span)
        }
    }

    /// The oldest ones, no longer in the line.
    public func take(_ most: Int) -> [RecordedSpan.Content] {
        state.withLock { state in
            let taken = Array(state.spans.prefix(most))
            state.spans.removeFirst(taken.count)
            return taken
        }
    }

    /// Counts spans as lost that were taken and could not be sent.
    public func noteLost(_ count: Int) { state.withLock { $0.dropped += count } }

    /// How many were lost since the start.
    public var dropped: Int { state.withLock { $0.dropped } }
}
