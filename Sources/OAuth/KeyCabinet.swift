// Signing keys at rest: encrypted under the root secret, shared by all servers on one database.
// Rotation (REQUIREMENTS O-15): the next key is published before it signs; the old one stays published until its
// last token has expired.

import Keys

/// Where signing keys are kept.
public struct KeyCabinet: Sendable {
    let store: any KeyStore
    let secret: RootSecret

    public init(store: any KeyStore, secret: RootSecret) {
        self.store = store
        self.secret = secret
    }

    /// The ring of all keys that are in use, making the first ones if there are none.
    public func open(at now: Timestamp) async throws -> KeyRing {
        let present = Set(try await store.signingKeys(at: now).map(\.algorithm))
        for algorithm in SigningAlgorithm.allCases where !present.contains(algorithm) {
            // The first of all: nobody knows another, so it signs at once, by the clock of every server.
            let first = try key(algorithm, signsFrom: now - .clockDifference, at: now)
            try await store.add(first, retiringOthersAt: nil, onlyIfNone: true)
        }
        return try await ring(at: now)
    }

    /// How long those who verify have to learn of a new key: the age of the key set in their caches, however the
    /// clocks of the servers differ.
    public static let notice: Duration = keysDocumentAge + .clockDifference
    static let keysDocumentAge: Duration = .seconds(300)

    /// Makes the next keys: published now, used after `notice`; the others retire when their last token has expired.
    ///
    /// - Parameter due: unless the current keys were made by then, nothing happens; `nil`: it happens in any case.
    /// - Returns: whether it happened.
    @discardableResult
    public func rotate(at now: Timestamp, lifetimes: Lifetimes, ifMadeBy due: Timestamp? = nil) async throws -> Bool {
        let signsFrom = now + Self.notice
        let overlap = max(lifetimes.accessToken, lifetimes.idToken) + .clockDifference
        return try await store.rotate(
            to: try keys(signsFrom: signsFrom, at: now), retiringOthersAt: signsFrom + overlap, ifMadeBy: due)
    }

    /// Makes keys that sign at once, and retires all others: for keys that were stolen.
    public func replaceAtOnce(at now: Timestamp) async throws {
        // At once by the clock of every server.
        let before = now - .clockDifference
        _ = try await store.rotate(to: try keys(signsFrom: before, at: now), retiringOthersAt: before, ifMadeBy: nil)
    }

    /// - Throws: `KeyCabinetError.wrongSecret` if the keys were stored under another root secret.
    func ring(at now: Timestamp) async throws -> KeyRing {
        try await KeyRing(
            store.signingKeys(at: now).map { stored in
                guard let pkcs8 = try? secret.open(stored.sealed, for: .signingKeys) else {
                    throw KeyCabinetError.wrongSecret
                }
                return RingKey(
                    key: try SigningKey(stored.algorithm, pkcs8: pkcs8), createdAt: stored.createdAt,
                    signsFrom: stored.signsFrom, retiresAt: stored.retiresAt)
            })
    }

    private func keys(signsFrom: Timestamp, at now: Timestamp) throws -> [StoredKey] {
        try SigningAlgorithm.allCases.map { try key($0, signsFrom: signsFrom, at: now) }
    }

    private func key(_ algorithm: SigningAlgorithm, signsFrom: Timestamp, at now: Timestamp) throws -> StoredKey {
        let key = try SigningKey.generate(algorithm)
        return StoredKey(
            keyID: key.keyID, algorithm: algorithm, sealed: try secret.seal(key.pkcs8, for: .signingKeys),
            createdAt: now, signsFrom: signsFrom, retiresAt: nil)
    }
}

/// Why keys cannot be read.
public enum KeyCabinetError: Error {
    case wrongSecret
}
