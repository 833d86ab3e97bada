// Which request headers go up: an allow-list (RFC 9110 §7.6.1 for what must not; RFC 9700 §4.13 for why).
// Everything that could be taken for the gateway's own word, for another identity, for another method or path,
// or for the framing of the message stays here.

import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1

/// The rule that decides header by header, made once for each route.
struct RequestHeaders: Sendable {
    private let further: Set<String>
    /// An MCP server hears nothing of the caller's origin: see `OpenDoor`.
    private let hidesOrigin: Bool

    private static let names: Set<String> = [
        "range", "user-agent", "origin", "cache-control", "pragma", "date", "from", "prefer", "priority",
        "idempotency-key", "last-event-id", "traceparent", "tracestate", "baggage", "digest", "want-content-digest",
        "want-repr-digest", "repr-digest", "depth", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest",
    ]
    private static let families = ["accept", "content-", "if-", "x-", "mcp-", "openai-", "access-control-request-"]
    /// Exceptions to `families`. `X-` headers by which proxies speak of identity, method, path or address are never a caller's to set.
    private static let withheld = [
        "content-length", "x-usher-", "x-forwarded", "x-real-", "x-original", "x-rewrite", "x-http-method", "x-method-override",
        "x-host", "x-client-", "x-cluster-", "x-remote-", "x-auth", "x-user", "x-email", "x-webauth-", "x-ssl-", "x-ms-client-principal",
        "x-goog-", "x-amzn-oidc-", "x-jwt-", "x-envoy-", "x-middleware-", "x-accel-", "x-sendfile", "x-proxy-", "x-true-client",
    ]
    /// What not even a route's `forwardHeaders` can send up.
    private static let forbidden: Set<String> = [
        "authorization", "cookie", "host", "connection", "keep-alive", "te", "trailer", "transfer-encoding",
        "upgrade", "expect", "content-length", "forwarded", "via", "http2-settings",
    ]

    init(further: [String] = [], hidesOrigin: Bool = false) {
        self.hidesOrigin = hidesOrigin
        self.further = Set(further.map { $0.lowercased() }).filter {
            !Self.forbidden.contains($0) && !$0.hasPrefix("x-usher") && !$0.hasPrefix("x_usher")
                && !$0.hasPrefix("x-forwarded") && !$0.hasPrefix("proxy-")
        }
    }

    /// Whether a header goes up, by its lower-case name.
    func goesUp(_ name: String) -> Bool {
        if hidesOrigin, name == "origin" || name.hasPrefix("access-control-") { return false }
        if Self.names.contains(name) || further.contains(name) { return true }
        guard Self.families.contains(where: name.hasPrefix), !Self.isWithheld(name) else { return false }
        // CGI-like servers fold `_` and other signs into `-`: a second spelling of a name that we set or withhold.
        return name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-")
        }
    }

    /// Whether a header is never a caller's to set, by its lower-case name.
    static func isWithheld(_ name: String) -> Bool {
        forbidden.contains(name) || withheld.contains(where: name.hasPrefix) || name.hasPrefix("proxy-")
    }

    /// The headers of the request that goes up, without those that the gateway adds.
    func forwarded(_ fields: HTTPFields) -> HTTPHeaders {
        var headers = HTTPHeaders()
        headers.reserveCapacity(fields.count + 10)
        let hopByHop = Self.connectionOptions(fields)
        for field in fields {
            let name = field.name.canonicalName
            guard goesUp(name), hopByHop.isEmpty || !hopByHop.contains(name) else { continue }
            headers.add(name: field.name.rawName, value: field.value)
        }
        return headers
    }

    /// RFC 9110 §7.6.1: the names listed in `Connection` go no further than here.
    private static func connectionOptions(_ fields: HTTPFields) -> Set<String> {
        var names: Set<String> = []
        for field in fields where field.name == .connection {
            for option in field.value.split(separator: ",") {
                names.insert(String(option.filter { $0 != " " && $0 != "\t" }).lowercased())
            }
        }
        return names
    }
}
