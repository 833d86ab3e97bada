// What the trace asks of memory. Reading needs nothing that one node alone knows.

import Keys

/// What is new about attempts, to be written in one transaction.
public struct Batch: Sendable {
    /// Attempts that began or changed: their heads, without steps.
    public var heads: [Attempt] = []
    /// New steps, oldest first.
    public var steps: [TracedStep] = []
    public var links: [TracedLink] = []
    /// Attempts that turned out to be the beginning of another.
    public var merges: [Merge] = []
    /// How many steps were not recorded, when that was, and since when what was under way may lack them.
    public var gaps = 0
    public var gapsAt = Timestamp(milliseconds: 0)
    public var gapsSince = Timestamp(milliseconds: 0)

    public init() {}

    public var isEmpty: Bool { heads.isEmpty && steps.isEmpty && gaps == 0 }

    public struct TracedLink: Sendable, Hashable {
        public var link: Link
        public var attempt: AttemptID

        public init(link: Link, attempt: AttemptID) {
            self.link = link
            self.attempt = attempt
        }
    }

    public struct Merge: Sendable, Equatable {
        public var from: AttemptID
        public var into: AttemptID

        public init(from: AttemptID, into: AttemptID) {
            self.from = from
            self.into = into
        }
    }
}

/// A step, the attempt that it belongs to, and its place among all steps.
public struct TracedStep: Sendable, Equatable {
    public var attempt: AttemptID
    public var step: Step
    /// Given by the store.
    public var sequence: Int64

    public init(attempt: AttemptID, step: Step, sequence: Int64 = 0) {
        self.attempt = attempt
        self.step = step
        self.sequence = sequence
    }
}

/// An attempt with the links that lead to it.
public struct LinkedAttempt: Sendable, Equatable {
    public var attempt: Attempt
    public var links: Set<Link>

    public init(_ attempt: Attempt, links: Set<Link>) {
        self.attempt = attempt
        self.links = links
    }
}

/// The memory of the trace.
public protocol TraceStore: Sendable {
    /// The attempts that one of these links leads to: strong ones whenever they were, weak ones only since then, and few.
    func attempts(linkedBy strong: [Link], orBy weak: [Link], since time: Timestamp) async throws -> [LinkedAttempt]
    func record(_ batch: Batch) async throws
    /// The newest attempts, newest first, before `time` if that is given.
    func attempts(before time: Timestamp?, limit: Int) async throws -> [Attempt]
    /// The attempt of this name, or the one that it became part of.
    func attempt(_ id: AttemptID) async throws -> Attempt?
    /// The steps after `sequence`, oldest first.
    func steps(after sequence: Int64, limit: Int) async throws -> [TracedStep]
    /// The sequence number of the newest step, or 0.
    func latestStep() async throws -> Int64
    /// Deletes up to `limit` attempts that ended before `time`, or are older than the newest `most`; returns how many.
    func sweepTraces(before time: Timestamp, most: Int, limit: Int) async throws -> Int
}
