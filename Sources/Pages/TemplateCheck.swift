// Reads the tags of every template before the first page is shown.
// The template language shows nothing for a name it does not know, and can be told not to escape. Neither may happen
// quietly on a page that asks for a password, so both stop the start.

/// Checks templates against the words and against the values their pages carry.
struct TemplateCheck {
    let words: Words

    /// Names that every page has.
    static let shared: Set<String> = ["branding", "language", "nonce", "script", "stylesheet", "words"]
    static let brandingNames: Set<String> = ["initial", "logo", "name"]

    func check(_ templates: Templates) throws {
        var names: [String: Set<String>] = [:]
        for page in Pages.all {
            names[page.template] = Values.names(in: Values(words: words).values(of: page.example))
        }
        for name in [LetterPage.template, LetterPage.textTemplate] {
            names[name] = Values.names(in: Values(words: words).values(of: LetterPage.example))
        }
        // A part used by several pages may use the values of any of them.
        let everything = names.values.reduce(into: Set<String>()) { $0.formUnion($1) }
        for (name, source) in templates.sources.sorted(by: { $0.key < $1.key }) {
            try check(source, names: names[name] ?? everything)
        }
    }

    private func check(_ source: Templates.Source, names: Set<String>) throws {
        for tag in Self.tags(in: source.text) {
            if let (problem, cure) = fault(in: tag, names: names) {
                throw TemplateError(file: source.file, line: tag.line, problem: problem, cure: cure)
            }
        }
    }

    private func fault(in tag: Tag, names: Set<String>) -> (problem: String, cure: String)? {
        switch tag.sigil {
        case "{", "&", "%", "=":
            return ("{{\(tag.sigil.map(String.init) ?? "") … would show text unescaped", "write {{name}} instead")
        case ">", "<":
            if Templates.embedded[tag.name] != nil { return nil }
            return ("there is no template named “\(tag.name)” to include", "use one of \(listed(Set(Templates.embedded.keys)))")
        case "/", "$", "!":
            return nil
        default:
            return fault(inName: tag.name, names: names)
        }
    }

    private func fault(inName name: String, names: Set<String>) -> (problem: String, cure: String)? {
        let path = name.split(separator: ".").map(String.init)
        guard let first = path.first else { return nil }
        switch first {
        case "words":
            guard path.count == 2, let sentence = words.sentences[path[1]] else {
                return ("there are no words for {{\(name)}}", "use one of \(listed(Set(words.sentences.keys)))")
            }
            // A sentence may hold values of the page too.
            return Self.tags(in: sentence).lazy.compactMap { fault(inName: $0.name, names: names) }.first
        case "branding":
            if path.count == 2, Self.brandingNames.contains(path[1]) { return nil }
            return ("the branding has no {{\(name)}}", "use one of \(listed(Self.brandingNames))")
        default:
            if names.contains(first) || Self.shared.contains(first) { return nil }
            return ("this page has no value named “\(first)”", "use one of \(listed(names.union(Self.shared)))")
        }
    }

    private func listed(_ names: Set<String>) -> String {
        names.sorted().joined(separator: ", ")
    }
}

extension TemplateCheck {
    /// One `{{…}}`: what it does, the name it is about, and the line it stands on.
    struct Tag: Equatable {
        var sigil: Character?
        var name: String
        var line: Int
    }

    static func tags(in text: String) -> [Tag] {
        var tags: [Tag] = []
        var line = 1
        var rest = Substring(text)
        while let open = rest.firstRange(of: "{{") {
            line += rest[..<open.lowerBound].count(where: \.isNewline)
            rest = rest[open.upperBound...]
            let content = rest.firstRange(of: "}}").map { rest[..<$0.lowerBound] } ?? rest
            tags.append(tag(content, line: line))
            line += content.count(where: \.isNewline)
            rest = rest[content.endIndex...]
        }
        return tags
    }

    private static func tag(_ content: Substring, line: Int) -> Tag {
        var content = content.drop(while: \.isWhitespace)
        let sigil = content.first.flatMap { "#^/>$<!{&%=".contains($0) ? $0 : nil }
        if sigil != nil { content = content.dropFirst() }
        // `empty(email)` is about `email`.
        let inner = content.split(separator: "(").last.map { $0.prefix { $0 != ")" } } ?? ""
        return Tag(sigil: sigil, name: String(inner.filter { !$0.isWhitespace }), line: line)
    }
}
