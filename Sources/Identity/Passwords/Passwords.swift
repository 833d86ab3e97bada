// The only door to password hashes: on threads of its own, never on an event loop or on Swift's cooperative pool,
// a bounded number at once (OWASP ASVS 6.2, password storage).

import Keys
import NIOPosix

/// Makes and checks password hashes.
public final class Passwords: Sendable {
    public let parameters: Argon2Parameters
    private let randomness: any Randomness
    private let dummy: PasswordHash
    private let queue: Queue
    private let threads: NIOThreadPool

    /// Allows `places` hashes at once and `waiting` more in line; who comes later gets `Busy`.
    public init(
        _ parameters: Argon2Parameters = .recommended, places: Int = 2, waiting: Int = 64, randomness: any Randomness
    ) {
        Argon2.returnsMemory
        self.parameters = parameters
        self.randomness = randomness
        dummy = Argon2.dummy(parameters, randomness)
        queue = Queue(places: places, waiting: waiting)
        threads = NIOThreadPool(numberOfThreads: places)
        threads.start()
    }

    deinit { threads.shutdownGracefully { _ in } }

    /// How many wait for a place now.
    public var waiting: Int { queue.length }

    /// Runs `body` as soon as there is a place for it, with the right to hash.
    ///
    /// What must not be raced against, such as looking at a limit and counting a failure, belongs inside.
    public func inTurn<Result>(
        isolation: isolated (any Actor)? = #isolation, _ body: (Turn) async throws -> Result
    ) async throws -> Result {
        try await queue.inTurn { try await body(Turn(passwords: self)) }
    }

    /// The hash of `password` with a salt of its own.
    public func hash(_ password: Password) async throws -> PasswordHash {
        try await inTurn { try await $0.hash(password) }
    }

    /// Whether `hash` was made with less than the parameters of today.
    public func needsRehash(_ hash: PasswordHash) -> Bool {
        guard let old = Argon2Parameters(of: hash) else { return true }
        return old.memory < parameters.memory || old.passes < parameters.passes || old.lanes < parameters.lanes
    }

    /// The right to hash, held while `inTurn` runs its body.
    public struct Turn: Sendable {
        fileprivate let passwords: Passwords

        public func hash(_ password: Password) async throws -> PasswordHash {
            let parameters = passwords.parameters
            let salt = passwords.randomness.bytes(Argon2.saltLength)
            return try await onThread { try Argon2.hash(password.bytes, salt: salt, parameters) }
        }

        /// Whether `password` is the one behind `hash`.
        ///
        /// Without a password or a hash the answer is no, after the same work: it must not be seen from the time
        /// whether an account exists.
        public func verify(_ password: Password?, against hash: PasswordHash?) async throws -> Bool {
            guard let password, let hash else {
                let dummy = passwords.dummy
                _ = try await onThread { try Argon2.verify([], against: dummy) }
                return false
            }
            return try await onThread { try Self.isMade(hash, of: password.bytes) }
        }

        private static func isMade(_ hash: PasswordHash, of password: [UInt8]) throws -> Bool {
            if hash.text.hasPrefix("$argon2id$") { return try Argon2.verify(password, against: hash) }
            return try ForeignHash(hash.text).verify(password)
        }

        private func onThread<Result: Sendable>(
            _ work: @escaping @Sendable () throws -> Result
        ) async throws -> Result {
            // Not `runIfActive`: work that has begun is finished and counted, cancelled or not.
            try await withCheckedThrowingContinuation { continuation in
                passwords.threads.submit { state in
                    switch state {
                    case .active: continuation.resume(with: Swift.Result(catching: work))
                    case .cancelled: continuation.resume(throwing: CancellationError())
                    }
                }
            }
        }
    }
}
