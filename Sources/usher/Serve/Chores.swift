// What a server does beside answering: hear of changes made elsewhere, write down uses, sweep what has expired.

import Keys
import Logging
import Mail
import OAuth
import SQLStore
import ServiceLifecycle
import Synchronization

struct Chores: Service {
    let server: AuthorizationServer
    let database: any SQLDatabase
    let store: SQLBackedStore
    let uses: Uses
    let trace: TraceKeeper?
    let mailing: Mailing?
    let logger: Logger

    /// Rows deleted per step, so that sweeping never keeps writers waiting for long.
    private static let sweepStep = 500

    func run() async throws {
        let watch = MoveWatch(store: store, logger: logger)
        await withTaskGroup(of: Void.self) { group in
            // Twice a second: what another server or a command changes is felt within a second.
            group.addTask {
                await every(.milliseconds(500), "hearing of changes") {
                    try await server.changes.catchUp()
                    try await watch.look()
                }
            }
            // And at once, where the database can tell.
            group.addTask { await hearAnnouncements() }
            if let trace {
                group.addTask { await every(.milliseconds(500), "writing down connection attempts") { try await trace.write() } }
            }
            if let mailing {
                // What this server has queued is looked for at the same pace as what others and commands have.
                group.addTask { await every(.seconds(1), "sending mail") { try await mailing.office.sendAll() } }
            }
            group.addTask { await every(.seconds(20), "writing down uses") { try await writeUses() } }
            group.addTask { await every(.seconds(30), "sweeping") { try await sweep() } }
        }
        // What was noted since then would be lost otherwise.
        try? await writeUses()
        try? await trace?.write()
        try? await mailing?.close()
    }

    private func every(_ interval: Duration, _ chore: String, _ work: @escaping @Sendable () async throws -> Void) async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await Task.sleep(for: interval)
                    try await work()
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("\(chore) failed", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    private func hearAnnouncements() async {
        let (announcements, announcer) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        database.listen { announcer.yield() }
        await cancelWhenGracefulShutdown {
            for await _ in announcements {
                do { try await server.changes.catchUp() } catch {
                    logger.error("hearing of changes failed", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    private func writeUses() async throws {
        let gathered = uses.take()
        guard !gathered.isEmpty else { return }
        try await store.noteUse(gathered)
    }

    private func sweep() async throws {
        let now = server.now()
        while try await store.sweep(at: now, limit: Self.sweepStep) == Self.sweepStep { await Task.yield() }
        // Grants are walked round and round; a few steps each time keep up with any load this server can take.
        for _ in 0..<20 { _ = try await store.sweep(before: now, limit: Self.sweepStep) }
        let forgotten = now - server.settings.lifetimes.unusedClient
        while try await store.sweepUnusedClients(before: forgotten, limit: Self.sweepStep, at: now) == Self.sweepStep {
            await Task.yield()
        }
        while let trace, try await trace.sweep(limit: Self.sweepStep) == Self.sweepStep { await Task.yield() }
        while let mailing, try await mailing.office.sweep(limit: Self.sweepStep) == Self.sweepStep { await Task.yield() }
        try await server.changes.tidy()
        if try await server.rotateKeysIfDue() {
            logger.notice("new signing keys were published; they sign in a quarter of an hour")
        }
    }
}
