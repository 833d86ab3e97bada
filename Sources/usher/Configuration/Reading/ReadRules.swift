// Reads `rules`: which call needs which scope.

extension Reader {
    mutating func readRules(_ section: Section, _ scopes: [String]?) -> [Configuration.Rule] {
        let items = section.setting["rules"]?.items ?? []
        var rules: [Configuration.Rule] = []
        for (index, item) in items.enumerated() {
            guard case .map = item.value else { continue }
            let place = section.place + ["rules", "[\(index)]"]
            if let rule = readRule(Section(place: place, setting: item, origin: item.origin), scopes) { rules.append(rule) }
        }
        return rules
    }

    private mutating func readRule(_ section: Section, _ scopes: [String]?) -> Configuration.Rule? {
        let methods = values(section, "methods", method)
        let path = value(section, "path", pathPattern)
        let scope = value(section, "scope", oneOfScopes(scopes))
        let isPublic = value(section, "public", yesOrNo)
        let hasScope = section.setting["scope"] != nil
        if hasScope == (isPublic ?? !hasScope) {
            let found = hasScope ? "both `scope` and `public: true`" : "neither `scope` nor `public: true`"
            report(Problem(section.origin, "`\(spelled(section.place))`: found \(found); expected one of them"))
            return nil
        }
        guard let path else { return nil }
        let requirement: Configuration.Rule.Requirement? = isPublic == true ? .anybody : scope.map { .scope($0) }
        return requirement.map { Configuration.Rule(methods: methods, path: path, requirement: $0) }
    }
}

// RFC 9110 §9.1: methods are case-sensitive.
private func method(_ text: String) throws(Refusal) -> String {
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    guard known.contains(text) else { throw Refusal(alternatives(known) + didYouMean(text, known)) }
    return text
}

/// `/`, `/a/b`, `/items/*`, `/items/*/parts`, `/**`; wild cards are whole segments, and a slash at the end says nothing.
/// Matched against decoded paths, so characters stand as they read.
private func pathPattern(_ text: String) throws(Refusal) -> String {
    guard text.hasPrefix("/") else { throw Refusal("a path below the API's own that starts with `/`, such as /items/* or /**") }
    let segments = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    for segment in segments where segment.contains("*") && segment != "*" && segment != "**" {
        throw Refusal("`*` or `**` as a whole segment, such as /items/* or /**")
    }
    guard segments.dropLast().allSatisfy({ !$0.isEmpty }), segments.allSatisfy({ $0 != "." && $0 != ".." }) else {
        throw Refusal("a path without empty, `.` or `..` segments")
    }
    guard !text.contains(where: { "?#%\\;".contains($0) }), text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
        throw Refusal("a path without query, %-encoding, `\\` and `;`, with characters as they read")
    }
    return text
}
