// Path patterns of scope rules: `*` is exactly one segment, `**` any number of segments.
// Matched against decoded segments, so every spelling of a path meets the same rule.

/// A pattern for paths, relative to a route.
public struct PathGlob: Sendable, Hashable, CustomStringConvertible {
    enum Part: Sendable, Hashable {
        case literal(String)
        case one
        case any
    }

    public let description: String
    let parts: [Part]
    let foldedParts: [Part]

    /// Reads a pattern such as `/items/*/notes/**`.
    public init(_ pattern: String) throws(InvalidRoute) {
        guard pattern.hasPrefix("/") else { throw InvalidRoute("path '\(pattern)' of a rule must start with '/'") }
        var parts: [Part] = []
        for piece in pattern.split(separator: "/") {
            switch piece {
            case "*": parts.append(.one)
            case "**": parts.append(.any)
            case let text where text.contains("*"):
                throw InvalidRoute("path '\(pattern)' of a rule: '*' and '**' stand for whole segments, not for parts of one")
            case let text where text.contains("%") || text.contains("?") || text.contains("#"):
                throw InvalidRoute("path '\(pattern)' of a rule: write characters as they read, without %-encoding or query")
            case let text: parts.append(.literal(String(text)))
            }
        }
        self.description = pattern
        self.parts = parts
        self.foldedParts = parts.map { part in
            if case .literal(let text) = part { .literal(text.lowercased()) } else { part }
        }
    }

    /// Whether the whole path matches. Linear: one fallback point, at the latest `**`.
    func matches(_ segments: [String], ignoringCase: Bool = false) -> Bool {
        let parts = ignoringCase ? foldedParts : self.parts
        var part = 0
        var segment = 0
        var fallback: (part: Int, segment: Int)?
        while segment < segments.count {
            if part < parts.count, parts[part] == .any {
                fallback = (part, segment)
                part += 1
            } else if part < parts.count, parts[part] == .one || parts[part] == .literal(segments[segment]) {
                part += 1
                segment += 1
            } else if let latest = fallback {
                fallback = (latest.part, latest.segment + 1)
                part = latest.part + 1
                segment = latest.segment + 1
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { $0 == .any }
    }
}
