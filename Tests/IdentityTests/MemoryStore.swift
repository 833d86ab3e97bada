// Storage for Identity's own tests, which cannot reach the real one without turning an arrow round.
// Every verb is one critical section, which is what the real store's transactions promise.

import Identity
import Keys
import Synchronization

final class MemoryStore: IdentityStore {
    struct State {
        var accounts: [UserID: Account] = [:]
        var sessions: [SessionID: Session] = [:]
        var failures: [FailureKey: Failures] = [:]
        var authenticators: [UserID: Authenticator] = [:]
        var recoveryCodes: [UserID: Set<Digest>] = [:]
        var lookUps = 0
        var renewals = 0
        /// What happens just before the next `add` or `begin`: somebody else was quicker.
        var interruption: (@Sendable (inout State) -> Void)?

        mutating func interrupt() {
            guard let happens = interruption else { return }
            interruption = nil
            happens(&self)
        }
        mutating func endSession(_ secret: Digest?) {
            sessions = sessions.filter { $0.value.secret != secret }
        }
        mutating func endSessions(of user: UserID) {
            sessions = sessions.filter { $0.value.user != user }
        }
    }

    private let state = Mutex(State())

    func read<Value: Sendable>(_ body: @Sendable (State) -> Value) -> Value { state.withLock { body($0) } }
    func change(_ body: @Sendable (inout State) -> Void) { state.withLock { body(&$0) } }

    func account(_ id: UserID) async throws -> Account? { read { $0.accounts[id] } }

    func account(email: EmailKey) async throws -> Account? {
        read { $0.accounts.values.first { $0.email.key == email } }
    }

    func accounts(after key: EmailKey?, limit: Int) async throws -> [Account] {
        read { state in
            let later = state.accounts.values.filter { account in
                key.map { $0.value.utf8.lexicographicallyPrecedes(account.email.key.value.utf8) } ?? true
            }
            let sorted = later.sorted { $0.email.key.value.utf8.lexicographicallyPrecedes($1.email.key.value.utf8) }
            return Array(sorted.prefix(limit))
        }
    }

    func add(_ account: Account, beginning session: Session?, ending: Digest?) async throws -> Addition {
        state.withLock { state in
            state.interrupt()
            guard !state.accounts.values.contains(where: { $0.email.key == account.email.key }) else { return .taken }
            state.accounts[account.id] = account
            if let session {
                state.endSession(ending)
                state.sessions[session.id] = session
            }
            return .added
        }
    }

    func setPassword(of user: UserID, to hash: PasswordHash) async throws -> Bool {
        state.withLock { state in
            guard state.accounts[user] != nil else { return false }
            state.accounts[user]?.passwordHash = hash
            state.endSessions(of: user)
            return true
        }
    }

    func changePassword(
        of user: UserID, from old: PasswordHash, to new: PasswordHash, beginning session: Session
    ) async throws -> Bool {
        state.withLock { state in
            guard let account = state.accounts[user], !account.isDisabled, account.passwordHash == old
            else { return false }
            state.accounts[user]?.passwordHash = new
            state.endSessions(of: user)
            state.sessions[session.id] = session
            return true
        }
    }

    func disable(_ user: UserID, at now: Timestamp) async throws -> Bool {
        state.withLock { state in
            guard let account = state.accounts[user] else { return false }
            state.accounts[user]?.disabledAt = account.disabledAt ?? now
            state.endSessions(of: user)
            return true
        }
    }

    func enable(_ user: UserID, at now: Timestamp) async throws -> Bool {
        state.withLock { state in
            state.accounts[user]?.disabledAt = nil
            return state.accounts[user] != nil
        }
    }

    func remove(_ user: UserID, at now: Timestamp) async throws -> Bool {
        state.withLock { state in
            state.endSessions(of: user)
            return state.accounts.removeValue(forKey: user) != nil
        }
    }

    func begin(
        _ session: Session, proof: PasswordHash?, rehash: PasswordHash?, ending: Digest?
    ) async throws -> Bool {
        state.withLock { state in
            state.interrupt()
            guard let account = state.accounts[session.user], !account.isDisabled, account.passwordHash == proof
            else { return false }
            state.accounts[session.user]?.lastSignedInAt = session.createdAt
            state.accounts[session.user]?.passwordHash = rehash ?? proof
            state.endSession(ending)
            state.sessions[session.id] = session
            return true
        }
    }

    func rehash(_ user: UserID, from old: PasswordHash, to new: PasswordHash) async throws {
        change { state in
            if state.accounts[user]?.passwordHash == old { state.accounts[user]?.passwordHash = new }
        }
    }

