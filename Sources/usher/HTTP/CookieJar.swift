// Cookies as a browser keeps them (RFC 6265 §5), for one server: host-only cookies with their path.

struct CookieJar: Sendable {
    private struct Cookie: Sendable {
        let name: String
        let value: String
        let path: String
        let isSecure: Bool
        let origin: String
    }

    private var cookies: [Cookie] = []

    /// Keeps what a `Set-Cookie` header says, or forgets what it ends.
    mutating func take(_ header: String, from address: Address) {
        let parts = header.split(separator: ";").map { part in
            part.drop(while: \.isWhitespace).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        }
        guard let pair = parts.first, pair.count == 2 else { return }
        var attributes: [String: String] = [:]
        for part in parts.dropFirst() { attributes[part[0].lowercased()] = part.count == 2 ? String(part[1]) : "" }

        let name = String(pair[0])
        let folder = String(address.path[..<(address.path.lastIndex(of: "/") ?? address.path.startIndex)])
        let path = attributes["path"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? (folder.isEmpty ? "/" : folder)
        let isSecure = attributes["secure"] != nil
        // A secure cookie cannot come over plain HTTP, except from one's own machine. RFC 6265bis §5.7
        guard !isSecure || address.isSecure || address.isLoopback else { return }
        cookies.removeAll { $0.name == name && $0.path == path && $0.origin == address.origin }
        let hasEnded = attributes["max-age"].flatMap { Int($0) }.map { $0 <= 0 } ?? (attributes["expires"]?.contains("1970") ?? false)
        if !hasEnded {
            cookies.append(Cookie(name: name, value: String(pair[1]), path: path, isSecure: isSecure, origin: address.origin))
        }
    }

    /// The `Cookie` header for a request, if there is anything to send.
    func header(for address: Address) -> String? {
        let sent = cookies.filter { cookie in
            cookie.origin == address.origin && (!cookie.isSecure || address.isSecure || address.isLoopback)
                && (address.path == cookie.path || address.path.hasPrefix(cookie.path.hasSuffix("/") ? cookie.path : cookie.path + "/"))
        }
        return sent.isEmpty ? nil : sent.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
    }
}
