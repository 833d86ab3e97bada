// What is remembered about failed sign-ins. Kept in storage, so that a restart forgives nothing.

import Keys

/// What failures are counted for: an account's address, or a network address and a window.
public struct FailureKey: Hashable, Sendable {
    public let value: String
    public init(stored value: String) { self.value = value }
}

/// How often something failed lately.
public struct Failures: Sendable, Equatable {
    public let key: FailureKey
    public let count: Int
    public let lastAt: Timestamp
    /// From then on the count is as if it were not there.
    public let forgottenAt: Timestamp

    public init(key: FailureKey, count: Int, lastAt: Timestamp, forgottenAt: Timestamp) {
        self.key = key
        self.count = count
        self.lastAt = lastAt
        self.forgottenAt = forgottenAt
    }
}

/// One more failure, to be counted.
public struct Failure: Sendable, Equatable {
    public let key: FailureKey
    public let at: Timestamp
    /// When a count that begins now is forgotten.
    public let forgottenAt: Timestamp
    /// Whether a count that is already there is kept until `forgottenAt` too, or only until its own end.
    public let prolongs: Bool

    public init(key: FailureKey, at: Timestamp, forgottenAt: Timestamp, prolongs: Bool) {
        self.key = key
        self.at = at
        self.forgottenAt = forgottenAt
        self.prolongs = prolongs
    }
}
