// Where requests leave what happened, on their way: a short list in memory, emptied twice a second by a chore.
// A request never waits for it and never works for it: what is left is a closure, run later. When the list is full,
// what comes is counted and forgotten; failures have room that successes cannot take.

import Keys
import Synchronization

/// Takes note of what happens.
public final class Recorder: Sendable {
    /// Makes the events, later, off the path of the request.
    public typealias Note = @Sendable () -> [Event]

    /// What has gathered.
    public struct Gathered: Sendable {
        public var notes: [Note] = []
        /// How many more there were.
        public var dropped = 0
    }

    private let gathered = Mutex(Gathered())
    private let droppedEver = Atomic(0)
    private let connected: Remembered<GrantID>
    private let recent = Mutex(Recent())
    private let room: Int
    private let successRoom: Int

    /// How long the same discovery call of the same caller is one.
    private static let pause: Duration = .seconds(20)

    /// - Parameter room: how many notes wait at most.
    public init(room: Int = 256) {
        self.room = room
        successRoom = max(1, room * 3 / 8)
        connected = Remembered(size: 8192)
    }

    /// Leaves a note; never waits.
    public func note(isFailure: Bool = false, _ note: @escaping Note) {
        gathered.withLock { gathered in
            guard gathered.notes.count < (isFailure ? room : successRoom) else {
                gathered.dropped += 1
                droppedEver.wrappingAdd(1, ordering: .relaxed)
                return
            }
            gathered.notes.append(note)
        }
    }

    /// How many notes were forgotten since the start.
    public var dropped: Int { droppedEver.load(ordering: .relaxed) }

    /// What has gathered since the last time.
    public func take() -> Gathered {
        gathered.withLock { gathered in
            defer { gathered = Gathered() }
            return gathered
        }
    }

    /// Whether a grant has not been seen at work before; from then on its calls cost nothing but this look.
    public func isFirstUse(of grant: GrantID) -> Bool { connected.insert(grant) }

    /// Whether the same caller has not asked for the same thing just now.
    ///
    /// - Parameter key: a hash of who asked for what.
    public func isFresh(_ key: Int, at now: Timestamp) -> Bool {
        recent.withLock { recent in
            if now - recent.since > Self.pause || recent.keys.count > 4096 { recent = Recent(since: now) }
            return recent.keys.insert(key).inserted
        }
    }

    private struct Recent {
        var since = Timestamp(milliseconds: 0)
        var keys: Set<Int> = []
    }
}

/// Names that were seen. Bounded: when full, the older half is forgotten.
final class Remembered<Name: Hashable & Sendable>: Sendable {
    private struct Generations {
        var young: Set<Name> = []
        var old: Set<Name> = []
    }

    private let generations = Mutex(Generations())
    private let size: Int

    init(size: Int) { self.size = size }

    /// - Returns: whether it was not there.
    func insert(_ name: Name) -> Bool {
        generations.withLock { generations in
            if generations.young.contains(name) { return false }
            if generations.young.count >= size {
                generations.old = generations.young
                generations.young = []
            }
            generations.young.insert(name)
            return !generations.old.contains(name)
        }
    }
}
