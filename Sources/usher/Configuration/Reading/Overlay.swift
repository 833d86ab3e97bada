// What stands above the file: the environment, and above it the flags of `serve`.

/// What was given on the command line.
struct Overrides: Sendable, Equatable {
    var listen: String?
    var publicURL: String?
    var database: String?

    init(listen: String? = nil, publicURL: String? = nil, database: String? = nil) {
        self.listen = listen
        self.publicURL = publicURL
        self.database = database
    }

    fileprivate func value(of flag: String) -> String? {
        switch flag {
        case "--listen": listen
        case "--public-url": publicURL
        case "--database": database
        default: nil
        }
    }
}

extension Setting {
    /// Lays the environment over the file, and the flags over both.
    mutating func overlay(environment: [String: String], overrides: Overrides) -> [Problem] {
        for key in Key.all {
            // An empty variable is how many tools say "not set".
            if let name = key.environmentName, let text = environment[name], !text.isEmpty {
                set(key.path[...], to: Setting.from(text, key, .environment(name)))
            }
            if let flag = key.flag, let text = overrides.value(of: flag) {
                set(key.path[...], to: Setting(.text(text), .flag(flag)))
            }
        }
        return Self.misspelt(environment)
    }

    private static func from(_ text: String, _ key: Key, _ origin: Origin) -> Setting {
        guard key.shape == .list else { return Setting(.text(text), origin) }
        let items = text.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
        return Setting(.list(items.map { Setting(.text($0), origin) }), origin)
    }

    /// Names that are nearly right. Others are left alone: a cluster sets `USHER_SERVICE_HOST` and the like by itself.
    private static func misspelt(_ environment: [String: String]) -> [Problem] {
        let known = Key.all.compactMap(\.environmentName) + ["USHER_CONFIG", SecretFile.variable, MailPassword.variable]
        return environment.keys.sorted().compactMap { name in
            guard name.hasPrefix("USHER_"), !known.contains(name) else { return nil }
            let words = known.map { String($0.dropFirst(6)) }
            guard let near = nearest(String(name.dropFirst(6)), words) else { return nil }
            return Problem(.environment(name), "there is no such variable; did you mean `USHER_\(near)`?")
        }
    }
}
