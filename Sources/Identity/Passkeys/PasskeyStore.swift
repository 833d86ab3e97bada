// What passkeys ask of storage.

import Keys

/// Whether a passkey could be added.
public enum PasskeyAddition: Sendable, Equatable {
    case added
    /// Somebody has a passkey of this name (WebAuthn level 3 §7.1 step 26).
    case taken
    /// The person has as many as anybody may have.
    case full
    /// The account is gone or disabled.
    case nobody
}

/// Passkeys, kept durably: a verb returns after its commit, and what it promises holds however many callers there are.
public protocol PasskeyStore: Sendable {
    /// Adds a passkey, unless its name is taken or its person has `limit` of them.
    func add(_ passkey: Passkey, atMost limit: Int) async throws -> PasskeyAddition
    func passkey(_ id: CredentialID) async throws -> Passkey?
    /// A person's passkeys, the first made first.
    func passkeys(of user: UserID) async throws -> [Passkey]
    /// Writes that a passkey has signed, if its count has gone up, or was 0 and is 0.
    ///
    /// - Returns: `false`, with nothing changed, otherwise. Of several with one count, one is told `true`.
    func use(_ id: CredentialID, counter: UInt32, isBackedUp: Bool, at now: Timestamp) async throws -> Bool
    /// Notes that there may be a copy of it.
    func suspect(_ id: CredentialID, at now: Timestamp) async throws
    /// - Returns: whether the person has such a passkey.
    func rename(_ id: CredentialID, of user: UserID, to name: String) async throws -> Bool
    /// How many ways in of the kinds that count a person has.
    func waysIn(of user: UserID, counting ways: WaysIn) async throws -> Int
    /// Removes a passkey, unless nothing that counts would be left; without `ways` the last one goes too.
    func remove(_ id: CredentialID, of user: UserID, ifLeft ways: WaysIn?) async throws -> WayInRemoval
    /// Remembers a mark until then.
    ///
    /// - Returns: whether it was new. Of several with the same mark, one is told `true`.
    func firstSeen(_ mark: Digest, until expiry: Timestamp) async throws -> Bool
}
