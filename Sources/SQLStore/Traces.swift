// Connection attempts: a head for each, its steps in the order of their insertion, and the links that lead to it.
// Steps are only ever added, so that several servers can write to one attempt without losing anything of each other.
// All that a batch asks or writes travels together, however many attempts it touches.

import FoundationEssentials
import Keys
import Trace

extension SQLBackedStore: TraceStore {
    /// As many attempts as one caller may have open at once; more are in doubt anyway.
    private static let fewAttempts: Int64 = 8
    private static let strong = Lookup("SELECT attempt_id FROM attempt_links WHERE link IN")

    // One statement for each: the latest few are found from the end, however many more there are.
    private static func weak(_ link: Link, since time: Timestamp) -> SQLStatement {
        SQLStatement(
            """
            SELECT attempts.id FROM attempt_links JOIN attempts ON attempts.id = attempt_links.attempt_id
            WHERE link = $1 AND last_at >= $2 ORDER BY last_at DESC LIMIT $3
            """, [.name(link), .time(time), .integer(fewAttempts)])
    }

    public func attempts(linkedBy strong: [Link], orBy weak: [Link], since time: Timestamp) async throws -> [LinkedAttempt] {
        let lookups =
            Self.strong.statements(for: Set(strong).map(\.value))
            + Set(weak).map { Self.weak($0, since: time) }
        guard !lookups.isEmpty else { return [] }
        return try await database.read { connection in
            let ids = try connection.answers(to: lookups).flatMap { try $0.rows.all { try $0.text() } }
            return try connection.attempts(Set(ids).sorted())
        }
    }

    public func record(_ batch: Batch) async throws {
        let steps = try batch.steps.map { step in
            (step, String(decoding: try JSONEncoder().encode(step.step), as: UTF8.self))
        }
        let changes = Self.changes(batch)
        try await database.write { connection in
            _ = try connection.answers(to: changes)
            try connection.add(steps)
        }
    }

    /// What is to be done before the steps are added.
    private static func changes(_ batch: Batch) -> [SQLStatement] {
        var statements: [SQLStatement] = []
        if batch.gaps > 0 {
            // Noted once, not at each attempt: when steps are lost there is no time for more.
            statements.append(
                SQLStatement(
                    """
                    INSERT INTO trace_gaps (minute, since, lost) VALUES ($1, $2, $3)
                    ON CONFLICT (minute) DO UPDATE SET lost = trace_gaps.lost + excluded.lost
                    """,
                    [.time(batch.gapsAt.minute), .time(batch.gapsSince), .integer(Int64(batch.gaps))]))
        }
        // All servers lock them in the same order, so that they wait for each other and do not collide.
        let heads = batch.heads.sorted { $0.id.value < $1.id.value }
        statements += AttemptColumns.insertion.statements(for: heads.map(AttemptColumns.values))
        for merge in batch.merges {
            let both: [SQLValue] = [.name(merge.into), .name(merge.from)]
            statements += [
                SQLStatement("UPDATE trace_steps SET attempt_id = $1 WHERE attempt_id = $2", both),
                // Some links may lead to both; those of the one that goes, go with it.
                SQLStatement(
                    """
                    INSERT INTO attempt_links (link, attempt_id) SELECT link, $1 FROM attempt_links WHERE attempt_id = $2
                    ON CONFLICT (link, attempt_id) DO NOTHING
                    """, both),
                SQLStatement("DELETE FROM attempts WHERE id = $1", [.name(merge.from)]),
            ]
        }
        let links = Insertion(into: "attempt_links", ["link", "attempt_id"], "ON CONFLICT (link, attempt_id) DO NOTHING")
        return statements + links.statements(for: batch.links.map { [.name($0.link), .name($0.attempt)] })
    }

    public func attempts(before time: Timestamp?, limit: Int) async throws -> [Attempt] {
        try await database.read { connection in
            let ids = try connection.all(
                "SELECT id FROM attempts WHERE last_at < $1 ORDER BY last_at DESC, id LIMIT $2",
                [.integer(time?.milliseconds ?? Int64.max), .integer(Int64(limit))]
            ) { try $0.text() }
            return try connection.notingGaps(connection.attempts(ids).map(\.attempt))
        }
    }

    public func attempt(_ id: AttemptID) async throws -> Attempt? {
        try await database.read { connection in
            if let linked = try connection.attempts([id.value]).first { return try connection.notingGaps([linked.attempt]).first }
            let whole = try connection.all(
                "SELECT attempt_id FROM attempt_links WHERE link = $1", [.name(Link.attempt(id))]
            ) { try $0.text() }
            return try connection.notingGaps(connection.attempts(Array(whole.prefix(1))).map(\.attempt)).first
        }
    }

    public func steps(after sequence: Int64, limit: Int) async throws -> [TracedStep] {
        try await all(
            "SELECT sequence, attempt_id, step FROM trace_steps WHERE sequence > $1 ORDER BY sequence LIMIT $2",
            [.integer(sequence), .integer(Int64(limit))]
        ) { row in
            let (sequence, id) = (try row.integer(), try row.name(AttemptID.self))
            return TracedStep(attempt: id, step: try Step(stored: row.text()), sequence: sequence)
        }
    }

    public func latestStep() async throws -> Int64 {
        try await first("SELECT value FROM counters WHERE name = 'trace_steps'", []) { try $0.integer() } ?? 0
    }

