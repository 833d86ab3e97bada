// All calls under way, and the beat that looks after them four times a second: one timer for all of them,
// because a timer for each would cost short calls, which are nearly all, more than it gives long ones.

import Keys
import NIOCore
import Synchronization

/// The calls under way at one gateway.
final class OpenExchanges: Sendable {
    private struct State {
        var open: [ObjectIdentifier: Exchange] = [:]
        var isBeating = false
    }

    private static let beat = TimeAmount.milliseconds(250)

    private let state = Mutex(State())
    private let eventLoop: any EventLoop
    private let isLive: @Sendable (Caller) -> Bool

    init(eventLoop: any EventLoop, gate: any TokenGate, now: @escaping Now) {
        self.eventLoop = eventLoop
        isLive = { caller in now() < caller.expiresAt && gate.isLive(caller) }
    }

    func add(_ exchange: Exchange) {
        let startsBeating = state.withLock { state in
            state.open[ObjectIdentifier(exchange)] = exchange
            defer { state.isBeating = true }
            return !state.isBeating
        }
        guard startsBeating else { return }
        eventLoop.scheduleRepeatedTask(initialDelay: Self.beat, delay: Self.beat) { [weak self] task in
            if self?.inspect() != true { task.cancel() }
        }
    }

    func remove(_ exchange: Exchange) {
        state.withLock { _ = $0.open.removeValue(forKey: ObjectIdentifier(exchange)) }
    }

    /// Returns whether there is anything left to look after.
    private func inspect() -> Bool {
        let open = state.withLock { state in
            if state.open.isEmpty { state.isBeating = false }
            return Array(state.open.values)
        }
        let time = NIODeadline.now()
        for exchange in open where exchange.begun + Self.beat <= time {
            if exchange.isAbandoned { remove(exchange) }
            exchange.inspect(at: time, isLive: isLive)
        }
        return !open.isEmpty
    }
}
