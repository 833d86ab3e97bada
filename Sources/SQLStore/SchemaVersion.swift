// The version of a database's schema, told without changing it: for whoever must know before the store is opened.

/// How many migrations a database has seen.
public enum SchemaVersion {
    /// What this program brings a database to.
    public static var newest: Int { Schema.newest }

    /// The statement that tells a database's version.
    public static let query = "SELECT COALESCE(MAX(version), 0) FROM migrations"
}
