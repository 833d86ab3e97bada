// Whether a database may be served. A row in `standing` says why not; an open database has none.

import FoundationEssentials
import Keys

/// Why a database is not to be served.
public struct Standing: Sendable, Equatable {
    public enum State: String, Sendable {
        /// An import has begun and not ended.
        case importing
        /// Everything that could have been revoked is being ended.
        case ending
        /// It was exported to be imported elsewhere; nothing is written here any more.
        case moved
    }

    public var state: State
    /// The import that is under way, or the move; another import that takes over gives its own.
    public var run: String
    public var since: Timestamp
    /// Where it was moved to, as far as it is known here.
    public var note: String

    /// What the operator is told.
    public var sentence: String {
        switch state {
        case .importing: "An import into this database was not finished. Run `usher import` again: it begins anew."
        case .ending: "Ending all sessions and grants was not finished. Run `usher database end-everything` again."
        case .moved:
            """
            This database was moved: on \(Self.text(since)) it was exported into \(note), and nothing is written here since. Serve the \
            one that the file was imported into. `usher export --undo-move` opens this one again, and ends all sessions and grants.
            """
        }
    }

    private static func text(_ time: Timestamp) -> String {
        Date(timeIntervalSince1970: Double(time.milliseconds) / 1000).formatted(.iso8601)
    }
}

extension SQLBackedStore {
    /// Why this database is not to be served; `nil` if it may be.
    public func standing() async throws -> Standing? {
        guard let row = try await database.rows(Standing.query, []).first else { return nil }
        return try Standing(row)
    }
}

extension Standing {
    static let query = "SELECT state, run, since, note FROM standing"

    init(_ row: SQLRow) throws {
        var row = RowReader(row)
        guard let state = State(rawValue: try row.text()) else { throw StoreError.newerSchema }
        self.init(state: state, run: try row.text(), since: try row.time(), note: try row.text())
    }
}

extension SQLConnection {
    func standing() throws -> Standing? { try rows(Standing.query, []).first.map { try Standing($0) } }

    /// Says why the database is not to be served, in place of what was said before.
    func stand(_ standing: Standing) throws {
        _ = try run(
            """
            INSERT INTO standing (id, state, run, since, note) VALUES (1, $1, $2, $3, $4)
            ON CONFLICT (id) DO UPDATE SET state = $1, run = $2, since = $3, note = $4
            """,
            [.text(standing.state.rawValue), .text(standing.run), .time(standing.since), .text(standing.note)])
    }

    /// Closes an open database; `false` if somebody else has done that meanwhile.
    func close(_ standing: Standing) throws -> Bool {
        try run(
            """
            INSERT INTO standing (id, state, run, since, note) VALUES (1, $1, $2, $3, $4) ON CONFLICT (id) DO NOTHING
            """,
            [.text(standing.state.rawValue), .text(standing.run), .time(standing.since), .text(standing.note)]) == 1
    }

    /// Opens the database for everybody; `false` if that is not for this run to say any more.
    func open(_ run: String) throws -> Bool {
        try self.run("DELETE FROM standing WHERE run = $1", [.text(run)]) == 1
    }
}
