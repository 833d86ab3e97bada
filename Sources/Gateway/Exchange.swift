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
        case waiting(cancel: @Sendable () -> Void)
        case streaming(RunningTask)
        case idle
    }

    /// The task that streams. `cancel` is the one thing that another thread may do to it, and the lock of `phase`
    /// keeps it from being done after the task has left the streaming phase.
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

    /// Runs `operation` in a task that can be cancelled without harming the connection, which still has to be answered.
    func wait<Value: Sendable>(for operation: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let task = Task { try await operation() }
        phase.withLock { $0 = .waiting(cancel: { task.cancel() }) }
        defer { phase.withLock { $0 = .idle } }
        if endedBy != nil { task.cancel() }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// Runs `operation` in this task, which an ending cancels: nothing but cutting the connection is left then.
    func stream(_ operation: () async throws -> Void) async throws {
        try await withUnsafeCurrentTask { task in
            let running = RunningTask(task: task)
            phase.withLock { $0 = .streaming(running) }
            defer { phase.withLock { $0 = .idle } }
            if endedBy != nil { throw CancellationError() }
            try await operation()
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
            case .waiting(let cancel): cancel()
            case .streaming(let running): running.task?.cancel()
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
