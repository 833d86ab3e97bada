// What the server does when it is told something from outside: stop, stop at once, look at the certificate again.
// A stop finishes what was accepted, but not for ever: a stream that never ends must not keep the server up.

import Foundation
import Logging
import UnixSignals
import Web

/// Listens to signals for as long as the server runs.
struct Signals: Sendable {
    let draining: Draining
    /// How long new connections are still taken.
    let drain: Duration
    let logger: Logger
    /// Closes the listener, and every connection after its answer.
    let stop: @Sendable () async -> Void
    let reload: @Sendable () -> Void

    /// From the first signal to the end, at most.
    private static let patience: Duration = .seconds(30)

    func watch() async {
        for await signal in await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup) {
            if signal == .sighup {
                reload()
            } else if draining.hasBegun {
                // Every answer that was given is durable: nothing is lost by ending here.
                logger.notice("asked a second time; ending at once")
                _exit(128 + signal.rawValue)
            } else {
                draining.begin()
                logger.notice("asked to stop; finishing what was accepted", metadata: ["signal": "\(signal)"])
                Task { await end() }
            }
        }
    }

    private func end() async {
        let last = ContinuousClock.now + Self.patience
        try? await Task.sleep(for: drain)
        await stop()
        try? await Task.sleep(until: last, clock: .continuous)
        logger.notice("some connections did not end by themselves; they are cut")
        _exit(0)
    }
}
