// Points in time, as Usher stores and compares them.
// Milliseconds since 1970 in one integer: exact in SQL, exact in tests, and free of time zones.

/// A point in time: whole milliseconds since 1970-01-01T00:00:00Z.
public struct Timestamp: Hashable, Comparable, Sendable, Codable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    public init(seconds: Int64) { self.milliseconds = seconds * 1000 }

    /// Whole seconds since 1970, rounded down: the `NumericDate` of RFC 7519 §2.
    public var seconds: Int64 {
        milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }
    public static func + (time: Timestamp, span: Duration) -> Timestamp {
        Timestamp(milliseconds: time.milliseconds + span.inMilliseconds)
    }
    public static func - (time: Timestamp, span: Duration) -> Timestamp {
        Timestamp(milliseconds: time.milliseconds - span.inMilliseconds)
    }
    /// The span from `earlier` to `later`; negative if they are the other way round.
    public static func - (later: Timestamp, earlier: Timestamp) -> Duration {
        .milliseconds(later.milliseconds - earlier.milliseconds)
    }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero.
    public var inMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
    /// Whole seconds, rounded towards zero.
    public var inSeconds: Int64 { components.seconds }

    /// How far the clocks of two servers on one database may be apart: five minutes each way. What must be remembered
    /// for a time is remembered so much longer.
    public static let clockDifference: Duration = .seconds(600)
}

/// The clock that is handed to everything that needs the time.
public typealias Now = @Sendable () -> Timestamp