    public func sweepTraces(before time: Timestamp, most: Int, limit: Int) async throws -> Int {
        try await database.write { connection in
            let old = try connection.run(
                """
                DELETE FROM attempts WHERE id IN
                    (SELECT id FROM attempts WHERE last_at < $1 ORDER BY last_at LIMIT $2)
                """, [.time(time), .integer(Int64(limit))])
            let excess = try connection.run(
                """
                DELETE FROM attempts WHERE id IN
                    (SELECT id FROM attempts ORDER BY last_at DESC, id LIMIT $1 OFFSET $2)
                """, [.integer(Int64(max(0, limit - old))), .integer(Int64(most))])
            _ = try connection.run("DELETE FROM trace_gaps WHERE minute < $1", [.time(time)])
            return old + excess
        }
    }
}

extension Timestamp {
    /// The beginning of its minute.
    fileprivate var minute: Timestamp { Timestamp(milliseconds: milliseconds - milliseconds % 60_000) }
}

extension Step {
    fileprivate init(stored text: String) throws {
        self = try JSONDecoder().decode(Step.self, from: Data(text.utf8))
    }
}

/// The columns of an attempt's head, in the order in which they are read and written.
private enum AttemptColumns {
    private static let names = [
        "id", "started_at", "last_at", "client_id", "client_name", "profile", "resource", "gaps",
    ]
    static let lookup = Lookup("SELECT \(names.joined(separator: ", ")) FROM attempts WHERE id IN")

    /// Begins attempts, or adds to what is known of them.
    static let insertion = Insertion(
        into: "attempts", names,
        """
        ON CONFLICT (id) DO UPDATE SET
            started_at = CASE WHEN excluded.started_at < attempts.started_at THEN excluded.started_at
                ELSE attempts.started_at END,
            last_at = CASE WHEN excluded.last_at > attempts.last_at THEN excluded.last_at ELSE attempts.last_at END,
            client_id = COALESCE(excluded.client_id, attempts.client_id),
            client_name = COALESCE(excluded.client_name, attempts.client_name),
            profile = COALESCE(excluded.profile, attempts.profile),
            resource = COALESCE(excluded.resource, attempts.resource)
        """)

    static func values(_ head: Attempt) -> SQLRow {
        [
            .name(head.id), .time(head.startedAt), .time(head.lastAt), .text(head.client?.value), .text(head.clientName),
            .text(head.profile), .text(head.resource), .integer(0),
        ]
    }

    static func read(_ row: inout RowReader) throws -> Attempt {
        Attempt(
            id: try row.name(), startedAt: try row.time(), lastAt: try row.time(),
            client: try row.optionalText().map { ClientID($0) }, clientName: try row.optionalText(),
            profile: try row.optionalText(), resource: try row.optionalText(), gaps: Int(try row.integer()))
    }
}

extension SQLConnection {
    /// The attempts of these names that there are, in this order, with their steps, oldest first.
    fileprivate func attempts(_ ids: [String]) throws -> [LinkedAttempt] {
        let heads = AttemptColumns.lookup.statements(for: ids)
        let links = Lookup("SELECT attempt_id, link FROM attempt_links WHERE attempt_id IN").statements(for: ids)
        let steps = Lookup("SELECT attempt_id, step FROM trace_steps WHERE attempt_id IN", [], "ORDER BY at, sequence")
            .statements(for: ids)
        let rows = try answers(to: heads + links + steps).map(\.rows)
        var found: [String: LinkedAttempt] = [:]
        for attempt in try rows[..<heads.count].joined().all(AttemptColumns.read) {
            found[attempt.id.value] = LinkedAttempt(attempt, links: [])
        }
        for (id, link) in try rows[heads.count...].prefix(links.count).joined().all({ (try $0.text(), try $0.name(Link.self)) }) {
            found[id]?.links.insert(link)
        }
        for (id, step) in try rows.suffix(steps.count).joined().all({ (try $0.text(), try Step(stored: $0.text())) }) {
            found[id]?.attempt.steps.append(step)
        }
        return ids.compactMap { found[$0] }
    }

    /// The same attempts, with the number of steps that were lost while they were under way.
    fileprivate func notingGaps(_ attempts: [Attempt]) throws -> [Attempt] {
        guard let earliest = attempts.map(\.startedAt).min() else { return [] }
        let gaps = try all(
            "SELECT minute, since, lost FROM trace_gaps WHERE minute >= $1", [.time(earliest.minute)]
        ) { (minute: try $0.time(), since: try $0.time(), lost: Int(try $0.integer())) }
        return attempts.map { attempt in
            var attempt = attempt
            for gap in gaps where attempt.startedAt.minute <= gap.minute && gap.since <= attempt.lastAt { attempt.gaps += gap.lost }
            return attempt
        }
    }

    /// Adds steps, numbered for those who follow them.
    fileprivate func add(_ steps: [(TracedStep, json: String)]) throws {
        let left = try insert(steps)
        guard !left.isEmpty else { return }
        try mend(.steps, "SELECT MAX(sequence) FROM trace_steps")
        _ = try insert(left)
    }

    /// - Returns: those whose number was taken.
    private func insert(_ steps: [(TracedStep, json: String)]) throws -> [(TracedStep, json: String)] {
        guard !steps.isEmpty else { return [] }
        let first = try take(steps.count, from: .steps)
        let rows: [SQLRow] = steps.enumerated().map { index, step in
            [.integer(first + Int64(index)), .name(step.0.attempt), .time(step.0.step.at), .text(step.json)]
        }
        let insertion = Insertion(
            into: "trace_steps", ["sequence", "attempt_id", "at", "step"], "ON CONFLICT (sequence) DO NOTHING RETURNING sequence")
        let numbers = try answers(to: insertion.statements(for: rows)).flatMap { try $0.rows.all { try $0.integer() } }
        let inserted = Set(numbers)
        return steps.indices.filter { !inserted.contains(first + Int64($0)) }.map { steps[$0] }
    }
}
