// Randomness for tests: the same bytes in every run. Never for anything else.

import Keys
import Synchronization

/// SplitMix64: bytes that look random and depend on nothing but the seed.
public final class SeededRandomness: Randomness {
    private let state: Mutex<UInt64>

    public init(_ seed: UInt64 = 0x5eed) { state = Mutex(seed) }

    public func bytes(_ count: Int) -> [UInt8] {
        state.withLock { state in
            (0..<count).map { _ in
                state &+= 0x9e37_79b9_7f4a_7c15
                var value = state
                value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
                value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
                return UInt8(truncatingIfNeeded: value ^ value >> 31)
            }
        }
    }
}
