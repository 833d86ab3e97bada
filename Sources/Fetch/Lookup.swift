// One question to a resolver that cannot be interrupted, and the one who waits for the answer, who can.

import Synchronization

/// Hands an answer over once: the resolver's, or the cancellation.
final class Lookup: Sendable {
    private typealias Waiter = CheckedContinuation<[IPAddress], any Error>

    private enum State {
        case new
        case waiting(Waiter)
        case over
    }

    private let state = Mutex(State.new)

    /// Whether somebody still waits.
    var isWanted: Bool { state.withLock { if case .waiting = $0 { true } else { false } } }

    /// - Returns: `false` if it was cancelled before it began; then the waiter has its answer.
    func begin(_ waiter: CheckedContinuation<[IPAddress], any Error>) -> Bool {
        let hasBegun = state.withLock { state in
            guard case .new = state else { return false }
            state = .waiting(waiter)
            return true
        }
        if !hasBegun { waiter.resume(throwing: CancellationError()) }
        return hasBegun
    }

    func end(with result: Result<[IPAddress], any Error>) {
        let waiter: Waiter? = state.withLock { state in
            defer { state = .over }
            if case .waiting(let waiter) = state { return waiter }
            return nil
        }
        waiter?.resume(with: result)
    }
}
