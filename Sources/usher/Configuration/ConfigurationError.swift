// What is wrong with a configuration, said so that it can be mended without reading the manual.
// All problems are reported at once, those of the file in the order of its lines.

/// Where a value came from.
enum Origin: Sendable, Equatable {
    case standard
    case file(line: Int, column: Int)
    case environment(String)
    case flag(String)

    /// The place as an operator would look it up.
    func described(file: String?) -> String {
        switch self {
        case .standard: "default"
        case .file(let line, let column): "\(file ?? "usher.yaml"):\(line):\(column)"
        case .environment(let name): "environment \(name)"
        case .flag(let name): name
        }
    }

    fileprivate var order: (Int, Int, Int, String) {
        switch self {
        case .file(let line, let column): (0, line, column, "")
        case .environment(let name): (1, 0, 0, name)
        case .flag(let name): (2, 0, 0, name)
        case .standard: (3, 0, 0, "")
        }
    }
}

/// One thing that is wrong, where it is, and what was expected.
struct Problem: Sendable, Equatable {
    var origin: Origin
    var sentence: String

    init(_ origin: Origin, _ sentence: String) {
        self.origin = origin
        self.sentence = sentence
    }
}

/// Why a value was not accepted: what was expected in its place.
struct Refusal: Error, Equatable {
    var expected: String
    init(_ expected: String) { self.expected = expected }
}

/// A configuration that cannot be used, with every reason.
struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    let file: String?
    let problems: [Problem]

    init(file: String?, problems: [Problem]) {
        self.file = file
        self.problems = problems.sorted { $0.origin.order < $1.origin.order }
    }

    /// One line for each problem.
    var lines: [String] { problems.map { "\($0.origin.described(file: file)): \($0.sentence)" } }

    var description: String { lines.joined(separator: "\n") }
}

/// Text from the configuration as it may be shown: quoted, short, and without the password of a URL.
func shown(_ text: String) -> String {
    let masked = maskingPassword(text)
    let visible = masked.count > 80 ? masked.prefix(77) + "…" : masked[...]
    return "`\(visible.replacing("\n", with: " "))`"
}

/// Hides the password in `scheme://user:password@host`.
func maskingPassword(_ text: String) -> String {
    guard let start = text.firstRange(of: "://")?.upperBound else { return text }
    let rest = text[start...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    // A password may itself hold `/`, so without an `@` in the authority the last one of the text counts.
    guard let at = authority.lastIndex(of: "@") ?? rest.lastIndex(of: "@") else { return text }
    guard let colon = text[start..<at].firstIndex(of: ":") else { return text }
    return String(text[...colon]) + "***" + String(text[at...])
}
