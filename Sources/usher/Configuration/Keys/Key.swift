// One key of the configuration. The table of keys is the only place that knows names, defaults, flags and meanings;
// parsing, environment names, the template of `usher init`, `usher config print` and suggestions all read it.

/// A key of `usher.yaml`: its place, its form and what it does.
struct Key: Sendable {
    enum Shape: Sendable, Equatable {
        /// A map with the keys of the table.
        case section
        /// A section that exists only if something in it is set.
        case optionalSection
        /// A map with names of the operator's choice.
        case named
        /// One value.
        case text
        /// One value: a file or folder, resolved from the folder of the configuration.
        case file
        /// One value: a file as above, or an http(s) URL.
        case fileOrURL
        /// One value: a database; the path of a file is resolved as above.
        case database
        /// Several values.
        case list
        /// Several sections.
        case records
    }

    /// With `*` for a name of the operator's choice and `[]` for an item of a list.
    let path: [String]
    let shape: Shape
    let fallback: String?
    /// What the template shows, as YAML. Nil: the default, or nothing.
    let example: String?
    let flag: String?
    let isRequired: Bool
    /// Whether the template keeps it commented out when its section is switched on.
    let isAside: Bool
    let meaning: String

    init(
        _ path: String, _ shape: Shape = .text, default fallback: String? = nil, example: String? = nil,
        flag: String? = nil, required: Bool = false, aside: Bool = false, _ meaning: String
    ) {
        self.path = path.split(separator: ".").map(String.init)
        self.shape = shape
        self.fallback = fallback
        self.example = example
        self.flag = flag
        self.isRequired = required
        self.isAside = aside
        self.meaning = meaning
    }

    var name: String { path[path.count - 1] }

    /// Whether the value is one piece of text.
    var isScalar: Bool { [.text, .file, .fileOrURL, .database].contains(shape) }

    /// The variable that sets it: only a key whose place is fixed has one.
    var environmentName: String? {
        guard isScalar || shape == .list, !path.contains("*"), !path.contains("[]") else { return nil }
        return "USHER_" + path.joined(separator: "_").uppercased()
    }
}

extension Key {
    /// The key at a real place: `resources.notes.path` finds `resources.*.path`.
    static func at(_ place: [String]) -> Key? {
        all.first { key in
            key.path.count == place.count && zip(key.path, place).allSatisfy { $0 == $1 || $0 == "*" || ($0 == "[]" && $1.first == "[") }
        }
    }

    /// The keys directly below a real place.
    static func below(_ place: [String]) -> [Key] {
        all.filter { key in
            key.path.count == place.count + 1
                && zip(key.path, place).allSatisfy { $0 == $1 || $0 == "*" || ($0 == "[]" && $1.first == "[") }
        }
    }
}
