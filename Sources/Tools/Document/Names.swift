// Names that every client and model accepts for tools and their arguments: letters, digits, `_` and `-`, at most 64 of them.

enum Names {
    static let longest = 64

    static func isPlain(_ text: String) -> Bool {
        (1...longest).contains(text.utf8.count) && text.utf8.allSatisfy(isPlain)
    }

    /// A name that is plain, or what is left of it without other signs; never empty.
    static func cleaned(_ text: String, upTo limit: Int = longest) -> String {
        if isPlain(text), text.utf8.count <= limit { return text }
        var name = ""
        for byte in text.utf8 {
            if isPlain(byte) {
                name.append(Character(UnicodeScalar(byte)))
            } else if !name.isEmpty, name.last != "_" {
                name.append("_")
            }
        }
        while name.last == "_", name.count > 1 { name.removeLast() }
        name = String(name.prefix(limit))
        return name.isEmpty ? "_" : name
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        PercentEncoding.isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    /// The name, or the name with the first number that makes it new.
    static func unique(_ name: String, among taken: Set<String>) -> String {
        guard taken.contains(name) else { return name }
        var number = 2
        while true {
            let ending = "_\(number)"
            let candidate = name.prefix(longest - ending.count) + ending
            if !taken.contains(String(candidate)) { return String(candidate) }
            number += 1
        }
    }

    /// A name for an operation that has none: `GET /notes/{id}` becomes `get_notes_by_id`.
    static func made(method: String, path: String) -> String {
        let words = path.split(separator: "/").map { segment in
            segment.first == "{" ? "by_" + segment.dropFirst().prefix { $0 != "}" } : String(segment)
        }
        return cleaned(([method.lowercased()] + words).joined(separator: "_"))
    }
}
