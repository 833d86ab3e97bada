// The rows of an import, some at a time: as many as one transaction should hold.

/// Rows of one table that go into the database together.
struct RowStep: Sendable {
    let table: ExportedTable
    var rows: [SQLRow]

    func insert(_ connection: any SQLConnection, _ dialect: SQLDialect) throws {
        let (columns, _) = try Column.of(table.table, connection, dialect)
        if let stranger = table.columns.first(where: { !columns.contains($0) }) {
            throw ImportProblem.unknown("\(table.table.name).\(stranger.name)")
        }
        let insertion = Insertion(into: table.table.name, table.columns.map(\.name))
        _ = try connection.answers(to: insertion.statements(for: rows))
    }
}

/// The rows of an export in steps of bounded size.
struct RowSteps {
    private var scanner: ExportScanner
    private let expected: ExportEnd
    private let comes: (Table) -> Bool
    private var ahead: (table: ExportedTable, row: SQLRow)?

    private static let mostRows = 1000
    private static let mostBytes = 4 << 20

    init(_ export: CheckedExport, _ comes: @escaping (Table) -> Bool) throws {
        scanner = try ExportScanner(export.source)
        expected = export.end
        self.comes = comes
    }

    mutating func next() throws -> RowStep? {
        guard let first = try take() else { return nil }
        var (step, bytes) = (RowStep(table: first.table, rows: [first.row]), first.row.size)
        while step.rows.count < Self.mostRows, bytes < Self.mostBytes, let next = try take() {
            guard next.table.table == step.table.table else {
                ahead = next
                break
            }
            step.rows.append(next.row)
            bytes += next.row.size
        }
        return step
    }

    private mutating func take() throws -> (table: ExportedTable, row: SQLRow)? {
        if let ahead {
            self.ahead = nil
            return ahead
        }
        while scanner.end == nil, let next = try scanner.next() {
            if comes(next.table.table) { return next }
        }
        // The file is read for the second time, and must be the same.
        guard scanner.end == expected else { throw ImportProblem.changed }
        return nil
    }
}

extension SQLRow {
    /// What it takes of memory, roughly.
    fileprivate var size: Int {
        reduce(0) { sum, value in
            switch value {
            case .text(let text): sum + text.utf8.count
            case .bytes(let bytes): sum + bytes.count
            default: sum + 8
            }
        }
    }
}
