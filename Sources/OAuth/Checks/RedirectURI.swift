// The parts of a redirect URI that the rules speak of (RFC 3986 §3, RFC 8252 §7), and what may be registered.

import Keys

/// A redirect URI taken apart.
public struct RedirectURI: Sendable {
    /// In lower case.
    public let scheme: String
    /// The host without its port; empty for `scheme:/path`.
    public let host: String
    /// Path and query, as they stand.
    let rest: String

    /// - Returns: `nil` unless it is an absolute URI without fragment and user information.
    public init?(_ text: String) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }),
            !text.utf8.contains(where: { #"#"<>\^`{|}"#.utf8.contains($0) })
        else { return nil }
        let scheme = text[..<colon]
        guard let first = scheme.utf8.first, Self.isLetter(first),
            scheme.utf8.allSatisfy({ Self.isLetter($0) || (0x30...0x39).contains($0) || "+-.".utf8.contains($0) })
        else { return nil }
        self.scheme = scheme.lowercased()
        var rest = text[text.index(after: colon)...]
        guard rest.hasPrefix("//") else {
            guard !rest.isEmpty else { return nil }
            (host, self.rest) = ("", String(rest))
            return
        }
        rest = rest.dropFirst(2)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let authority = rest[..<end]
        guard !authority.contains("@") else { return nil }
        guard let (host, port) = Self.split(authority) else { return nil }
        if let port {
            guard let number = UInt16(port), number > 0, port.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                return nil
            }
        }
        (self.host, self.rest) = (host, String(rest[end...]))
    }

    private static func split(_ authority: Substring) -> (host: String, port: Substring?)? {
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            let after = authority[authority.index(after: close)...]
            guard after.isEmpty || after.hasPrefix(":") else { return nil }
            return (String(authority[...close]), after.isEmpty ? nil : after.dropFirst())
        }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { return nil }
        return (String(parts[0]), parts.count == 2 ? parts[1] : nil)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }

    /// `http` to the device itself: exactly these three spellings (RFC 8252 §7.3).
    public var isLoopback: Bool { scheme == "http" && ["127.0.0.1", "[::1]", "localhost"].contains(host) }
    /// An app's own scheme (RFC 8252 §7.1).
    public var isPrivateUse: Bool { scheme != "http" && scheme != "https" }

    var displayHost: String { isPrivateUse ? "\(scheme)://\(host)" : host }

    /// Schemes that run code or reach outside the browser's rules when they are opened.
    private static let dangerous: Set<String> = [
        "javascript", "data", "file", "vbscript", "blob", "filesystem", "intent", "about", "ws", "wss",
    ]

    /// Why a redirect URI must not be registered; `nil` if it may.
    public static func problem(with text: String) -> String? {
        guard text.utf8.count <= 2048 else { return "It is longer than 2048 bytes." }
        // RFC 6749 §3.1.2: no fragment.
        guard !text.contains("#") else { return "It has a fragment; leave out everything from # on." }
        guard let uri = RedirectURI(text) else { return "It is not an absolute URI without user name and spaces." }
        guard !dangerous.contains(uri.scheme) else { return "The scheme \(uri.scheme): is never allowed." }
        switch uri.scheme {
        case "https": return uri.host.isEmpty ? "It has no host." : nil
        case "http":
            // RFC 9700 §2.6: no plain http, except to the device itself.
            return uri.isLoopback ? nil : "Use https; plain http is only for 127.0.0.1, [::1] and localhost."
        default: return nil
        }
    }
}
