// What the verifier's tests share: an Usher in memory that signs and publishes, a clock that is set by hand,
// and a gate with which a test decides when a fetch ends.

import Keys
import Synchronization
import UsherVerifier

let issuer = "https://usher.example"
let resource = "https://usher.example/notes"
let metadataURL = "https://usher.example/.well-known/oauth-authorization-server"
let openIDURL = "https://usher.example/.well-known/openid-configuration"
let jwksURL = "https://usher.example/jwks"

/// A clock that moves only when told.
final class HandClock: Sendable {
    // 2026-11-24T12:00:00Z.
    private let time = Mutex(Timestamp(seconds: 1_795_521_600))

    var now: Timestamp { time.withLock { $0 } }
    func advance(_ span: Duration) { time.withLock { $0 = $0 + span } }
}

/// A door that stays shut until somebody opens it.
actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func pass() async {
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func open() {
        isOpen = true
        for one in waiting { one.resume() }
        waiting = []
    }
}

/// Usher as a backend sees it: documents under URLs, or none.
final class Publisher: Documents {
    struct Down: Error {}

    private struct State {
        var documents: [String: [UInt8]] = [:]
        var fetched: [String] = []
        var isDown = false
        var gate: Gate?
    }

    private let state = Mutex(State())

    /// The URLs that were fetched, in order.
    var fetched: [String] { state.withLock { $0.fetched } }
    var jwksFetches: Int { fetched.count { $0 == jwksURL } }

    func set(_ document: [UInt8]?, at url: String) { state.withLock { $0.documents[url] = document } }
    func set(_ document: JSON.Members, at url: String) { set(JSON.object(document).encoded, at: url) }
    func goDown(_ isDown: Bool = true) { state.withLock { $0.isDown = isDown } }
    func hold(at gate: Gate) { state.withLock { $0.gate = gate } }

    func document(at url: String) async throws -> [UInt8] {
        let gate = state.withLock { state in
            state.fetched.append(url)
            return state.gate
        }
        await gate?.pass()
        return try state.withLock { state in
            if state.isDown { throw Down() }
            guard let document = state.documents[url] else { throw DocumentProblem.status(404, url: url) }
            return document
        }
    }
}

/// An Usher, its clock, and what it publishes.
struct Fixture {
    let clock = HandClock()
    let publisher = Publisher()
    let key: RingKey
    let ring: KeyRing

    init() async throws {
        key = try RingKey.signing(at: clock.now)
        ring = try await KeyRing([key])
        publisher.set(["issuer": .string(issuer), "jwks_uri": .string(jwksURL)], at: metadataURL)
        publisher.set(ring.jwks, at: jwksURL)
    }

    func verifier(
        _ credential: Credential = .assertion, issuer: String = issuer, audience: String? = nil, keys: KeyLocation = .discovered
    ) -> Verifier {
        return Verifier(
            credential, issuer: issuer, audience: audience ?? resource, keys: keys, documents: publisher,
            now: { [clock] in clock.now })
    }

    /// An assertion as the gateway makes it, with some claims changed; `nil` leaves one out.
    func assertion(_ changes: [String: JSON?] = [:], by ring: KeyRing? = nil, as type: TokenType = .assertion) throws -> String {
        var claims: JSON.Members = [
            "iss": .string(issuer), "sub": "user_ann", "aud": .string(resource), "client_id": "client_chat",
            "scope": "notes:read notes:write", "email": "ann@example.com", "iat": .integer(clock.now.seconds),
            "exp": .integer(clock.now.seconds + 60),
        ]
        for (name, value) in changes { claims[name] = value }
        return try (ring ?? self.ring).sign(claims, as: type, at: clock.now)
    }

    /// An access token for the resource.
    func accessToken(_ changes: [String: JSON?] = [:]) throws -> String {
        try assertion(["aud": .string(resource), "email": nil].merging(changes) { $1 }, as: .accessToken)
    }
}

extension RingKey {
    static func signing(at now: Timestamp) throws -> RingKey {
        RingKey(key: try SigningKey.generate(.es256), createdAt: now, signsFrom: now)
    }
}
