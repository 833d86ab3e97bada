// The people's part of Usher with time standing still, repeatable randomness and hashes that cost little.

import Identity
import Keys
import Synchronization

/// A clock that moves only when told to.
final class TestClock: Sendable {
    private let time = Mutex(Timestamp(seconds: 1_800_000_000))

    var now: Timestamp { time.withLock { $0 } }
    func advance(by span: Duration) { time.withLock { $0 = $0 + span } }
}

/// Bytes that look random and are the same in every run.
final class SeededRandomness: Randomness {
    private let state = Mutex<UInt64>(0x5eed)

    func bytes(_ count: Int) -> [UInt8] {
        state.withLock { state in
            (0..<count).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 56)
            }
        }
    }
}

extension Argon2Parameters {
    /// As little as Argon2 allows.
    static let quick = Argon2Parameters(memory: 8, passes: 1, lanes: 1)
}

struct World: Sendable {
    let store = MemoryStore()
    let clock = TestClock()
    let randomness = SeededRandomness()
    let passwords: Passwords
    let signIn: SignIn
    let signUp: SignUp
    let sessions: Sessions
    let accounts: Accounts

    /// The browser that is used where it does not matter.
    static let device = Device(address: "192.0.2.1", userAgent: "Test/1.0")

    init() {
        let clock = clock
        passwords = Passwords(.quick, randomness: randomness)
        signIn = SignIn(store: store, passwords: passwords, now: { clock.now }, randomness: randomness)
        signUp = SignUp(signIn)
        sessions = Sessions(signIn)
        accounts = Accounts(store: store, passwords: passwords, now: { clock.now }, randomness: randomness)
    }

    @discardableResult
    func person(_ email: String = "ada@example.com", _ password: String = "correct horse") async throws -> Account {
        guard case .added(let account) = try await accounts.add(email: email, name: "Ada", password: password) else {
            throw Unexpected()
        }
        return account
    }

    func attempt(
        _ email: String = "ada@example.com", _ password: String = "wrong horse", from address: String = "192.0.2.1",
        ending old: Secret? = nil, knows: ((UserID) -> Bool)? = nil
    ) async throws -> SignIn.Outcome {
        try await signIn.signIn(
            email: email, password: password, device: Device(address: address, userAgent: "Test/1.0"),
            ending: old?.text, knows: knows)
    }

    /// Signs in with what must be right.
    func begin(
        _ email: String = "ada@example.com", _ password: String = "correct horse", ending old: Secret? = nil
    ) async throws -> (session: Session, secret: Secret) {
        guard case .signedIn(let session, let secret) = try await attempt(email, password, ending: old) else {
            throw Unexpected()
        }
        return (session, secret)
    }
}

/// The preparation of a test went another way than it should.
struct Unexpected: Error {}
