// Hears what other servers announce (PostgreSQL documentation, LISTEN and NOTIFY), on a connection of its own. Nobody
// relies on it: who listens also looks by himself, now and then.

import CPostgres
import Foundation
import Synchronization

/// A thread that waits for announcements.
final class Listener: Sendable {
    static let channel = "usher_changes"

    private let address: ServerAddress
    private let isPossible: Bool
    private let isStopped = Mutex(false)

    /// - Parameter isPossible: whether this server can announce anything.
    init(_ address: ServerAddress, isPossible: Bool) {
        self.address = address
        self.isPossible = isPossible
    }

    func start(_ handler: @escaping @Sendable () -> Void) {
        guard isPossible else { return }
        let thread = Thread { [self] in
            while !hasStopped {
                listen(handler)
                if !hasStopped { usleep(500_000) }
            }
        }
        thread.name = "usher-listener"
        thread.stackSize = 512 * 1024
        thread.start()
    }

    func stop() { isStopped.withLock { $0 = true } }

    private var hasStopped: Bool { isStopped.withLock { $0 } }

    /// Until the connection ends.
    private func listen(_ handler: () -> Void) {
        guard let handle = address.connect(seconds: 2) else { return }
        defer { PQfinish(handle) }
        guard PQstatus(handle) == CONNECTION_OK else { return }
        let begun = PQexec(handle, "LISTEN \(Self.channel)")
        defer { PQclear(begun) }
        guard PQresultStatus(begun) == PGRES_COMMAND_OK else { return }
        // Something may have happened before.
        handler()
        var watched = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        while !hasStopped {
            let ready = poll(&watched, 1, 500)
            if ready < 0, errno != EINTR { return }
            guard ready > 0 else { continue }
            guard PQconsumeInput(handle) == 1, PQstatus(handle) == CONNECTION_OK else { return }
            var wasCalled = false
            while let notice = PQnotifies(handle) {
                PQfreemem(notice)
                wasCalled = true
            }
            if wasCalled { handler() }
        }
    }
}
