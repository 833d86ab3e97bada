// Web addresses as text: whose origin they have, and where a relative one leads (RFC 3986 §5.2). Never re-encoded.

struct Address: Sendable, Equatable {
    let text: String

    /// A whole http or https address.
    init?(_ text: String) {
        let lower = text.lowercased()
        guard lower.hasPrefix("http://") || lower.hasPrefix("https://") else { return nil }
        self.text = text
        guard !authority.isEmpty, !authority.contains("@") else { return nil }
    }

    private var afterScheme: Substring { text.dropFirst(text.lowercased().hasPrefix("https") ? 8 : 7) }
    private var authority: Substring { afterScheme.prefix { $0 != "/" && $0 != "?" && $0 != "#" } }

    var isSecure: Bool { text.lowercased().hasPrefix("https") }

    /// Scheme, host and port, in lower case, the default port left out.
    var origin: String {
        let scheme = isSecure ? "https" : "http"
        var host = authority.lowercased()
        let defaultPort = isSecure ? ":443" : ":80"
        if host.hasSuffix(defaultPort) { host.removeLast(defaultPort.count) }
        return "\(scheme)://\(host)"
    }

    var host: String {
        let host = authority.lowercased()
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") { return String(host[...end]) }
        return String(host.prefix { $0 != ":" })
    }

    /// The port that is named, or the scheme's own.
    var port: Int {
        let rest = authority.dropFirst(host.count)
        return rest.first == ":" ? Int(rest.dropFirst()) ?? 0 : isSecure ? 443 : 80
    }

    var isLoopback: Bool { host == "localhost" || host == "[::1]" || host.hasPrefix("127.") || host.hasSuffix(".localhost") }

    /// The path, at least a slash.
    var path: String {
        let path = afterScheme.dropFirst(authority.count).prefix { $0 != "?" && $0 != "#" }
        return path.isEmpty ? "/" : String(path)
    }

    /// Where a reference on this page leads.
    func resolving(_ reference: String) -> Address? {
        let reference = String(reference.prefix { $0 != "#" })
        if reference.isEmpty { return self }
        if reference.hasPrefix("//") { return Address((isSecure ? "https:" : "http:") + reference) }
        if reference.hasPrefix("/") { return Address(origin + reference) }
        if reference.hasPrefix("?") { return Address(origin + path + reference) }
        if let colon = reference.firstIndex(of: ":"), !reference[..<colon].contains("/"), !reference[..<colon].contains("?") {
            return Address(reference)
        }
        let folder = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
        return Address(origin + folder + reference)
    }
}
