// Passkeys with time standing still and storage in memory.

import AuthenticatorKit
import Identity
import Keys
import Synchronization

/// Each verb is one critical section, as the real store's are.
final class MemoryPasskeys: PasskeyStore {
    private struct State {
        var passkeys: [CredentialID: Passkey] = [:]
        var seen: Set<Digest> = []
    }

    private let state = Mutex(State())

    var marks: Int { state.withLock { $0.seen.count } }

    func add(_ passkey: Passkey, atMost limit: Int) async throws -> PasskeyAddition {
        state.withLock { state in
            guard state.passkeys.values.count(where: { $0.user == passkey.user }) < limit else { return .full }
            guard state.passkeys[passkey.id] == nil else { return .taken }
            state.passkeys[passkey.id] = passkey
            return .added
        }
    }

    func passkey(_ id: CredentialID) async throws -> Passkey? { state.withLock { $0.passkeys[id] } }

    func passkeys(of user: UserID) async throws -> [Passkey] {
        state.withLock { $0.passkeys.values.filter { $0.user == user }.sorted { $0.createdAt < $1.createdAt } }
    }

    func use(_ id: CredentialID, counter: UInt32, isBackedUp: Bool, at now: Timestamp) async throws -> Bool {
        state.withLock { state in
            guard let old = state.passkeys[id]?.counter, old < counter || (old, counter) == (0, 0) else { return false }
            state.passkeys[id]?.counter = counter
            state.passkeys[id]?.isBackedUp = isBackedUp
            state.passkeys[id]?.lastUsedAt = now
            return true
        }
    }

    func suspect(_ id: CredentialID, at now: Timestamp) async throws { state.withLock { $0.passkeys[id]?.suspectedAt = now } }

    func rename(_ id: CredentialID, of user: UserID, to name: String) async throws -> Bool {
        state.withLock { state in
            guard state.passkeys[id]?.user == user else { return false }
            state.passkeys[id]?.name = name
            return true
        }
    }

    func waysIn(of user: UserID, counting ways: WaysIn) async throws -> Int {
        state.withLock { $0.passkeys.values.count { $0.user == user } }
    }

    func remove(_ id: CredentialID, of user: UserID, ifLeft ways: WaysIn?) async throws -> WayInRemoval {
        state.withLock { state in
            guard state.passkeys[id]?.user == user else { return .unknown }
            if ways != nil, state.passkeys.values.count(where: { $0.user == user }) == 1 { return .last }
            state.passkeys[id] = nil
            return .removed
        }
    }

    func firstSeen(_ mark: Digest, until expiry: Timestamp) async throws -> Bool {
        state.withLock { $0.seen.insert(mark).inserted }
    }
}

struct PasskeyWorld: Sendable {
    let store = MemoryPasskeys()
    let clock = TestClock()
    let passkeys: Passkeys
    let ada = UserID("user_ada")
    let bob = UserID("user_bob")
    /// What the browser has that is used where it does not matter.
    let cookie = "cookie"

    init() throws {
        guard let party = RelyingParty(origin: "https://usher.test", name: "Usher"),
            let secret = RootSecret([UInt8](repeating: 7, count: 32))
        else { throw Unexpected() }
        let clock = clock
        passkeys = Passkeys(party, store: store, secret: secret, now: { clock.now }, randomness: SeededRandomness())
    }

    /// Somebody's new passkey.
    @discardableResult
    func register(
        _ authenticator: SoftAuthenticator, for user: UserID? = nil, name: String = "Key", transports: [String] = []
    ) async throws -> Passkeys.Registration {
        let user = user ?? ada
        let request = try await passkeys.askForRegistration(user, boundTo: cookie)
        let made = try authenticator.created(request.challenge)
        return try await passkeys.register(
            RelyingParty.Registration(clientData: made.clientData, attestation: made.attestation, transports: transports),
            name: name, for: user, ticket: request.ticket, boundTo: cookie)
    }

    /// The authenticator's answer to a challenge.
    func answer(
        _ authenticator: inout SoftAuthenticator, _ challenge: [UInt8], as user: UserID? = nil, handle: [UInt8]? = nil
    ) async throws -> RelyingParty.Assertion {
        let got = try authenticator.got(challenge)
        guard let id = CredentialID(authenticator.id) else { throw Unexpected() }
        let known = try await store.passkeys(of: user ?? ada).first?.userHandle
        return RelyingParty.Assertion(
            id: id, clientData: got.clientData, authenticatorData: got.data, signature: got.signature, userHandle: handle ?? known)
    }

    func signIn(_ authenticator: inout SoftAuthenticator, as user: UserID? = nil) async throws -> Passkeys.Proof {
        let request = passkeys.askToSignIn(boundTo: cookie)
        return try await passkeys.signIn(
            answer(&authenticator, request.challenge, as: user), ticket: request.ticket, boundTo: cookie)
    }
}

extension Passkeys.Proof {
    var passkey: Passkey? { if case .proven(let passkey, _) = self { passkey } else { nil } }
}
