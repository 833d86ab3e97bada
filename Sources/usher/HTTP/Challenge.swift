// The `WWW-Authenticate` line as a client reads it (RFC 9110 §11.6.1, RFC 6750 §3, RFC 9728 §5.1).

/// A challenge taken apart.
struct ChallengeLine: Sendable, Equatable {
    let scheme: String
    /// With names in lower case.
    let parameters: [String: String]

    /// Reads the first challenge of a header line; parameters may be quoted.
    init(_ line: String) {
        var rest = line[...]
        rest = rest.drop(while: \.isWhitespace)
        scheme = String(rest.prefix { !$0.isWhitespace && $0 != "," })
        rest = rest.dropFirst(scheme.count)
        var found: [String: String] = [:]
        while true {
            rest = rest.drop { $0.isWhitespace || $0 == "," }
            let name = rest.prefix { $0 != "=" && $0 != "," && !$0.isWhitespace }
            rest = rest.dropFirst(name.count)
            // A word without `=` begins the next challenge.
            guard !name.isEmpty, rest.first == "=" else { break }
            found[name.lowercased()] = Self.value(from: &rest)
        }
        parameters = found
    }

    private static func value(from rest: inout Substring) -> String {
        rest = rest.dropFirst()
        guard rest.first == "\"" else {
            let value = rest.prefix { $0 != "," && !$0.isWhitespace }
            rest = rest.dropFirst(value.count)
            return String(value)
        }
        rest = rest.dropFirst()
        var value = ""
        while let character = rest.popFirst(), character != "\"" {
            if character == "\\", let escaped = rest.popFirst() { value.append(escaped) } else { value.append(character) }
        }
        return value
    }
}
