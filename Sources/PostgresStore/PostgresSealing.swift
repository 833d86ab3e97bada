// What those need who copy all tables: the columns by the catalog, and tables that refuse every write, by triggers
// (PostgreSQL documentation, "Overview of Trigger Behavior").

import SQLStore

enum PostgresCatalog {
    /// The columns of a table of the schema that the connection works in.
    static let columns = """
        SELECT CAST(columns.column_name AS TEXT), CAST(columns.data_type AS TEXT), COALESCE((
            SELECT CAST(keys.ordinal_position AS BIGINT) FROM information_schema.key_column_usage AS keys
            JOIN information_schema.table_constraints AS constraints
                ON constraints.constraint_schema = keys.constraint_schema
                AND constraints.constraint_name = keys.constraint_name AND constraints.table_name = keys.table_name
            WHERE constraints.constraint_type = 'PRIMARY KEY' AND keys.table_schema = columns.table_schema
                AND keys.table_name = columns.table_name AND keys.column_name = columns.column_name), 0)
        FROM information_schema.columns AS columns
        WHERE columns.table_schema = current_schema() AND columns.table_name = $1 ORDER BY columns.ordinal_position
        """
}

struct PostgresSealing: Sealing {
    func sealing(_ tables: [String]) -> [String] {
        // The lock first, on all of them: what was committed before it is in the copy, and nothing is committed after it.
        ["LOCK TABLE \(tables.joined(separator: ", ")) IN SHARE ROW EXCLUSIVE MODE", Self.refusal]
            + tables.map { table in
                """
                CREATE TRIGGER sealed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON \(table)
                FOR EACH STATEMENT EXECUTE FUNCTION usher_sealed()
                """
            }
    }

    func unsealing(_ tables: [String]) -> [String] {
        tables.map { "DROP TRIGGER IF EXISTS sealed ON \($0)" } + ["DROP FUNCTION IF EXISTS usher_sealed()"]
    }

    // With the code of something that may be tried again: where the database went, it will succeed.
    private static let refusal = """
        CREATE OR REPLACE FUNCTION usher_sealed() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN RAISE EXCEPTION ''this database was moved'' USING ERRCODE = ''55P03''; END'
        """
}
