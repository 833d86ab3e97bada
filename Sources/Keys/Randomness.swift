// The source of unguessable bytes, handed in so that tests can repeat exactly.

#if canImport(Glibc)
    import Glibc
#endif

/// A source of random bytes.
public protocol Randomness: Sendable {
    /// `count` unpredictable bytes.
    func bytes(_ count: Int) -> [UInt8]
}

/// The operating system's generator: what every running server uses.
public struct SystemRandomness: Randomness {
    public init() {}

    public func bytes(_ count: Int) -> [UInt8] {
        #if canImport(Glibc)
            // One call for all of them; Swift's own generator calls the system for every eight bytes.
            return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                while filled < count {
                    // getentropy gives at most 256 bytes a call, and all or nothing.
                    let wanted = min(count - filled, 256)
                    let status = getentropy(buffer.baseAddress.map { $0 + filled }, wanted)
                    precondition(status == 0, "the operating system gives no random bytes")
                    filled += wanted
                }
            }
        #else
            var generator = SystemRandomNumberGenerator()
            return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        #endif
    }
}
