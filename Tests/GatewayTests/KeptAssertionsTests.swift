// Assertions are signed once for a while, and never for somebody else.

import Keys
import Synchronization
import Testing

@testable import Gateway

@Suite("Kept assertions")
struct KeptAssertionsTests {
    /// Numbers what it signs.
    private final class Numbering: AssertionSigner {
        private let count = Mutex(0)

        func assertion(for caller: Caller, audience: String) async throws -> String {
            let number = count.withLock { count in
                count += 1
                return count
            }
            return "\(caller.user?.value ?? "nobody") \(audience) \(number)"
        }
    }

    private final class Clock: Sendable {
        private let time = Mutex(Timestamp(seconds: 1000))

        var now: Timestamp { time.withLock { $0 } }
        func advance(by span: Duration) { time.withLock { $0 = $0 + span } }
    }

    @Test("an assertion is used again until half of its life is over")
    func half() async throws {
        let clock = Clock()
        let signer = KeptAssertions(Numbering(), lifetime: .seconds(60)) { clock.now }
        let first = try await signer.assertion(for: FixedGate.ann, audience: "notes")
        clock.advance(by: .milliseconds(29_999))
        #expect(try await signer.assertion(for: FixedGate.ann, audience: "notes") == first)
        clock.advance(by: .milliseconds(1))
        let second = try await signer.assertion(for: FixedGate.ann, audience: "notes")
        #expect(second != first)
        #expect(try await signer.assertion(for: FixedGate.ann, audience: "notes") == second)
    }

    @Test("another audience, person or scope has an assertion of its own")
    func own() async throws {
        let signer = KeptAssertions(Numbering(), lifetime: .seconds(60)) { Timestamp(seconds: 1000) }
        var (other, wider) = (FixedGate.ann, FixedGate.ann)
        other.user = UserID("user_bob")
        wider.scopes.append("notes:write")
        var seen: Set<String> = [try await signer.assertion(for: FixedGate.ann, audience: "notes")]
        #expect(seen.insert(try await signer.assertion(for: FixedGate.ann, audience: "bills")).inserted)
        #expect(seen.insert(try await signer.assertion(for: other, audience: "notes")).inserted)
        #expect(seen.insert(try await signer.assertion(for: wider, audience: "notes")).inserted)
    }

    @Test("of many callers the last are kept, and memory is bounded")
    func bounded() async throws {
        let signer = KeptAssertions(Numbering(), lifetime: .seconds(60)) { Timestamp(seconds: 1000) }
        func assertion(_ number: Int) async throws -> String {
            var caller = FixedGate.ann
            caller.user = UserID("user_\(number)")
            return try await signer.assertion(for: caller, audience: "notes")
        }
        let first = try await assertion(0)
        for number in 1..<6000 { _ = try await assertion(number) }
        #expect(try await assertion(0) != first)
        #expect(try await assertion(5999) == "user_5999 notes 6000")
    }
}
