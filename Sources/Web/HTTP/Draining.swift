// Whether the server has been asked to stop. From that moment `/ready` says so, and each answer is the last of its connection.

import Synchronization

/// Whether the server is on its way out.
public final class Draining: Sendable {
    private let value = Atomic(false)

    public init() {}

    public var hasBegun: Bool { value.load(ordering: .relaxed) }

    public func begin() { value.store(true, ordering: .relaxed) }
}
