// The URL of a document that we fetch: RFC 3986 §3, narrowed until it can be read in one way only
// (draft-ietf-oauth-client-id-metadata-document §3): https, a path, no user information, fragment or dot segments.

/// A URL that may be fetched, if its host lies where it should.
public struct DocumentURL: Sendable, Hashable, CustomStringConvertible {
    /// Byte for byte as it was given.
    public let text: String
    /// In lower case, an IPv6 address without its brackets.
    public let host: String
    public let port: Int
    /// Path and query, as they stand.
    public let target: String

    public var description: String { text }

    public init(_ text: String) throws(FetchProblem) {
        guard text.utf8.count <= 512 else { throw Self.refusal("It is longer than 512 bytes.") }
        guard text.utf8.starts(with: "https://".utf8) else { throw Self.refusal("It must begin with https://.") }
        guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && !#""<>\^`{|}"#.utf8.contains($0) }) else {
            throw Self.refusal("It has characters that no URL has.")
        }
        guard !text.utf8.contains(UInt8(ascii: "#")) else { throw Self.refusal("It must have no fragment.") }
        let rest = text.dropFirst("https://".count)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        guard end < rest.endIndex, rest[end] == "/" else { throw Self.refusal("It must have a path.") }
        guard !rest[..<end].contains("@") else { throw Self.refusal("It must have no user name or password.") }
        guard let (host, port) = Self.authority(rest[..<end]) else { throw Self.refusal("Its host or port is not well-formed.") }
        target = String(rest[end...])
        guard !Self.hasDotSegment(target.prefix { $0 != "?" }) else {
            throw Self.refusal("Its path must have no . or .. segment.")
        }
        (self.text, self.host, self.port) = (text, host, port)
    }

    private static func refusal(_ reason: String) -> FetchProblem {
        FetchProblem(.forbidden, "The document's URL cannot be used. \(reason)")
    }

    private static func authority(_ text: Substring) -> (host: String, port: Int)? {
        var (host, port) = (text, 443)
        let afterBracket = text.hasPrefix("[") ? text.firstIndex(of: "]").map { text.index(after: $0) } : text.startIndex
        guard let afterBracket else { return nil }
        if let colon = text[afterBracket...].firstIndex(of: ":") {
            let digits = text[text.index(after: colon)...]
            guard digits.utf8.allSatisfy(isDigit), let number = UInt16(digits), number > 0 else { return nil }
            (host, port) = (text[..<colon], Int(number))
        }
        if host.hasPrefix("[") {
            let address = host.dropFirst().dropLast()
            guard host.hasSuffix("]"), address.utf8.allSatisfy({ isHexDigit($0) || ":.".utf8.contains($0) }) else { return nil }
            return (address.lowercased(), port)
        }
        let name = host.lowercased()
        return isName(name) ? (name, port) : nil
    }

    /// Labels of letters, digits and `-`. What looks like a number must be four decimal ones: `127.1`, `0x7f.1` and
    /// `2130706433` are addresses to some programs and names to others.
    private static func isName(_ host: String) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard host.utf8.count <= 253, labels.allSatisfy({ isLabel($0) }), let last = labels.last else { return false }
        guard isDigit(last.utf8.first ?? 0) else { return true }
        return labels.count == 4 && labels.allSatisfy { UInt8($0) != nil && ($0 == "0" || !$0.hasPrefix("0")) }
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count)
            && label.utf8.allSatisfy { isDigit($0) || (0x61...0x7a).contains($0) || $0 == UInt8(ascii: "-") }
    }

    // RFC 3986 §3.3 and §6.2.2.2: `%2e` is a dot.
    private static func hasDotSegment(_ path: Substring) -> Bool {
        path.lowercased().split(separator: "/", omittingEmptySubsequences: false).contains { segment in
            [".", ".."].contains(segment.replacing("%2e", with: "."))
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isHexDigit(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x66).contains(byte | 0x20) }
}
