// What `usher init` writes: every key, with what it does. Three values are set; the rest is commented out.
// Words begin with `##`; taking the first `# ` off the lines of a section switches on what most people want of it.

extension Configuration {
    /// A commented `usher.yaml`.
    static func commentedTemplate(publicURL: String? = nil, listen: String? = nil, database: String? = nil) -> String {
        let set = ["public_url": publicURL, "listen": listen, "database": database]
        var lines = [
            "## Usher's configuration. Each value with a fixed place can also be set as USHER_… in the environment,",
            "## such as USHER_PUBLIC_URL or USHER_LIFETIMES_ACCESS_TOKEN; a flag of `usher serve` wins over both.",
            "## `usher config check` says what is wrong, `usher config print` shows what is in force.",
        ]
        for key in Key.below([]) {
            lines.append("")
            lines.append("## \(key.meaning)")
            if let chosen = set[key.name] {
                lines.append("\(key.name): \(yamlScalar(chosen ?? key.fallback ?? ""))")
            } else {
                lines += commented(key, name: key.name, prefix: "# ")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func commented(_ key: Key, name: String, prefix: String) -> [String] {
        if let example = key.example ?? key.fallback, key.name != "*" { return ["\(prefix)\(name): \(example)"] }
        var lines = ["\(prefix)\(name):"]
        for inner in Key.below(key.path) {
            let inside = inner.name == "*" ? inner.example ?? inner.name : inner.name
            lines += words(inner).map { "\(prefix)  ## \($0)" }
            lines += commented(inner, name: inside, prefix: prefix + (inner.isAside ? "  # " : "  "))
        }
        return lines
    }

    /// The meaning of a key, and of the keys inside of it where an example on one line stands for them all.
    private static func words(_ key: Key) -> [String] {
        [key.meaning] + (key.shape == .records ? Key.below(key.path + ["[]"]).map { "  " + $0.meaning } : [])
    }
}
