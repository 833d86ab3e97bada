// Reads the pages as a browser without script would: their forms, their fields, and the text that a person sees.

/// A page, taken apart just enough.
public struct HTML: Sendable {
    public struct Tag: Sendable {
        public let name: String
        public let attributes: [String: String]
        public subscript(name: String) -> String? { attributes[name] }
    }

    /// A form: where it goes, and what it sends unless somebody types.
    public struct Posting: Sendable {
        public let action: String
        public var fields: [(name: String, value: String)]
        public subscript(name: String) -> String? { fields.first { $0.name == name }?.value }
    }

    public let source: String
    public let tags: [Tag]

    public init(_ source: String) {
        self.source = source
        tags = source.matches(of: /<([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>/).map { match in
            var attributes: [String: String] = [:]
            for attribute in match.2.matches(of: /([a-z-]+)(?:="([^"]*)")?/) {
                attributes[String(attribute.1)] = Self.unescaped(String(attribute.2 ?? ""))
            }
            return Tag(name: String(match.1), attributes: attributes)
        }
    }

    /// The page's own title, without the operator's name.
    public var heading: String? {
        source.firstMatch(of: /<h1>([^<]*)<\/h1>/).map { Self.unescaped(String($0.1)) }
    }

    /// What a person reads: no tags, single spaces.
    public var text: String {
        Self.unescaped(source.replacing(/<[^>]*>/, with: " ")).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    public var forms: [Posting] {
        source.matches(of: /<form\s([^>]*)>(.*?)<\/form>/.dotMatchesNewlines()).compactMap { match in
            guard let action = String(match.1).firstMatch(of: /action="([^"]*)"/) else { return nil }
            let fields = HTML(String(match.2)).tags.filter { $0.name == "input" }.compactMap { input in
                input["name"].map { (name: $0, value: input["value"] ?? "") }
            }
            return Posting(action: Self.unescaped(String(action.1)), fields: fields)
        }
    }

    public func form(to action: String) -> Posting? { forms.first { $0.action == action } }
    public func input(_ name: String) -> Tag? { tags.first { $0.name == "input" && $0["name"] == name } }

    private static func unescaped(_ text: String) -> String {
        let names = [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#13;", "\r"), ("&#10;", "\n"), ("&amp;", "&"),
        ]
        return names.reduce(text) { $0.replacing($1.0, with: $1.1) }
    }
}
