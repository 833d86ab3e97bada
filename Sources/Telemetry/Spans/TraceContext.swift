// W3C Trace Context, level 1: https://www.w3.org/TR/trace-context/
// Which trace a request belongs to, in its headers: §3.2 traceparent, §3.3 tracestate.

import Tracing

/// A place in a trace.
public struct TraceContext: Sendable, Hashable {
    public let traceHigh: UInt64
    public let traceLow: UInt64
    public let span: UInt64
    /// Whether the trace is recorded: decided once, at its root.
    public let isSampled: Bool
    /// What others have to say about the trace; passed on as it is.
    public let state: String?

    init(traceHigh: UInt64, traceLow: UInt64, span: UInt64, isSampled: Bool, state: String? = nil) {
        self.traceHigh = traceHigh
        self.traceLow = traceLow
        self.span = span
        self.isSampled = isSampled
        self.state = state
    }

    /// Reads what a caller sent; `nil` if it is not right (§3.2.2), as if nothing had been sent.
    public init?(traceParent: String, state: String? = nil) {
        let parts = traceParent.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, let version = Self.number(parts[0], digits: 2), version != 0xFF, version > 0 || parts.count == 4,
            parts[1].utf8.count == 32, let high = Self.number(parts[1].prefix(16), digits: 16),
            let low = Self.number(parts[1].dropFirst(16), digits: 16), high != 0 || low != 0,
            let span = Self.number(parts[2], digits: 16), span != 0, let flags = Self.number(parts[3], digits: 2)
        else { return nil }
        let isStateHarmless = state.map { $0.utf8.count <= 512 && $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } } ?? false
        self.init(traceHigh: high, traceLow: low, span: span, isSampled: flags & 1 == 1, state: isStateHarmless ? state : nil)
    }

    /// The header for whoever is called next.
    public var traceParent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

    public var traceID: String { Self.hex(traceHigh) + Self.hex(traceLow) }
    public var spanID: String { Self.hex(span) }

    static func hex(_ number: UInt64) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: 16 - text.utf8.count) + text
    }

    /// Lower-case hexadecimal digits, and nothing else.
    private static func number(_ text: Substring, digits: Int) -> UInt64? {
        let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard text.utf8.count == digits, isPlain else { return nil }
        return UInt64(text, radix: 16)
    }
}

private enum TraceContextKey: ServiceContextKey {
    typealias Value = TraceContext
    static var nameOverride: String? { "usher-trace-context" }
}

extension ServiceContext {
    /// Where in a trace this task is.
    public internal(set) var trace: TraceContext? {
        get { self[TraceContextKey.self] }
        set { self[TraceContextKey.self] = newValue }
    }
}
