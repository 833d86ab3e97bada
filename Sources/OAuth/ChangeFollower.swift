// Hears of changes, whoever made them: this server, another one, or a command in a terminal.
// After its own changes the server catches up before it answers; of others' it hears by looking twice a second.

import Keys

/// Keeps what is in memory true.
public actor ChangeFollower {
    private let store: any Store
    private let clients: ClientCache
    private let tokens: AccessTokenCheck
    private let keys: CurrentKeys
    private let cabinet: KeyCabinet
    private let settings: Settings
    private let now: Now
    private var sequence: Int64 = 0
    private var listeners: [@Sendable (Change) -> Void] = []

    init(
        store: any Store, clients: ClientCache, tokens: AccessTokenCheck, keys: CurrentKeys, cabinet: KeyCabinet,
        settings: Settings, now: @escaping Now
    ) {
        self.store = store
        self.clients = clients
        self.tokens = tokens
        self.keys = keys
        self.cabinet = cabinet
        self.settings = settings
        self.now = now
    }

    /// Reads what has ended while tokens of that time may still be about. To be called once, before serving.
    public func start() async throws {
        sequence = try await store.latestChange()
        for change in try await store.endings(since: now() - settings.lifetimes.accessToken) {
            tokens.liveness.note(change)
        }
    }

    /// Has `listener` called with every change from now on.
    public func listen(_ listener: @escaping @Sendable (Change) -> Void) { listeners.append(listener) }

    /// Reads and applies the changes that have not been seen.
    public func catchUp() async throws {
        var batch: [Change]
        repeat {
            batch = try await store.changes(after: sequence, limit: 500)
            for change in batch where change.sequence > sequence { try await apply(change) }
        } while batch.count == 500
    }

    /// Forgets endings that no token can still concern, and keys whose last token has expired.
    public func tidy() async throws {
        let now = now()
        tokens.liveness.forget(before: now - settings.lifetimes.accessToken)
        if let retiresNext = keys.current.retiresNext, retiresNext <= now { try await readKeys() }
    }

    private func readKeys() async throws {
        keys.replace(with: try await cabinet.ring(at: now()))
        tokens.keysChanged()
    }

    private func apply(_ change: Change) async throws {
        sequence = change.sequence
        tokens.liveness.note(change)
        switch change.kind {
        case .clientEnded, .clientChanged: clients.forget(ClientID(change.subject))
        case .keys: try await readKeys()
        case .grant, .token, .userEnded, .userChanged, .unknown: break
        }
        for listener in listeners { listener(change) }
    }
}
