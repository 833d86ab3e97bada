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
    private var keysAreOld = false
    /// Readings of the keys, numbered as they begin, and the one whose keys are in use.
    private var keyReadings = (begun: 0, used: 0)
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
        // In this order: what happens in between is heard twice and not missed.
        sequence = try await store.latestChange()
        // Tokens may live longer than new ones do, by what was configured before.
        let memory = Lifetimes.longestAccessToken + .clockDifference
        for change in try await store.endings(since: now() - memory) {
            tokens.liveness.note(change, keptUntil: change.at + memory)
        }
        // They may have been replaced since they were read.
        try await readKeys()
    }

    /// Has `listener` called with every change from now on.
    public func listen(_ listener: @escaping @Sendable (Change) -> Void) { listeners.append(listener) }

    /// Reads and applies the changes that have not been seen.
    public func catchUp() async throws {
        var batch: [Change]
        repeat {
            batch = try await store.changes(after: sequence, limit: 500)
            for change in batch where change.sequence > sequence { apply(change) }
        } while batch.count == 500
        // After everything else, so that no revocation waits for it; should it fail, it is done the next time.
        if keysAreOld { try await readKeys() }
    }

    /// Forgets endings that no token can still concern, and keys whose last token has expired.
    public func tidy() async throws {
        let now = now()
        tokens.liveness.forget(at: now)
        if let retiresNext = keys.current.retiresNext, retiresNext <= now { try await readKeys() }
    }

    private func readKeys() async throws {
        keysAreOld = false
        keyReadings.begun += 1
        let reading = keyReadings.begun
        do {
            let ring = try await cabinet.ring(at: now())
            // Whoever began to read later may have come first, and has newer ones.
            guard reading > keyReadings.used else { return }
            keyReadings.used = reading
            keys.replace(with: ring)
            tokens.keysChanged()
        } catch {
            keysAreOld = true
            throw error
        }
    }

    private func apply(_ change: Change) {
        sequence = change.sequence
        // By the later of both clocks, that of who ended it and this one.
        let heardAt = max(change.at, now())
        tokens.liveness.note(change, keptUntil: heardAt + settings.lifetimes.accessToken + .clockDifference)
        switch change.kind {
        case .clientEnded, .clientChanged: clients.forget(ClientID(change.subject))
        case .keys: keysAreOld = true
        case .grant, .token, .userEnded, .userChanged, .unknown: break
        }
        for listener in listeners { listener(change) }
    }
}
