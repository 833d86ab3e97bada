import Identity
import Keys
import Synchronization
import Testing

@Suite("The line for hashing")
struct QueueTests {
    /// Something to wait for, opened once.
    private struct Gate: Sendable {
        private let stream: AsyncStream<Never>
        private let continuation: AsyncStream<Never>.Continuation
        init() { (stream, continuation) = AsyncStream.makeStream() }
        func open() { continuation.finish() }
        func pass() async { for await _ in stream {} }
    }

    private struct Crowd {
        var now = 0
        var most = 0
    }

    @Test("of 200 hashes at once, 2 run, 64 wait, and the rest are turned away", .timeLimit(.minutes(5)))
    func bounded() async throws {
        let passwords = Passwords(.quick, places: 2, waiting: 64, randomness: SeededRandomness())
        let password = try Password("correct horse")
        let gates = [Gate(), Gate()]
        let entered = [Gate(), Gate()]
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<2 {
                group.addTask {
                    try await passwords.inTurn { turn in
                        entered[index].open()
                        await gates[index].pass()
                        _ = try await turn.hash(password)
                    }
                    return true
                }
            }
            for gate in entered { await gate.pass() }
            for _ in 2..<200 {
                group.addTask {
                    do { _ = try await passwords.hash(password) } catch is Busy { return false }
                    return true
                }
            }
            var hashed = 0
            var refused = 0
            for try await wasHashed in group {
                if wasHashed { hashed += 1 } else { refused += 1 }
                // Nobody can have been hashed before: both places were taken.
                if refused == 134, hashed == 0 { for gate in gates { gate.open() } }
            }
            #expect(hashed == 66)
            #expect(refused == 134)
        }
        #expect(passwords.waiting == 0)
    }

    @Test("never more than the allowed number are inside", .timeLimit(.minutes(5)))
    func atOnce() async throws {
        let passwords = Passwords(.quick, places: 2, waiting: 200, randomness: SeededRandomness())
        let password = try Password("correct horse")
        let inside = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    try await passwords.inTurn { turn in
                        inside.enter()
                        _ = try await turn.hash(password)
                        inside.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(inside.most <= 2)
        #expect(inside.now == 0)
    }

    @Test("who gives up while waiting leaves the place to others", .timeLimit(.minutes(5)))
    func cancellation() async throws {
        let passwords = Passwords(.quick, places: 1, waiting: 1, randomness: SeededRandomness())
        let password = try Password("correct horse")
        let gate = Gate()
        let entered = Gate()
        let holder = Task {
            try await passwords.inTurn { _ in
                entered.open()
                await gate.pass()
            }
        }
        await entered.pass()
        let waiter = Task { try await passwords.hash(password) }
        while passwords.waiting == 0 { await Task.yield() }
        await #expect(throws: Busy.self) { try await passwords.hash(password) }

        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        #expect(passwords.waiting == 0)

        let next = Task { try await passwords.hash(password) }
        while passwords.waiting == 0 { await Task.yield() }
        gate.open()
        try await holder.value
        #expect(try await next.value.text.hasPrefix("$argon2id$"))
    }

    @Test("who gave up before waiting is not let into the line", .timeLimit(.minutes(5)))
    func cancelledBefore() async throws {
        let passwords = Passwords(.quick, places: 1, waiting: 1, randomness: SeededRandomness())
        let password = try Password("correct horse")
        try await passwords.inTurn { _ in
            let late = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await passwords.hash(password)
            }
            await #expect(throws: CancellationError.self) { try await late.value }
            #expect(passwords.waiting == 0)
        }
    }

    @Test("a place comes back when its work fails", .timeLimit(.minutes(5)))
    func failure() async throws {
        let passwords = Passwords(.quick, places: 1, waiting: 0, randomness: SeededRandomness())
        for _ in 0..<3 {
            await #expect(throws: Unexpected.self) { try await passwords.inTurn { _ in throw Unexpected() } }
        }
        #expect(try await passwords.hash(Password("correct horse")).text.hasPrefix("$argon2id$"))
    }

    private final class Counter: Sendable {
        private let crowd = Mutex(Crowd())
        var now: Int { crowd.withLock(\.now) }
        var most: Int { crowd.withLock(\.most) }
        func enter() {
            crowd.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
        }
        func leave() { crowd.withLock { $0.now -= 1 } }
    }
}
