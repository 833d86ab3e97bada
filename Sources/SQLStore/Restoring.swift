// What happens to a database that came back from a backup: everything that could have been revoked since is ended.

extension SQLBackedStore {
    /// Ends every session and grant and drops the signing keys, so that nothing revoked after the backup comes back.
    /// People, clients and consents stay.
    public func endEverything() async throws {
        try await database.write { connection in
            for table in ["sessions", "grants", "changes", "signing_keys"] {
                _ = try connection.run("DELETE FROM \(table)", [])
            }
        }
    }
}
