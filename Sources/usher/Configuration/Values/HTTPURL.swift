// An http or https URL (RFC 3986) in an operator's configuration: the public address, an upstream, a page.
// The text is kept byte for byte, because the issuer is compared that way (RFC 8414 §3.3).

import FoundationEssentials

/// An http(s) URL with a host, and without user information or fragment.
struct HTTPURL: Sendable, Equatable {
    let text: String
    let url: URL
    let isSecure: Bool
    /// Without the brackets of an IPv6 literal.
    let host: String
    let port: Int
    /// As written; empty for an origin.
    let path: String

    var isLoopback: Bool { Loopback.contains(host) }

    /// Reads any http(s) URL; a query only where it makes sense.
    init(_ text: String, allowsQuery: Bool) throws(Refusal) {
        let isWritable = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard isWritable, let parts = URLComponents(string: text, encodingInvalidCharacters: false),
            let scheme = parts.scheme, scheme == "http" || scheme == "https",
            let host = parts.percentEncodedHost, Self.isHost(host), let url = URL(string: text)
        else { throw Refusal("a URL that starts with http:// or https:// and names a host") }
        guard parts.user == nil, parts.password == nil else { throw Refusal("a URL without user name and password") }
        guard parts.fragment == nil else { throw Refusal("a URL without `#`") }
        guard allowsQuery || parts.query == nil else { throw Refusal("a URL without `?`") }
        let standard = scheme == "https" ? 443 : 80
        guard (1...65535).contains(parts.port ?? standard) else { throw Refusal("a port from 1 to 65535") }
        self.text = text
        self.url = url
        self.isSecure = scheme == "https"
        self.host = host.first == "[" ? String(host.dropFirst().dropLast()) : host
        self.port = parts.port ?? standard
        self.path = parts.percentEncodedPath
    }

    /// A name, an IPv4 address, or an IPv6 address in brackets (RFC 3986 §3.2.2), without %-encoding.
    private static func isHost(_ host: String) -> Bool {
        if host.hasPrefix("["), host.hasSuffix("]") { return AddressRange.bytes(of: String(host.dropFirst().dropLast()))?.count == 16 }
        let isName = host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return isName && !host.isEmpty
    }

    /// Reads the public URL: the issuer, which has exactly one spelling.
    static func publicURL(_ text: String) throws(Refusal) -> HTTPURL {
        let url = try HTTPURL(text, allowsQuery: false)
        guard url.host == url.host.lowercased() else { throw Refusal("a host in lower case") }
        guard !text.hasSuffix("/") else { throw Refusal("the same URL without `/` at its end, as clients compare it byte for byte") }
        let origin = text.dropLast(url.path.utf8.count)
        guard !origin.hasSuffix(url.isSecure ? ":443" : ":80"), !origin.hasSuffix(":") else {
            throw Refusal("the same URL without its port, as \(url.port) is the port of its scheme")
        }
        if !url.path.isEmpty { try PathRules.check(url.path, named: "a public URL whose path") }
        return url
    }
}

/// Names and addresses that never leave this machine.
enum Loopback {
    static func contains(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        // RFC 1122 §3.2.1.3: 127.0.0.0/8.
        return parts.count == 4 && parts.first == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}

/// Paths that mean the same thing to every program that reads them.
enum PathRules {
    /// Refuses what a proxy, a browser or an upstream might read in another way.
    static func check(_ path: String, named name: String) throws(Refusal) {
        guard path.hasPrefix("/"), path.count > 1 else { throw Refusal("\(name) starts with `/` and goes on, such as /notes") }
        guard !path.hasSuffix("/") else { throw Refusal("\(name) does not end with `/`") }
        let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        guard segments.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
            throw Refusal("\(name) has no empty, `.` or `..` segment")
        }
        // RFC 3986 §2.3: unreserved characters, which are never escaped.
        let plain = segments.joined().utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                true
            default: false
            }
        }
        guard plain else { throw Refusal("\(name) has only letters, digits and - . _ ~ between its slashes") }
    }
}
