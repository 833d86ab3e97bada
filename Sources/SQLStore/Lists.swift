// Many values for one statement. What is prepared stays prepared, so statements come in few lengths: a look-up has always
// the same number of places, and those that are left over hold null, which equals nothing.

/// Statements that look for any of many texts.
struct Lookup {
    /// Values of one statement.
    private static let together = 50

    private let before: String
    private let fixed: [SQLValue]
    private let after: String

    /// - Parameters:
    ///   - before: the statement up to its list, with `fixed` as its first parameters.
    ///   - after: what follows the list.
    init(_ before: String, _ fixed: [SQLValue] = [], _ after: String = "") {
        self.before = before
        self.fixed = fixed
        self.after = after
    }

    func statements(for values: some Collection<String>) -> [SQLStatement] {
        let places = (1...Self.together).map { "$\(fixed.count + $0)" }.joined(separator: ", ")
        let text = "\(before) (\(places)) \(after)"
        var (left, statements) = (values[...], [SQLStatement]())
        while !left.isEmpty {
            let some = left.prefix(Self.together)
            let empty = repeatElement(SQLValue.null, count: Self.together - some.count)
            statements.append(SQLStatement(text, fixed + some.map { .text($0) } + empty))
            left = left.dropFirst(Self.together)
        }
        return statements
    }
}

/// Statements that put many rows into a table.
struct Insertion {
    /// Rows of one statement: many, some, or one.
    private static let together = [50, 10, 1]

    private let table: String
    private let columns: [String]
    private let conflict: String

    /// - Parameter conflict: what follows the values.
    init(into table: String, _ columns: [String], _ conflict: String = "") {
        self.table = table
        self.columns = columns
        self.conflict = conflict
    }

    func statements(for rows: some Collection<SQLRow>) -> [SQLStatement] {
        var (left, statements) = (rows[...], [SQLStatement]())
        for count in Self.together where left.count >= count {
            let text = text(rows: count)
            while left.count >= count {
                statements.append(SQLStatement(text, left.prefix(count).flatMap { $0 }))
                left = left.dropFirst(count)
            }
        }
        return statements
    }

    private func text(rows: Int) -> String {
        let width = columns.count
        let places = (0..<rows).map { row in
            "(\((1...width).map { "$\(row * width + $0)" }.joined(separator: ", ")))"
        }.joined(separator: ", ")
        return "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES \(places) \(conflict)"
    }
}
