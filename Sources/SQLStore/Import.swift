// `usher import`: an export put into an empty database, in transactions of bounded size. Until the last of them nobody
// serves the database; one that was broken off begins anew.
//
// A picture shows the past: what was revoked since, nobody knows. So its sessions, grants and keys stay behind, as with
// a restore. A move keeps them, once and soon: the database that it came from was closed in the same moment.

import Keys

/// An export on its way into a database.
public struct Import: Sendable {
    private let export: CheckedExport
    private let database: any SQLDatabase
    /// Tells this import from another that may take over.
    private let mark: String
    private let time: Timestamp
    /// Whether sessions, grants and keys come along.
    public let keepsEverything: Bool

    /// How long after a move was written it may still bring grants to life.
    public static let patience: Duration = .seconds(86400)

    /// Prepares an import; nothing is written yet.
    ///
    /// - Parameter asPicture: treats a move as a picture.
    /// - Throws: `ImportProblem` if the export must not go there.
    public init(
        _ export: CheckedExport, into database: any SQLDatabase, secret: RootSecret, asPicture: Bool, at time: Timestamp,
        randomness: any Randomness
    ) throws {
        let isGenuine = export.isGenuine(under: secret)
        guard isGenuine != false else { throw ImportProblem.changed }
        keepsEverything = export.head.kind == .move && !asPicture
        if keepsEverything {
            guard isGenuine == true else { throw ImportProblem.otherSecret }
            guard time - export.head.writtenAt <= Self.patience else { throw ImportProblem.tooOld }
        }
        self.export = export
        self.database = database
        self.time = time
        mark = Base64URL.encode(randomness.bytes(16))
    }

    /// Imports all of it; returns how many rows there are of each table.
    public func run() async throws -> [String: Int] {
        try await Schema.migrate(database, accepting: [.importing])
        let (place, isAgain) = try await begin()
        if keepsEverything { try await claim(place, isAgain) }
        if isAgain { for table in Table.all.reversed() { try await database.deleteAll(table) } }
        let counts = try await insert()
        try await finish(counts)
        return counts
    }

    private func comes(_ table: Table) -> Bool { keepsEverything || table.role != .revocable }

    // MARK: The beginning

    /// Closes the database for everybody else; returns its name for this import, and whether one was broken off before.
    private func begin() async throws -> (place: String, isAgain: Bool) {
        let (mark, time) = (mark, time)
        return try await database.write { connection in
            if let present = try connection.standing() {
                guard present.state == .importing else { throw StoreError.notOpen(present) }
                try connection.stand(Standing(state: .importing, run: mark, since: time, note: present.note))
                return (present.note, true)
            }
            if let full = try Table.all.first(where: { try !$0.isEmpty(connection) }) { throw ImportProblem.notEmpty(full.name) }
            guard try connection.close(Standing(state: .importing, run: mark, since: time, note: mark)) else {
                throw ImportProblem.overtaken
            }
            return (mark, false)
        }
    }

    /// Notes beside the export that it comes to life here, and nowhere else.
    private func claim(_ place: String, _ isAgain: Bool) async throws {
        do {
            guard try export.source.claim(for: place) == place else { throw ImportProblem.takenElsewhere }
        } catch {
            if !isAgain { _ = try await database.write { [mark] in try $0.open(mark) } }
            throw error
        }
    }

    // MARK: The rows

    private func insert() async throws -> [String: Int] {
        var counts: [String: Int] = [:]
        var steps = try RowSteps(export, comes)
        while let step = try steps.next() {
            let (dialect, mark) = (database.dialect, mark)
            try await database.maintain { connection in
                // Also holds off another import until this step is done.
                guard try connection.run("UPDATE standing SET state = state WHERE run = $1", [.text(mark)]) == 1 else {
                    throw ImportProblem.overtaken
                }
                try step.insert(connection, dialect)
            }
            counts[step.table.table.name, default: 0] += step.rows.count
        }
        return counts
    }

    // MARK: The end

    private func finish(_ counts: [String: Int]) async throws {
        let mark = mark
        try await database.maintain { connection in
            for table in Table.all where try table.count(connection) != counts[table.name, default: 0] {
                throw ImportProblem.disturbed(table.name)
            }
            // Numbers that are given from now on come behind those that are there.
            try connection.mend(.changes, "SELECT COALESCE(MAX(sequence), 0) FROM changes")
            try connection.mend(.steps, "SELECT COALESCE(MAX(sequence), 0) FROM trace_steps")
            guard try connection.open(mark) else { throw ImportProblem.overtaken }
        }
    }
}
