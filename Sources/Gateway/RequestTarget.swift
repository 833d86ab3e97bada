// RFC 3986 §2.4, §3.3 and §6.2.2: the path of a call, read once and in one way only.
// A spelling that an upstream could read differently from the rules (dot segments, encoded slashes, double encoding,
// path parameters, empty segments) is refused, so that no rule can be walked around.

/// The part of the request target below a route's path, checked.
struct RequestTarget {
    /// As sent: empty or starting with `/`.
    let path: Substring
    /// As sent, with its `?`; empty if there is none.
    let query: Substring

    /// Reads the raw target of a request that was routed to `routePath`.
    init(_ raw: String, below routePath: String) throws(Refusal) {
        let end = raw.firstIndex(of: "?") ?? raw.endIndex
        var path = raw[..<end]
        query = raw[end...]
        if routePath != "/" {
            guard path.hasPrefix(routePath) else { throw .badRequest("The path is spelled in an unusual way.") }
            path = path.dropFirst(routePath.count)
        }
        guard path.isEmpty || path.first == "/" else { throw .badRequest("The path is spelled in an unusual way.") }
        self.path = path
        try Self.check(path: path)
        guard query.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }) else {
            throw .badRequest("The query holds characters that have to be %-encoded.")
        }
    }

    /// The decoded segments. A slash at the end says nothing: many upstreams drop it.
    var segments: [String] {
        path.split(separator: "/").map { $0.utf8.contains(UInt8(ascii: "%")) ? Self.decode($0) ?? String($0) : String($0) }
    }

    /// RFC 3986 §3.3: `pchar` without `%` and without `;`, and the slash.
    static func isPlainPathByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "/-._~!$&'()*+,=:@".utf8.contains(byte)
        }
    }

    private static func check(path: Substring) throws(Refusal) {
        var hasEscapes = false
        var previous: UInt8 = 0
        for byte in path.utf8 {
            if byte == UInt8(ascii: "%") {
                hasEscapes = true
            } else if !isPlainPathByte(byte) {
                throw .badRequest("The path holds a character that is not allowed in a path here.")
            }
            if byte == UInt8(ascii: "/"), previous == UInt8(ascii: "/") {
                throw .badRequest("The path holds an empty segment.")
            }
            previous = byte
        }
        for segment in path.split(separator: "/") {
            try check(segment: segment, hasEscapes: hasEscapes)
        }
    }

    private static func check(segment: Substring, hasEscapes: Bool) throws(Refusal) {
        guard hasEscapes, segment.utf8.contains(UInt8(ascii: "%")) else {
            if segment == "." || segment == ".." || isDotsAndSpaces(segment) {
                throw .badRequest("The path holds a dot segment.")
            }
            return
        }
        guard let decoded = decode(segment) else {
            throw .badRequest("The path is not correctly %-encoded.")
        }
        if isDotsAndSpaces(decoded[...]) { throw .badRequest("The path holds a dot segment.") }
        let isUnsafe = decoded.utf8.contains { byte in
            byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\")
                || byte == UInt8(ascii: ";")
        }
        guard !isUnsafe, !hasEscape(decoded) else {
            throw .badRequest("The path hides a character that may be read in two ways.")
        }
    }

    private static func isDotsAndSpaces(_ segment: Substring) -> Bool {
        !segment.isEmpty && segment.utf8.allSatisfy { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: " ") }
    }

    /// Whether decoding a second time would change the text.
    private static func hasEscape(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.indices.contains { index in
            bytes[index] == UInt8(ascii: "%") && index + 2 < bytes.count
                && hexValue(bytes[index + 1]) != nil && hexValue(bytes[index + 2]) != nil
        }
    }

    /// RFC 3986 §2.1, once. `nil`: a broken escape, or bytes that are not UTF-8.
    private static func decode(_ segment: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = segment.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.popFirst().flatMap(hexValue), let low = rest.popFirst().flatMap(hexValue) else { return nil }
                bytes.append(high << 4 | low)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
