// Assertions, kept for a while: a signature costs more than all else that a small call needs, and the same caller comes
// again and again. Whether a call is allowed at all is decided anew each time, before anybody asks for an assertion.

import Keys
import Synchronization

/// Signs once for each caller and audience, and again when half of an assertion's life is over.
public final class KeptAssertions: AssertionSigner {
    private struct Order: Hashable {
        let caller: Caller
        let audience: String
    }

    private struct Kept {
        let assertion: String
        let until: Timestamp
    }

    /// Bounded: when the young are many, the old are forgotten.
    private struct Generations {
        var young: [Order: Kept] = [:]
        var old: [Order: Kept] = [:]
    }

    private let signer: any AssertionSigner
    private let span: Duration
    private let now: Now
    private let generations = Mutex(Generations())
    private static let size = 2048

    /// - Parameter lifetime: how long an assertion of `signer` is good.
    public init(_ signer: any AssertionSigner, lifetime: Duration, now: @escaping Now) {
        self.signer = signer
        self.now = now
        span = lifetime / 2
    }

    public func assertion(for caller: Caller, audience: String) async throws -> String {
        let order = Order(caller: caller, audience: audience)
        let now = now()
        let kept = generations.withLock { $0.young[order] ?? $0.old[order] }
        if let kept, now < kept.until { return kept.assertion }
        let assertion = try await signer.assertion(for: caller, audience: audience)
        generations.withLock { generations in
            if generations.young.count >= Self.size {
                generations.old = generations.young
                generations.young = [:]
            }
            generations.young[order] = Kept(assertion: assertion, until: now + span)
        }
        return assertion
    }
}
