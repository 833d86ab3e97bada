// Reads `resources`: each entry by itself, then all of them side by side.

extension Reader {
    /// Those that could be read. Anything wrong has been reported.
    mutating func readResources(_ root: Section) -> [Configuration.Resource] {
        let sections = root.child("resources")?.children ?? []
        let resources = readEach(sections)
        checkPaths(sections)
        checkIdentifiers(sections)
        checkToolServers(sections, root.setting["public_url"]?.text ?? "")
        for section in sections.filter({ $0.child("plugin") != nil }).dropFirst() {
            report(
                Problem(
                    section.child("plugin")?.origin ?? section.origin,
                    "`\(spelled(section.place)).plugin` is the second plugin; expected one, as /.well-known/ai-plugin.json has one address")
            )
        }
        return resources
    }

    private mutating func readEach(_ sections: [Section]) -> [Configuration.Resource] {
        var resources: [Configuration.Resource] = []
        for section in sections {
            if let resource = readResource(section) { resources.append(resource) }
        }
        return resources
    }

    private mutating func readResource(_ section: Section) -> Configuration.Resource? {
        checkID(section)
        let path = value(section, "path", resourcePath)
        let upstream = value(section, "upstream") { text throws(Refusal) in try HTTPURL(text, allowsQuery: false) }
        let kind = value(section, "kind", oneOf(Configuration.Kind.self))
        let identifier = value(section, "identifier", resourceIdentifier)
        let aliases = values(section, "aliases", resourceIdentifier)
        let name = value(section, "name", line(upTo: 60))
        let scopes = named(section, "scopes", scopeName, line(upTo: 200)).map { Configuration.Scope(name: $0, sentence: $1) }
        // Scopes of a wrong shape have been reported; what refers to them is not to blame.
        let areBroken = section.setting["scopes"]?.value == .broken
        let known = areBroken ? nil : section.setting["scopes"]?.entries.map(\.name) ?? []
        let defaults = values(section, "default_scopes", oneOfScopes(known))
        let implied = readImpliedScopes(section, known)
        let rules = readRules(section, known)
        let tools = readTools(section, known, kind)
        let timeout = value(section, "timeout", span)
        let plugin = readPlugin(section.child("plugin"))
        let toolDocument = readToolDocument(section)
        let upstreamTokens = values(section, "upstream_tokens", line(upTo: 32))
        guard let path, let upstream, let identifier, let name, let timeout, let kind else { return nil }
        return Configuration.Resource(
            id: section.place[1], path: path, upstream: upstream, identifier: identifier, aliases: aliases, name: name, scopes: scopes,
            defaultScopes: defaults, impliedScopes: implied, rules: rules, kind: kind, tools: tools.tools, signIn: tools.signIn,
            timeout: timeout, plugin: plugin, toolDocument: toolDocument, upstreamTokens: upstreamTokens)
    }

    private mutating func readImpliedScopes(_ section: Section, _ known: [String]?) -> [String: [String]] {
        guard let implied = section.child("implied_scopes") else { return [:] }
        var scopes: [String: [String]] = [:]
        for entry in implied.setting.entries {
            do {
                scopes[try oneOfScopes(known)(entry.name)] = values(implied, entry.name, oneOfScopes(known))
            } catch {
                report(Setting(.text(entry.name), entry.origin), implied.place, (error as? Refusal)?.expected ?? "a scope")
            }
        }
        return scopes
    }

    private mutating func checkID(_ section: Section) {
        let id = section.place[1]
        let isPlain = id.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F }
        guard id.isEmpty || id.count > 40 || !isPlain else { return }
        report(
            Problem(section.origin, "`resources`: found \(shown(id)); expected an id of lower-case letters, digits, - and _, such as notes")
        )
    }

    private mutating func checkPaths(_ sections: [Section]) {
        for (index, section) in sections.enumerated() {
            guard let setting = section.setting["path"], let path = setting.text else { continue }
            for other in sections[..<index] {
                guard let taken = other.setting["path"]?.text else { continue }
                if path == taken || path.hasPrefix(taken + "/") || taken.hasPrefix(path + "/") {
                    let expected = "a path outside of \(shown(taken)), which `\(spelled(other.place))` has"
                    report(setting, section.place + ["path"], expected)
                }
            }
        }
    }

    private mutating func checkIdentifiers(_ sections: [Section]) {
        var owners: [String: String] = [:]
        for section in sections {
            guard let setting = section.setting["identifier"], let text = setting.text else { continue }
            if let owner = owners[text], setting.origin != .standard {
                report(setting, section.place + ["identifier"], "another one, as `\(owner)` has it")
            }
            owners[text] = spelled(section.place)
        }
        for section in sections {
            for (index, alias) in (section.setting["aliases"]?.items ?? []).enumerated() {
                guard let text = alias.text else { continue }
                if let owner = owners[text], owner != spelled(section.place) {
                    report(alias, section.place + ["aliases", "[\(index)]"], "another one, as `\(owner)` has it")
                }
                owners[text] = spelled(section.place)
            }
        }
    }
}

/// Paths of Usher itself, which no resource may cover.
enum OwnPaths {
    static let all = [
        "/authorize", "/token", "/register", "/revoke", "/introspect", "/userinfo", "/jwks", "/sign-in", "/sign-up", "/sign-out",
        "/consent", "/account", "/admin", "/assets", "/resources", "/health", "/ready", "/metrics", "/.well-known",
    ]
}

private func resourcePath(_ text: String) throws(Refusal) -> String {
    try PathRules.check(text, named: "a path that")
    let first = "/" + text.dropFirst().prefix { $0 != "/" }
    guard !OwnPaths.all.contains(first.lowercased()) else { throw Refusal("another path, as \(first) is Usher's own") }
    return text
}

/// One of the scopes of the same resource.
func oneOfScopes(_ known: [String]?) -> (String) throws -> String {
    { text in
        guard let known, !known.contains(text) else { return text }
        guard !known.isEmpty else { throw Refusal("a scope that `scopes` explains, which is empty") }
        throw Refusal("a scope that `scopes` explains: \(alternatives(known))\(didYouMean(text, known))")
    }
}
