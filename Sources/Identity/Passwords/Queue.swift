// Hashing is dear on purpose, so only a few may hash at once and only so many may wait:
// a flood of sign-ins must neither take the memory nor starve everybody else.

import Synchronization

/// Too many are waiting already. The web answers 503 with `Retry-After`.
public struct Busy: Error, Sendable, Equatable {
    public init() {}
}

/// A line of bounded length in front of a bounded number of places, first come, first served.
final class Queue: Sendable {
    private struct State {
        var free: Int
        var waiting: [(ticket: UInt64, continuation: CheckedContinuation<Void, any Error>)] = []
        var nextTicket: UInt64 = 0
    }

    private let state: Mutex<State>
    private let longest: Int

    init(places: Int, waiting: Int) {
        state = Mutex(State(free: places))
        longest = waiting
    }

    /// How many wait now.
    var length: Int { state.withLock { $0.waiting.count } }

    /// Runs `body` in a place of its own, as soon as one is free.
    ///
    /// - Throws: `Busy` if the line is full, `CancellationError` if the task is cancelled while it waits.
    func inTurn<Result>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
    ) async throws -> Result {
        try await enter()
        defer { leave() }
        return try await body()
    }

    private func enter() async throws {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer: Result<Void, any Error>? = state.withLock { state in
                    // A cancellation from before this moment did not find us in the line; a later one will.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.free > 0 {
                        state.free -= 1
                        return .success(())
                    }
                    guard state.waiting.count < longest else { return .failure(Busy()) }
                    state.waiting.append((ticket, continuation))
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0) }
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    private func leave() {
        let next = state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil as CheckedContinuation<Void, any Error>?
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume()
    }
}
