// Where the state lives: `sqlite:FILE` or `sqlite::memory:`.

/// A database to open.
enum DatabaseLocation: Sendable, Equatable {
    case memory
    /// An absolute path.
    case sqlite(path: String)

    init(_ text: String) throws(Refusal) {
        if text.hasPrefix("postgres:") || text.hasPrefix("postgresql:") {
            throw Refusal("sqlite:FILE, as this build has SQLite only")
        }
        guard text.hasPrefix("sqlite:"), !text.hasPrefix("sqlite://"), text.count > 7 else {
            throw Refusal("sqlite:FILE, such as sqlite:usher.db")
        }
        let path = String(text.dropFirst(7))
        self = path == ":memory:" ? .memory : .sqlite(path: path)
    }
}
