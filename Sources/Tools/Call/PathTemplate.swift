// A path with places for arguments (OpenAPI 3.1 §4.8.8). Whatever an argument holds, it stays inside of its segment.

import MCP

struct PathTemplate: Sendable, Equatable {
    enum Part: Sendable, Equatable {
        /// Text of the document, %-encoded.
        case literal(String)
        /// The name of a parameter.
        case parameter(String)
    }

    let parts: [Part]

    /// - Returns: nil if it is no plain path.
    init?(_ path: String) {
        let isPlain = path.hasPrefix("/") && !path.contains("//") && !path.contains { "?#\\;".contains($0) }
        guard isPlain, !path.split(separator: "/").contains(where: { $0 == "." || $0 == ".." }) else { return nil }
        var parts: [Part] = []
        var rest = path[...]
        while let open = rest.firstIndex(of: "{") {
            guard let close = rest[open...].firstIndex(of: "}") else { return nil }
            let name = rest[rest.index(after: open)..<close]
            guard !name.isEmpty, !name.contains(where: { "{/".contains($0) }) else { return nil }
            if rest.startIndex < open { parts.append(.literal(Self.encoded(rest[..<open]))) }
            parts.append(.parameter(String(name)))
            rest = rest[rest.index(after: close)...]
        }
        guard !rest.contains("}") else { return nil }
        if !rest.isEmpty { parts.append(.literal(Self.encoded(rest))) }
        self.parts = parts
    }

    var parameters: [String] {
        parts.compactMap { part in if case .parameter(let name) = part { name } else { nil } }
    }

    private static func encoded(_ text: Substring) -> String {
        PercentEncoding.encoded(String(text)) { PercentEncoding.isUnreserved($0) || "/!$&'()*+,=:@%".utf8.contains($0) }
    }

    /// The path with a text in each place.
    func filled(_ text: (String) throws(ArgumentProblem) -> String) throws(ArgumentProblem) -> String {
        var path = ""
        for part in parts {
            switch part {
            case .literal(let literal): path += literal
            case .parameter(let name): path += try text(name)
            }
        }
        return path
    }

    // RFC 3986 §3.3, and what servers make of it: no value may add a segment, go up one, or be read in two ways.
    static func segment(_ text: String, of argument: String) throws(ArgumentProblem) -> String {
        guard !text.isEmpty else { throw ArgumentProblem("“\(argument)” is part of a path and may not be empty.") }
        guard !text.allSatisfy({ $0 == "." || $0 == " " }) else {
            throw ArgumentProblem("“\(argument)” is part of a path and may not consist of dots.")
        }
        let isUnsafe = text.unicodeScalars.contains { scalar in
            scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || "/\\;".unicodeScalars.contains(scalar)
        }
        guard !isUnsafe, !hasEscape(text) else {
            throw ArgumentProblem("“\(argument)” is part of a path and may hold no `/`, `\\`, `;`, control character or %-encoding.")
        }
        return PercentEncoding.encoded(text)
    }

    private static func hasEscape(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.indices.contains { index in
            bytes[index] == UInt8(ascii: "%") && index + 2 < bytes.count
                && bytes[index + 1...index + 2].allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
        }
    }
}
