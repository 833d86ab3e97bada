// One call while it is under way: waiting for the upstream's answer, then streaming it down.
// It can be ended from outside at any moment: by silence of the upstream, by a client that leaves, by a token that dies.

import NIOCore
import Synchronization

/// A call that has been sent up and is not finished.
final class Exchange: Sendable {
    /// Why a call was ended before its time.
    enum Ending: Sendable, Equatable {
        case upstreamSilent
        case clientGone
        case tokenDead
    }

    private enum Phase {
        case waiting(RunningTask)
        case streaming(RunningTask)
        case idle
    }

    /// The task that waits or streams. `cancel` is the one thing that another thread may do to it, and the lock of `phase`
    /// keeps it from being done after the task has left that phase.
    private struct RunningTask: @unchecked Sendable {
        let task: UnsafeCurrentTask?
    }

    let caller: Caller?
    let channel: (any Channel)?
    let begun: NIODeadline
    let timeout: TimeAmount
    private let phase = Mutex(Phase.idle)
    private let ending = Mutex<Ending?>(nil)
    private let latest: Atomic<UInt64>
    private let isWatched = Atomic(false)

    init(caller: Caller?, channel: (any Channel)?, timeout: TimeAmount) {
        self.caller = caller
        self.channel = channel
        self.timeout = timeout
        begun = .now()
        latest = Atomic(begun.uptimeNanoseconds)
    }

    /// Something moved: the upstream's silence is counted from here.
    func moved() {
        latest.store(NIODeadline.now().uptimeNanoseconds, ordering: .relaxed)
    }

    var endedBy: Ending? { ending.withLock { $0 } }

    /// Ended, and nothing runs any more: nobody will take it off the list of open calls.
    var isAbandoned: Bool {
        let isIdle = phase.withLock { phase in
            if case .idle = phase { true } else { false }
        }
        return isIdle && endedBy != nil
    }

    /// Runs `operation` in a child task, which an ending cancels without harming the connection, which still has to be
    /// answered. A child, unlike a task of its own, stays on the connection's event loop.
    func wait<Value: Sendable>(for operation: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask { try await self.run(Phase.waiting, operation) }
            guard let value = try await group.next() else { throw CancellationError() }
            return value
        }
    }

    /// Runs `operation` in this task, which an ending cancels: nothing but cutting the connection is left then.
    func stream(_ operation: () async throws -> Void) async throws {
        try await run(Phase.streaming, operation)
    }

    private func run<Value>(
        _ phase: (RunningTask) -> Phase, _ operation: () async throws -> Value
    ) async throws -> Value {
        try await withUnsafeCurrentTask { task in
            self.phase.withLock { $0 = phase(RunningTask(task: task)) }
            defer { self.phase.withLock { $0 = .idle } }
            if endedBy != nil { throw CancellationError() }
            return try await operation()
        }
    }

    /// Ends the call, once; later endings are too late. A dead token does not end the wait for an answer:
    /// it is looked at again before the answer goes down.
    func end(_ reason: Ending) {
        let isFirst = ending.withLock { ending in
            guard ending == nil else { return false }
            ending = reason
            return true
        }
        guard isFirst else { return }
        phase.withLock { phase in
            switch phase {
            case .waiting(let running), .streaming(let running): running.task?.cancel()
            case .idle: break
            }
        }
    }

    /// Looks after a call that has been open for a while. Called several times a second.
    func inspect(at time: NIODeadline, isLive: (Caller) -> Bool) {
        let isStreaming = phase.withLock { phase in
            if case .streaming = phase { true } else { false }
        }
        if isStreaming {
            if let caller, !isLive(caller) { end(.tokenDead) }
        } else if time > NIODeadline.uptimeNanoseconds(latest.load(ordering: .relaxed)) + timeout {
            end(.upstreamSilent)
        }
        if let channel, !isWatched.exchange(true, ordering: .relaxed) {
            ClientWatch.notify(of: channel) { [weak self] in self?.end(.clientGone) }
        }
    }
}
