// Telling which client it probably is by what it sends, for people who look for the reason of a failure. A guess: nothing
// may be granted by it.

extension Profile {
    /// The profile that fits best: by the document that is its identifier, else by where its answers go, else by what it
    /// calls itself; `nil` if none of them says enough.
    public static func resembling(clientID: String?, redirectURI: String?, userAgent: String?) -> Profile? {
        clientID.flatMap(withDocument) ?? redirectURI.flatMap(answered) ?? userAgent.flatMap(calling)
    }

    private static func withDocument(_ clientID: String) -> Profile? {
        all.first { profile in
            profile.connection.registrations.contains { registration in
                if case .document(let url) = registration.way { url.fits(clientID) } else { false }
            }
        }
    }

    private static func answered(at redirectURI: String) -> Profile? {
        let fitting = all.filter { profile in
            profile.redirects.exact.contains(redirectURI)
                || profile.redirects.patterns.contains { pattern in
                    pattern.hosts.contains { redirectURI.hasPrefix("https://\($0)\(pattern.prefix)") }
                }
        }
        // Loopback addresses say little: only an address that one kind alone has counts.
        return fitting.count == 1 ? fitting[0] : nil
    }

    private static func calling(itself userAgent: String) -> Profile? {
        let agent = userAgent.lowercased()
        return signs.first { agent.contains($0.sign) }?.profile
    }

    /// What only one client puts into its User-Agent, in any version.
    private static let signs: [(sign: String, profile: Profile)] = [
        ("openai-mcp", .chatGPTApp), ("claude-code", .claudeCode), ("claude-user", .claude), ("codex", .codex), ("cursor", .cursor),
        ("visual studio code", .visualStudioCode), ("vscode", .visualStudioCode), ("inspector", .inspector),
        ("chatgpt-user", .chatGPTPlugin),
    ]
}

extension Profile.Template {
    /// Whether `text` is this, with something in the place that is open.
    func fits(_ text: String) -> Bool {
        guard let place = places.first else { return text == self.text }
        let parts = self.text.split(separator: "{\(place.rawValue)}", omittingEmptySubsequences: false)
        guard places.count == 1, parts.count == 2, text.hasPrefix(parts[0]), text.hasSuffix(parts[1]) else { return false }
        let middle = text.dropFirst(parts[0].count).dropLast(parts[1].count)
        return text.count > parts[0].count + parts[1].count && !middle.contains("/")
    }
}
