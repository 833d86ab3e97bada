// Which scope a call needs: method and path decide, the first rule that matches wins.

/// One line of a route's scope rules.
public struct Rule: Sendable, Hashable {
    /// What a call that matches has to show.
    public enum Access: Sendable, Hashable {
        /// Nothing. A token that is sent all the same has to be good.
        case open
        /// A good token with every one of these scopes; none listed: any good token.
        case scopes([String])
    }

    /// Upper-case method names; empty: every method. `GET` stands for `HEAD` too.
    public let methods: Set<String>
    public let path: PathGlob
    public let access: Access

    /// - Parameters:
    ///   - path: relative to the route: `*` is one segment, `**` any number of them, none included.
    ///   - scope: one or more scopes with spaces between them, all needed.
    public init(
        methods: [String] = [], path: String = "/**", scope: String? = nil, isPublic: Bool = false
    ) throws(InvalidRoute) {
        guard !(isPublic && scope != nil) else {
            throw InvalidRoute("rule for '\(path)': a public rule has no scope")
        }
        var names = Set(methods.map { $0.uppercased() })
        if names.contains("GET") { names.insert("HEAD") }
        self.methods = names
        self.path = try PathGlob(path)
        self.access = isPublic ? .open : .scopes(scope?.split(separator: " ").map(String.init) ?? [])
    }

    func matches(method: String, segments: [String], ignoringCase: Bool) -> Bool {
        (methods.isEmpty || methods.contains(method)) && path.matches(segments, ignoringCase: ignoringCase)
    }
}

/// What one call needs, once the rules have been read.
enum Requirement: Equatable {
    /// No token needed.
    case open
    /// A good token with all of these scopes.
    case token([String])
    /// No rule speaks of this call, so nobody may make it.
    case closed
}

extension Route {
    /// What a call needs. Some upstreams ignore the case of letters and some do not, and the gateway cannot know:
    /// a path whose other reading falls under another rule has to satisfy both.
    func requirement(method: String, target: RequestTarget) -> Requirement {
        requirement(method: method, segments: target.segments)
    }

    func requirement(method: String, segments: [String]) -> Requirement {
        guard !rules.isEmpty else { return .token([]) }
        let exact = requirement(method: method, segments: segments, ignoringCase: false)
        let folded = requirement(method: method, segments: segments.map { $0.lowercased() }, ignoringCase: true)
        return exact == folded ? exact : Route.stricter(exact, folded)
    }

    private func requirement(method: String, segments: [String], ignoringCase: Bool) -> Requirement {
        for rule in rules where rule.matches(method: method, segments: segments, ignoringCase: ignoringCase) {
            switch rule.access {
            case .open: return .open
            case .scopes(let scopes): return .token(scopes)
            }
        }
        return .closed
    }

    private static func stricter(_ one: Requirement, _ other: Requirement) -> Requirement {
        switch (one, other) {
        case (.closed, _), (_, .closed): .closed
        case (.token(let left), .token(let right)): .token(left + right.filter { !left.contains($0) })
        case (.token(let scopes), .open), (.open, .token(let scopes)): .token(scopes)
        case (.open, .open): .open
        }
    }

    /// The scopes that a challenge names for a call: what it needs, or the route's default if it needs none in particular.
    /// So a client begins with little and is stepped up where it needs more.
    /// What the caller has is named too: some clients ask for what a challenge says and for nothing else, and would
    /// lose it (MCP authorization, "Step-Up Authorization Flow").
    /// Never `offline_access`: that is between the client and the authorization server (MCP authorization, "Scope selection").
    func challengeScopes(for requirement: Requirement, granted: [String] = []) -> [String] {
        var names = defaultScopes.isEmpty ? scopes.keys.sorted() : defaultScopes
        if case .token(let needed) = requirement, !needed.isEmpty { names = needed + granted.filter { !needed.contains($0) } }
        return names.filter { $0 != "offline_access" }
    }
}
