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
            try await add(algorithm, signsFrom: now, at: now, retiringOthersAt: nil, onlyIfNone: true)
        }
        return try await ring(at: now)
    }

    /// Adds a key of each algorithm that signs after `notice`, and retires the others `overlap` after that.
    ///
    /// - Parameters:
    ///   - notice: how long those who verify have to learn of the new key.
    ///   - overlap: at least as long as the longest token lives.
    public func rotate(at now: Timestamp, notice: Duration, overlap: Duration) async throws {
        for algorithm in SigningAlgorithm.allCases {
            let signsFrom = now + notice
            try await add(
                algorithm, signsFrom: signsFrom, at: now, retiringOthersAt: signsFrom + overlap, onlyIfNone: false)
        }
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

    private func add(
        _ algorithm: SigningAlgorithm, signsFrom: Timestamp, at now: Timestamp, retiringOthersAt: Timestamp?,
        onlyIfNone: Bool
    ) async throws {
        let key = try SigningKey.generate(algorithm)
        let stored = StoredKey(
            keyID: key.keyID, algorithm: algorithm, sealed: try secret.seal(key.pkcs8, for: .signingKeys),
            createdAt: now, signsFrom: signsFrom, retiresAt: nil)
        try await store.add(stored, retiringOthersAt: retiringOthersAt, onlyIfNone: onlyIfNone)
    }
}

/// Why keys cannot be read.
public enum KeyCabinetError: Error {
    case wrongSecret
}
