// The tables as those see them who copy all of them: by their catalog, so that no column can be forgotten.

/// A table and what becomes of it on the way into another database.
public struct Table: Sendable, Equatable {
    public enum Role: Sendable {
        /// It comes with every import.
        case kept
        /// What was revoked since could be in it: it comes with a move only.
        case revocable
        /// What was seen of connection attempts: it comes if it is asked for.
        case traces
    }

    public let name: String
    public let role: Role

    private init(_ name: String, _ role: Role) {
        self.name = name
        self.role = role
    }

    /// All of them but those about the database itself; what another refers to stands before it.
    public static let all: [Table] = [
        Table("accounts", .kept), Table("identities", .kept), Table("clients", .kept), Table("consents", .kept), Table("failures", .kept),
        Table("limit_counts", .kept), Table("seen", .kept), Table("verification_tokens", .kept), Table("passkeys", .kept),
        Table("authenticators", .kept), Table("recovery_codes", .revocable),
        Table("signing_keys", .revocable), Table("sessions", .revocable), Table("challenges", .revocable), Table("grants", .revocable),
        Table("mail_secrets", .revocable), Table("mails", .revocable),
        Table("changes", .revocable), Table("upstream_tokens", .revocable),
        Table("attempts", .traces), Table("attempt_links", .traces), Table("trace_steps", .traces), Table("trace_gaps", .traces),
    ]

    static func named(_ name: String) -> Table? { all.first { $0.name == name } }
}

/// A column of a table.
struct Column: Sendable, Equatable {
    enum Kind: String, Sendable { case text, integer, bytes }

    let name: String
    let kind: Kind

    /// The columns of a table in their order, and those of its primary key.
    static func of(_ table: Table, _ connection: any SQLConnection, _ dialect: SQLDialect) throws -> (all: [Column], key: [Int]) {
        var (columns, key): ([Column], [(place: Int64, column: Int)]) = ([], [])
        for row in try connection.rows(dialect.columns, [.text(table.name)]) {
            var reader = RowReader(row)
            let (name, type) = (try reader.text(), try reader.text().lowercased())
            guard let kind = kinds[type] else { throw UnreadableColumn(table: table.name, column: name, type: type) }
            let place = try reader.integer()
            if place > 0 { key.append((place, columns.count)) }
            columns.append(Column(name: name, kind: kind))
        }
        return (columns, key.sorted { $0.place < $1.place }.map(\.column))
    }

    private static let kinds: [String: Kind] = ["text": .text, "bigint": .integer, "integer": .integer, "bytea": .bytes]

    /// Whether a value may stand in this column.
    func holds(_ value: SQLValue) -> Bool {
        switch (kind, value) {
        case (_, .null), (.text, .text), (.integer, .integer), (.bytes, .bytes): true
        default: false
        }
    }
}

/// A column of a type that no copy knows.
struct UnreadableColumn: Error {
    let table, column, type: String
}

extension Table {
    /// All rows in the order of their key, some at a time.
    func walk(
        _ connection: any SQLConnection, _ columns: [Column], key: [Int], step: Int, _ body: ([SQLRow]) throws -> Void
    ) throws {
        let list = columns.map(\.name).joined(separator: ", ")
        let keys = key.map { columns[$0].name }.joined(separator: ", ")
        let places = key.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let order = "ORDER BY \(keys) LIMIT \(step)"
        var rows = try connection.rows("SELECT \(list) FROM \(name) \(order)", [])
        while let last = rows.last {
            try body(rows)
            guard rows.count == step else { return }
            rows = try connection.rows(
                "SELECT \(list) FROM \(name) WHERE (\(keys)) > (\(places)) \(order)", key.map { last[$0] })
        }
    }

    /// Deletes some rows; returns how many.
    func deleteSome(_ connection: any SQLConnection, _ dialect: SQLDialect, limit: Int) throws -> Int {
        let (columns, key) = try Column.of(self, connection, dialect)
        let keys = key.map { columns[$0].name }.joined(separator: ", ")
        return try connection.run("DELETE FROM \(name) WHERE (\(keys)) IN (SELECT \(keys) FROM \(name) LIMIT \(limit))", [])
    }

    func isEmpty(_ connection: any SQLConnection) throws -> Bool {
        try connection.rows("SELECT 1 FROM \(name) LIMIT 1", []).isEmpty
    }

    func count(_ connection: any SQLConnection) throws -> Int {
        var row = RowReader(try connection.rows("SELECT COUNT(*) FROM \(name)", []).first ?? [])
        return Int(try row.integer())
    }
}
