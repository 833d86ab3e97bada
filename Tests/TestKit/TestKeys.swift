// Signing keys for tests. Making an RSA key takes a while, so each process makes one of each kind and every
// world shares them.

import Keys
import OAuth

enum TestKeys {
    /// The root secret of every world.
    static let secretBytes = [UInt8](repeating: 0x42, count: 32)

    static let ring = Task { try await KeyRing(keys) }

    /// The same keys as a store holds them.
    static func stored(under secret: RootSecret) throws -> [StoredKey] {
        try keys.map { key in
            StoredKey(
                keyID: key.key.keyID, algorithm: key.key.algorithm,
                sealed: try secret.seal(key.key.pkcs8, for: .signingKeys), createdAt: key.createdAt,
                signsFrom: key.signsFrom, retiresAt: nil)
        }
    }

    private static let keys: [RingKey] = SigningAlgorithm.allCases.compactMap { algorithm in
        guard let key = try? SigningKey.generate(algorithm) else { return nil }
        let hourBefore = TestClock.noon - .seconds(3600)
        return RingKey(key: key, createdAt: hourBefore, signsFrom: hourBefore)
    }
}
