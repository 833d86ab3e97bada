// Tables that refuse every write, by triggers: they hold whatever program writes.

import SQLStore

struct SQLiteSealing: Sealing {
    private static let kinds = ["insert", "update", "delete"]

    func sealing(_ tables: [String]) -> [String] {
        tables.flatMap { table in
            Self.kinds.map { kind in
                """
                CREATE TRIGGER sealed_\(table)_\(kind) BEFORE \(kind) ON \(table)
                BEGIN SELECT RAISE(ABORT, 'this database was moved'); END
                """
            }
        }
    }

    func unsealing(_ tables: [String]) -> [String] {
        tables.flatMap { table in Self.kinds.map { "DROP TRIGGER IF EXISTS sealed_\(table)_\($0)" } }
    }
}
