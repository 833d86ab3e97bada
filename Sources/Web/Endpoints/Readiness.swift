// Whether the server can do its work, within a time that a load balancer waits for.

import Logging
import OAuth
import Synchronization

/// Whether the server is ready for requests.
public final class Readiness: Sendable {
    enum Answer {
        case ready, stopping, noDatabase
    }

    private let draining: Draining
    private let ask: @Sendable () async throws -> Void
    private let logger: Logger
    private let limit: Duration
    /// The question that is under way; whoever comes meanwhile waits for the same answer.
    private let current = Mutex<Task<Bool, Never>?>(nil)

    /// - Parameters:
    ///   - limit: how long an answer may take; after it the database counts as away.
    ///   - ask: throws if the database does not answer.
    public init(_ draining: Draining, logger: Logger, limit: Duration = .seconds(2), ask: @escaping @Sendable () async throws -> Void) {
        self.draining = draining
        self.logger = logger
        self.limit = limit
        self.ask = ask
    }

    public convenience init(_ draining: Draining, _ store: any Store, logger: Logger) {
        self.init(draining, logger: logger) { _ = try await store.latestChange() }
    }

    func answer() async -> Answer {
        guard !draining.hasBegun else { return .stopping }
        return await first(of: question()) ? .ready : .noDatabase
    }

    private func question() -> Task<Bool, Never> {
        current.withLock { current in
            if let current { return current }
            let task = Task {
                defer { self.current.withLock { $0 = nil } }
                do {
                    try await ask()
                    return true
                } catch {
                    logger.error("the database does not answer", metadata: ["error": "\(error)"])
                    return false
                }
            }
            current = task
            return task
        }
    }

    /// The answer, or `false` when time is up. The question itself goes on: nobody can call back what a driver waits for.
    private func first(of question: Task<Bool, Never>) async -> Bool {
        await withCheckedContinuation { continuation in
            let once = Once(continuation)
            let alarm = Task {
                try? await Task.sleep(for: limit)
                once.resume(false)
            }
            Task {
                once.resume(await question.value)
                alarm.cancel()
            }
        }
    }
}

/// A continuation that is resumed by whoever comes first.
private final class Once: Sendable {
    private let continuation: Mutex<CheckedContinuation<Bool, Never>?>

    init(_ continuation: CheckedContinuation<Bool, Never>) { self.continuation = Mutex(continuation) }

    func resume(_ value: Bool) {
        let waiting = continuation.withLock { continuation in
            defer { continuation = nil }
            return continuation
        }
        waiting?.resume(returning: value)
    }
}
