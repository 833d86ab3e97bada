// Connection attempts: a head for each, its steps in the order of their insertion, and the links that lead to it.
// Steps are only ever added, so that several servers can write to one attempt without losing anything of each other.

import FoundationEssentials
import Keys
import Trace

extension SQLBackedStore: TraceStore {
    private static var columns: String { "id, started_at, last_at, client_id, client_name, profile, resource, gaps" }
    /// As many attempts as one caller may have open at once; more are in doubt anyway.
    private static var fewAttempts: Int64 { 8 }

    public func attempts(linkedBy strong: [Link], orBy weak: [Link], since time: Timestamp) async throws -> [LinkedAttempt] {
        guard !strong.isEmpty || !weak.isEmpty else { return [] }
        return try await database.read { connection in
            var ids: Set<String> = []
            for link in Set(strong) {
                ids.formUnion(
                    try connection.all(
                        "SELECT attempt_id FROM attempt_links WHERE link = $1", [.name(link)]
                    ) { try $0.text() })
            }
            for link in Set(weak) {
                ids.formUnion(
                    try connection.all(
                        """
                        SELECT attempts.id FROM attempt_links JOIN attempts ON attempts.id = attempt_links.attempt_id
                        WHERE link = $1 AND last_at >= $2 ORDER BY last_at DESC LIMIT $3
                        """, [.name(link), .time(time), .integer(Self.fewAttempts)]
                    ) { try $0.text() })
            }
            return try ids.sorted().compactMap { id in
                guard let attempt = try connection.attempt(id, Self.columns) else { return nil }
                let links = try connection.all(
                    "SELECT link FROM attempt_links WHERE attempt_id = $1", [.text(id)]
                ) { Link(try $0.text()) }
                return LinkedAttempt(attempt, links: Set(links))
            }
        }
    }

    public func record(_ batch: Batch) async throws {
        let steps = try batch.steps.map { step in
            (step, String(decoding: try JSONEncoder().encode(step.step), as: UTF8.self))
        }
        try await database.write { connection in
            if batch.gaps > 0 {
                _ = try connection.run(
                    "UPDATE attempts SET gaps = gaps + $1 WHERE last_at >= $2",
                    [.integer(Int64(batch.gaps)), .time(batch.gapsSince)])
            }
            for head in batch.heads { try connection.put(head, gaps: batch.gaps) }
            for merge in batch.merges {
                let both: [SQLValue] = [.name(merge.into), .name(merge.from)]
                _ = try connection.run("UPDATE trace_steps SET attempt_id = $1 WHERE attempt_id = $2", both)
                // Some links may lead to both; those of the one that goes, go with it.
                _ = try connection.run(
                    """
                    INSERT INTO attempt_links (link, attempt_id) SELECT link, $1 FROM attempt_links WHERE attempt_id = $2
                    ON CONFLICT (link, attempt_id) DO NOTHING
                    """, both)
                _ = try connection.run("DELETE FROM attempts WHERE id = $1", [.name(merge.from)])
            }
            for link in batch.links {
                _ = try connection.run(
                    "INSERT INTO attempt_links (link, attempt_id) VALUES ($1, $2) ON CONFLICT (link, attempt_id) DO NOTHING",
                    [.name(link.link), .name(link.attempt)])
            }
            try connection.add(steps)
        }
    }

    public func attempts(before time: Timestamp?, limit: Int) async throws -> [Attempt] {
        try await database.read { connection in
            let ids = try connection.all(
                "SELECT id FROM attempts WHERE last_at < $1 ORDER BY last_at DESC, id LIMIT $2",
                [.integer(time?.milliseconds ?? Int64.max), .integer(Int64(limit))]
            ) { try $0.text() }
            return try ids.compactMap { try connection.attempt($0, Self.columns) }
        }
    }

    public func attempt(_ id: AttemptID) async throws -> Attempt? {
        try await database.read { connection in
            if let attempt = try connection.attempt(id.value, Self.columns) { return attempt }
            let whole = try connection.first(
                "SELECT attempt_id FROM attempt_links WHERE link = $1", [.name(Link.attempt(id))]
            ) { try $0.text() }
            return try whole.flatMap { try connection.attempt($0, Self.columns) }
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
            return old + excess
        }
    }
}

extension Step {
    fileprivate init(stored text: String) throws {
        self = try JSONDecoder().decode(Step.self, from: Data(text.utf8))
    }
}

extension SQLConnection {
    /// An attempt with its steps, oldest first.
    fileprivate func attempt(_ id: String, _ columns: String) throws -> Attempt? {
        let head = try first("SELECT \(columns) FROM attempts WHERE id = $1", [.text(id)]) { row in
            Attempt(
                id: try row.name(), startedAt: try row.time(), lastAt: try row.time(),
                client: try row.optionalText().map { ClientID($0) }, clientName: try row.optionalText(),
                profile: try row.optionalText(), resource: try row.optionalText(), gaps: Int(try row.integer()))
        }
        guard var attempt = head else { return nil }
        attempt.steps = try all("SELECT step FROM trace_steps WHERE attempt_id = $1 ORDER BY at, sequence", [.text(id)]) {
            try Step(stored: $0.text())
        }
        return attempt
    }

    /// Begins an attempt, or adds to what is known of it.
    fileprivate func put(_ head: Attempt, gaps: Int) throws {
        _ = try run(
            """
            INSERT INTO attempts (id, started_at, last_at, client_id, client_name, profile, resource, gaps)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (id) DO UPDATE SET
                started_at = CASE WHEN excluded.started_at < attempts.started_at THEN excluded.started_at
                    ELSE attempts.started_at END,
                last_at = CASE WHEN excluded.last_at > attempts.last_at THEN excluded.last_at ELSE attempts.last_at END,
                client_id = COALESCE(excluded.client_id, attempts.client_id),
                client_name = COALESCE(excluded.client_name, attempts.client_name),
                profile = COALESCE(excluded.profile, attempts.profile),
                resource = COALESCE(excluded.resource, attempts.resource)
            """,
            [
                .name(head.id), .time(head.startedAt), .time(head.lastAt), .text(head.client?.value), .text(head.clientName),
                .text(head.profile), .text(head.resource), .integer(Int64(gaps)),
            ])
    }

    /// Adds steps, numbered for those who follow them.
    fileprivate func add(_ steps: [(TracedStep, json: String)]) throws {
        guard !steps.isEmpty else { return }
        var next = try take(steps.count, from: .steps)
        for (index, (step, json)) in steps.enumerated() {
            if try !insert(next, step, json) {
                try mend(.steps, "SELECT MAX(sequence) FROM trace_steps")
                next = try take(steps.count - index, from: .steps)
                _ = try insert(next, step, json)
            }
            next += 1
        }
    }

    /// - Returns: `false` if the number is taken.
    private func insert(_ number: Int64, _ step: TracedStep, _ json: String) throws -> Bool {
        try run(
            """
            INSERT INTO trace_steps (sequence, attempt_id, at, step) VALUES ($1, $2, $3, $4)
            ON CONFLICT (sequence) DO NOTHING
            """, [.integer(number), .name(step.attempt), .time(step.step.at), .text(json)]) == 1
    }
}
