// How long an answer may be kept: Cache-Control and Age (RFC 9111 §4.2, §5.2.2). `Expires` is not read: it needs
// the other side's clock, and who cares about caching sends Cache-Control as well.

import NIOHTTP1

enum Freshness {
    /// `nil` if the server did not say; zero if it said not to.
    static func maxAge(_ headers: HTTPHeaders) -> Duration? {
        let directives = headers[canonicalForm: "cache-control"].map { $0.lowercased() }
        guard !directives.contains(where: { ["no-store", "no-cache"].contains($0) }) else { return .zero }
        let seconds = directives.compactMap { directive -> Int64? in
            let parts = directive.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0] == "max-age" else { return nil }
            return Int64(parts[1].filter { $0 != "\"" })
        }
        guard let shortest = seconds.min(), shortest >= 0 else { return nil }
        let age = headers.first(name: "age").flatMap { Int64($0) } ?? 0
        // A year is for ever, and bounds the arithmetic.
        return .seconds(max(0, min(shortest, 31_536_000) - max(0, min(age, 31_536_000))))
    }
}
