// Spans of time and limits over time, as an operator writes them: `90`, `60s`, `15m`, `1h`, `30d`, and `20/1m`.

/// Reads a span of time; a bare number is seconds.
func span(_ text: String) throws(Refusal) -> Duration {
    let expected = Refusal("a span of time of at least 1s, such as 90s, 15m, 1h or 30d")
    let unit: Int64? =
        switch text.last {
        case "s": 1
        case "m": 60
        case "h": 3600
        case "d": 86400
        default: nil
        }
    let digits = unit == nil ? text[...] : text.dropLast()
    // Ten years bounds the arithmetic; nothing here lives longer.
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let count = Int64(digits), count <= 315_360_000, count * (unit ?? 1) <= 315_360_000
    else { throw expected }
    guard count > 0 else { throw expected }
    return .seconds(count * (unit ?? 1))
}

/// Reads a span of time that may be nothing at all.
func spanOrZero(_ text: String) throws(Refusal) -> Duration {
    text == "0" || text == "0s" ? .zero : try span(text)
}

/// At most so many in a span of time.
struct RateLimit: Sendable, Equatable {
    let count: Int
    let per: Duration

    init(count: Int, per: Duration) {
        self.count = count
        self.per = per
    }

    init(_ text: String) throws(Refusal) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[0]), (1...1_000_000).contains(count), let per = try? span(String(parts[1])) else {
            throw Refusal("a count and a span of time, such as 20/1m or 100/1h")
        }
        self.init(count: count, per: per)
    }
}
