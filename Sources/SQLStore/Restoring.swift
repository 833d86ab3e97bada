// What happens to a database that came back from the past: everything that could have been revoked since is ended.

import Keys

extension SQLBackedStore {
    /// Ends every session and grant and drops the signing keys, so that nothing revoked since that moment comes back.
    /// People, clients and consents stay. A database that was moved is open again afterwards.
    ///
    /// It goes in bounded steps; until all are done, no server starts on the database.
    ///
    /// - Parameter renewKeys: makes new signing keys; for servers that run, all access tokens end with that.
    public func endEverything(at time: Timestamp, renewKeys: () async throws -> Void = {}) async throws {
        let run = "ending"
        let dialect = database.dialect
        try await database.maintain { connection in
            let standing = try connection.standing()
            if let standing, standing.state == .importing { throw StoreError.notOpen(standing) }
            if standing?.state == .moved {
                for statement in dialect.sealing.unsealing(Table.all.map(\.name)) { _ = try connection.run(statement, []) }
            }
            try connection.stand(Standing(state: .ending, run: run, since: time, note: ""))
            for table in ["signing_keys", "changes"] { _ = try connection.run("DELETE FROM \(table)", []) }
        }
        try await renewKeys()
        // Changes that are new again tell of the new keys.
        for table in Table.all where table.role == .revocable && !["signing_keys", "changes"].contains(table.name) {
            try await database.deleteAll(table)
        }
        _ = try await database.write { try $0.open(run) }
    }
}

extension SQLDatabase {
    /// Deletes all rows of a table, in steps that keep nobody waiting for long.
    func deleteAll(_ table: Table) async throws {
        let dialect = dialect
        while try await maintain({ try table.deleteSome($0, dialect, limit: 2000) }) > 0 {}
    }
}
