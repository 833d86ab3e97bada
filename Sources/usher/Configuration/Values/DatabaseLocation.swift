// Where the state lives: `sqlite:FILE`, `sqlite::memory:`, or the URL of a PostgreSQL database.

/// A database to open.
enum DatabaseLocation: Sendable, Equatable {
    case memory
    /// An absolute path.
    case sqlite(path: String)
    /// A connection URI as PostgreSQL's own programs take it; it may hold a password.
    case postgres(uri: String)

    private static let expectation = "sqlite:FILE, such as sqlite:usher.db, or postgres://user@host/database"

    init(_ text: String) throws(Refusal) {
        if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            self = .postgres(uri: text)
            return
        }
        guard text.hasPrefix("sqlite:"), !text.hasPrefix("sqlite://"), text.count > 7 else {
            throw Refusal(Self.expectation)
        }
        let path = String(text.dropFirst(7))
        self = path == ":memory:" ? .memory : .sqlite(path: path)
    }
}

/// How many connections one server may open.
func connectionCount(_ text: String) throws(Refusal) -> Int {
    guard let count = Int(text), (4...200).contains(count) else { throw Refusal("a number from 4 to 200") }
    return count
}
