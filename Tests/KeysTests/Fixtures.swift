// What the tests of Keys share: still time, seeded bytes, and a forge that makes JWTs no honest server would.

@testable import Keys

/// Repeatable bytes: SplitMix64, whose starting value is the only input. Never for anything but tests.
final class SeededRandomness: Randomness, @unchecked Sendable {
    // Used by one test on one task only.
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in
            state &+= 0x9e37_79b9_7f4a_7c15
            var value = state
            value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
            return UInt8(truncatingIfNeeded: value ^ value >> 31)
        }
    }
}

/// When the tests take place: 2026-11-24T12:00:00Z.
let noon = Timestamp(seconds: 1_795_521_600)

let issuer = "https://usher.example"
let audience = "https://usher.example/notes"

/// Good claims of an access token, with some of them changed; `nil` leaves one out.
func claims(_ changes: [String: JSON?] = [:]) -> JSON.Members {
    var members: JSON.Members = [
        "iss": .string(issuer), "sub": "user_1", "aud": .string(audience), "client_id": "client_1",
        "scope": "notes:read notes:write", "iat": .integer(noon.seconds), "exp": .integer(noon.seconds + 300),
    ]
    for (name, value) in changes { members[name] = value }
    return members
}

extension RingKey {
    /// A key that signs since an hour.
    init(_ key: SigningKey) {
        self.init(key: key, createdAt: noon - .seconds(7200), signsFrom: noon - .seconds(3600))
    }
}

/// Makes JWTs whose header and signature are as told.
struct Forge {
    let key: SigningKey

    /// The header that `key` would honestly write.
    var header: JSON.Members {
        ["alg": .string(key.algorithm.rawValue), "kid": .string(key.keyID), "typ": "at+jwt"]
    }

    /// A JWT with a true signature under whatever header is given.
    func token(_ header: JSON.Members, _ claims: JSON.Members = claims()) throws -> String {
        try token(headerBytes: JSON.object(header).encoded, claims)
    }

    func token(headerBytes: [UInt8], _ claims: JSON.Members = claims()) throws -> String {
        let message = unsigned(headerBytes, claims)
        return "\(message).\(Base64URL.encode(try key.signature(of: Array(message.utf8))))"
    }

    /// A JWT signed with HMAC-SHA256, as if the public key were the shared secret.
    func token(_ header: JSON.Members, hmacKey: [UInt8]) -> String {
        let message = unsigned(JSON.object(header).encoded, claims())
        return "\(message).\(Base64URL.encode(hmac(Array(message.utf8), key: hmacKey)))"
    }

    func unsigned(_ headerBytes: [UInt8], _ claims: JSON.Members = claims()) -> String {
        "\(Base64URL.encode(headerBytes)).\(Base64URL.encode(JSON.object(claims).encoded))"
    }

    // RFC 2104 §2.
    private func hmac(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        var block = key.count > 64 ? Digest(of: key).bytes : key
        block += [UInt8](repeating: 0, count: 64 - block.count)
        let inner = Digest(of: block.map { $0 ^ 0x36 } + message)
        return Digest(of: block.map { $0 ^ 0x5c } + inner.bytes).bytes
    }
}
