// Reads `tools` and `sign_in`: what the tools of an MCP server need, and when its clients have to sign in.

extension Reader {
    /// The word for a tool that needs no scope, and with `sign_in: per_tool` no token either.
    static let anybody = "anybody"

    mutating func readTools(
        _ section: Section, _ scopes: [String]?, _ kind: Configuration.Kind?
    ) -> (tools: [Configuration.Tool], signIn: Configuration.SignIn) {
        let tools = named(section, "tools", toolName, toolScopes(scopes))
            .map { Configuration.Tool(name: $0, scopes: $1 == [Self.anybody] ? nil : $1) }
        let signIn = value(section, "sign_in", oneOf(Configuration.SignIn.self)) ?? .always
        checkToolNames(section)
        if kind == .http { refuseForHTTP(section, hasTools: !tools.isEmpty, signIn) }
        // A rule asks for its token before anybody reads which tool is called.
        if signIn == .perTool, let setting = section.setting["sign_in"], section.setting["rules"]?.items.isEmpty == false {
            report(setting, section.place + ["sign_in"], "always, as `rules` ask for a token before the call is read")
        }
        return (tools, signIn)
    }

    private mutating func refuseForHTTP(_ section: Section, hasTools: Bool, _ signIn: Configuration.SignIn) {
        if hasTools, let entry = section.setting.entries.first(where: { $0.name == "tools" }) {
            report(
                Problem(
                    entry.origin, "`\(spelled(section.place + ["tools"]))` is for MCP servers; expected `kind: mcp`, or `rules` instead"))
        }
        if signIn != .always, let setting = section.setting["sign_in"] {
            report(setting, section.place + ["sign_in"], "always, as only `kind: mcp` has tools")
        }
    }

    /// Two names that differ in their letters' case only would be one tool to some servers.
    private mutating func checkToolNames(_ section: Section) {
        var owners: [String: String] = [:]
        for entry in section.setting["tools"]?.entries ?? [] {
            let plain = entry.name.lowercased().filter { !$0.isWhitespace }
            if let owner = owners[plain] {
                let expected = "a name that differs from \(shown(owner)) in more than case and spaces"
                report(Problem(entry.origin, "`\(spelled(section.place + ["tools"]))`: found \(shown(entry.name)); expected \(expected)"))
            }
            owners[plain] = entry.name
        }
    }
}

private func toolName(_ text: String) throws(Refusal) -> String {
    let isPlain = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
    guard !text.isEmpty, text.count <= 128, isPlain else { throw Refusal("the name of a tool, such as delete_note") }
    return text
}

/// `anybody`, or scopes of the same resource with spaces between them.
private func toolScopes(_ known: [String]?) -> (String) throws -> [String] {
    { text in
        let names = text.split(separator: " ").map(String.init)
        guard !names.isEmpty else { throw Refusal("one or more scopes, or `anybody`") }
        if names.contains(Reader.anybody) {
            guard names.count == 1 else { throw Refusal("scopes, or `anybody` by itself") }
            guard known?.contains(Reader.anybody) != true else {
                throw Refusal("another scope, as `anybody` here means that none is needed")
            }
            return names
        }
        return try names.map(oneOfScopes(known))
    }
}
