// Numbers for rows that others follow. A database's own numbering is taken before the commit, so that a follower could
// read a number and miss a smaller one that is committed later. These are taken from a row that stays locked until the
// commit: they become visible in their order, and without gaps. Take them last, so that nobody waits for long.

/// What is numbered so.
enum Counter: String {
    case changes
    case steps = "trace_steps"
    /// How often the signing keys were changed.
    case keys = "signing_keys"
}

extension SQLConnection {
    /// Takes `count` numbers in a row.
    ///
    /// - Returns: the first of them.
    func take(_ count: Int, from counter: Counter) throws -> Int64 {
        let last = try first(
            "UPDATE counters SET value = value + $1 WHERE name = $2 RETURNING value",
            [.integer(Int64(count)), .text(counter.rawValue)]
        ) { try $0.integer() }
        guard let last else { throw MissingCounter(counter: counter) }
        return last - Int64(count) + 1
    }

    /// Sets a counter beyond `rows`, the largest number that is there: a server of the version before this one, beside
    /// which this one may run for a while, numbers rows without the counter.
    func mend(_ counter: Counter, _ rows: String) throws {
        let largest = try first(rows, []) { try $0.integer() } ?? 0
        _ = try run(
            "UPDATE counters SET value = $1 WHERE name = $2 AND value < $1",
            [.integer(largest), .text(counter.rawValue)])
    }
}

/// A row that a migration has made is gone.
struct MissingCounter: Error {
    let counter: Counter
}