    func secondFactors(of user: UserID) async throws -> Set<SecondFactor> {
        read { $0.authenticators[user] == nil ? [] : [.authenticator] }
    }

    func authenticator(of user: UserID) async throws -> Authenticator? { read { $0.authenticators[user] } }

    func add(_ authenticator: Authenticator, recoveryCodes: [Digest]) async throws -> Bool {
        state.withLock { state in
            guard state.authenticators[authenticator.user] == nil else { return false }
            state.authenticators[authenticator.user] = authenticator
            state.recoveryCodes[authenticator.user] = Set(recoveryCodes)
            return true
        }
    }

    func accept(step: Int64, of user: UserID) async throws -> Bool {
        state.withLock { state in
            guard let known = state.authenticators[user], known.lastStep < step else { return false }
            state.authenticators[user] = Authenticator(
                user: user, sealedSecret: known.sealedSecret, lastStep: step, createdAt: known.createdAt)
            return true
        }
    }

    func spend(recoveryCode: Digest, of user: UserID) async throws -> Bool {
        state.withLock { $0.recoveryCodes[user]?.remove(recoveryCode) != nil }
    }

    func recoveryCodes(of user: UserID) async throws -> Int { read { $0.recoveryCodes[user]?.count ?? 0 } }

    func replaceRecoveryCodes(of user: UserID, by codes: [Digest]) async throws -> Bool {
        state.withLock { state in
            guard state.authenticators[user] != nil else { return false }
            state.recoveryCodes[user] = Set(codes)
            return true
        }
    }

    func removeAuthenticator(of user: UserID) async throws -> Bool {
        state.withLock { state in
            state.recoveryCodes[user] = nil
            return state.authenticators.removeValue(forKey: user) != nil
        }
    }

    func session(_ secret: Digest) async throws -> SignedIn? {
        state.withLock { state in
            state.lookUps += 1
            guard let session = state.sessions.values.first(where: { $0.secret == secret }),
                let account = state.accounts[session.user]
            else { return nil }
            return SignedIn(session: session, account: account)
        }
    }

    func renew(
        _ session: SessionID, usedAt now: Timestamp, expiresAt: Timestamp, unlessUsedAfter since: Timestamp
    ) async throws {
        state.withLock { state in
            guard let found = state.sessions[session], found.lastUsedAt <= since else { return }
            state.renewals += 1
            state.sessions[session]?.lastUsedAt = now
            state.sessions[session]?.expiresAt = expiresAt
        }
    }

    func sessions(of user: UserID, at now: Timestamp) async throws -> [Session] {
        read { state in
            state.sessions.values.filter { $0.user == user && !$0.isExpired(at: now) }
                .sorted { $0.lastUsedAt > $1.lastUsedAt }
        }
    }

    func end(_ secret: Digest) async throws { change { $0.endSession(secret) } }

    func end(_ session: SessionID, of user: UserID) async throws -> Bool {
        state.withLock { state in
            guard state.sessions[session]?.user == user else { return false }
            return state.sessions.removeValue(forKey: session) != nil
        }
    }

    func endSessions(of user: UserID, except kept: SessionID?) async throws -> Int {
        state.withLock { state in
            let before = state.sessions.count
            state.sessions = state.sessions.filter { $0.value.user != user || $0.key == kept }
            return before - state.sessions.count
        }
    }

    func failures(_ keys: [FailureKey]) async throws -> [Failures] {
        read { state in keys.compactMap { state.failures[$0] } }
    }

    func record(_ failures: [Failure]) async throws {
        change { state in
            for failure in failures {
                let known = state.failures[failure.key].flatMap { failure.at < $0.forgottenAt ? $0 : nil }
                let end = failure.prolongs ? failure.forgottenAt : known?.forgottenAt ?? failure.forgottenAt
                state.failures[failure.key] = Failures(
                    key: failure.key, count: (known?.count ?? 0) + 1, lastAt: failure.at, forgottenAt: end)
            }
        }
    }

    func forget(_ key: FailureKey) async throws { change { $0.failures[key] = nil } }

    func sweep(at now: Timestamp, limit: Int) async throws -> Int {
        state.withLock { state in
            let sessions = state.sessions.values.filter { $0.expiresAt <= now }.prefix(limit)
            let failures = state.failures.values.filter { $0.forgottenAt <= now }.prefix(limit - sessions.count)
            for session in sessions { state.sessions[session.id] = nil }
            for failure in failures { state.failures[failure.key] = nil }
            return sessions.count + failures.count
        }
    }
}
