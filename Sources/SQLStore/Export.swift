// `usher export`: everything in a database, of one moment, as lines that a database of either kind takes again.
// A picture leaves the database as it is. A move closes it in the same transaction: whoever writes is held off from the
// first row on, and refused from the last one on, so that nothing can be revoked there that the export still holds.

import Keys

/// Where the lines go.
public protocol ExportSink: Sendable {
    /// Forgets what was written; a transaction that collided begins again.
    func restart() throws
    func write(_ bytes: [UInt8]) throws
    /// Has everything on the disk, under its name.
    func finish() throws
}

/// A database on its way into a file.
public struct Export: Sendable {
    let database: any SQLDatabase
    let sink: any ExportSink
    let issuer: String
    let program: String
    let secret: RootSecret
    let includesTraces: Bool

    public init(
        _ database: any SQLDatabase, into sink: any ExportSink, issuer: String, program: String, secret: RootSecret,
        includesTraces: Bool = false
    ) {
        self.database = database
        self.sink = sink
        self.issuer = issuer
        self.program = program
        self.secret = secret
        self.includesTraces = includesTraces
    }

    private struct Written: Sendable {
        var counts: [String: Int]
        var digest: Digest
    }

    /// Writes what is there now; the database stays in use. Returns the number of rows of each table.
    public func picture(at time: Timestamp) async throws -> [String: Int] {
        let written = try await database.snapshot { connection in
            if let present = try connection.standing() { throw StoreError.notOpen(present) }
            return try write(connection, .picture, at: time, move: nil)
        }
        return try end(written)
    }

    /// Writes what is there now and closes the database in the same moment, naming where it went. One that is closed
    /// already is written again, as the same move.
    public func move(to place: String, at time: Timestamp, randomness: any Randomness) async throws -> [String: Int] {
        let name = Base64URL.encode(randomness.bytes(16))
        let dialect = database.dialect
        let written = try await database.maintain { connection in
            var standing = Standing(state: .moved, run: name, since: time, note: place)
            if let present = try connection.standing() {
                guard present.state == .moved else { throw StoreError.notOpen(present) }
                standing.run = present.run
            } else {
                for statement in dialect.sealing.sealing(Table.all.map(\.name)) { _ = try connection.run(statement, []) }
            }
            try connection.stand(standing)
            return try write(connection, .move, at: time, move: standing.run)
        }
        // Only now does the file become whole: had the transaction failed, the database would still be in use.
        return try end(written)
    }

    private func write(
        _ connection: any SQLConnection, _ kind: ExportHead.Kind, at time: Timestamp, move: String?
    ) throws -> Written {
        try sink.restart()
        var writer = LineWriter(sink)
        let schema = Int(try connection.first(SchemaVersion.query, []) { try $0.integer() } ?? 0)
        let head = ExportHead(
            kind: kind, schema: schema, program: program, issuer: issuer, writtenAt: time, fingerprint: secret.fingerprint,
            move: move)
        try writer.add(head.line.encoded)
        var counts: [String: Int] = [:]
        for table in Table.all where includesTraces || table.role != .traces {
            counts[table.name] = try write(table, connection, &writer)
        }
        try writer.flush()
        return Written(counts: counts, digest: writer.digest)
    }

    private func write(_ table: Table, _ connection: any SQLConnection, _ writer: inout LineWriter) throws -> Int {
        let (columns, key) = try Column.of(table, connection, database.dialect)
        let exported = ExportedTable(table, columns)
        try writer.add(exported.line.encoded)
        var count = 0
        try table.walk(connection, columns, key: key, step: 500) { rows in
            for row in rows { try writer.add(exported.line(row)) }
            count += rows.count
        }
        return count
    }

    private func end(_ written: Written) throws -> [String: Int] {
        let end = ExportEnd(counts: written.counts, digest: written.digest, secret: secret)
        try sink.write(end.line.encoded + [LineWriter.newline])
        try sink.finish()
        return written.counts
    }
}

/// Gathers lines, and what proves that they are all.
private struct LineWriter {
    static let newline = UInt8(ascii: "\n")
    private let sink: any ExportSink
    private var waiting: [UInt8] = []
    private var running = RunningDigest()

    init(_ sink: any ExportSink) { self.sink = sink }

    mutating func add(_ line: [UInt8]) throws {
        waiting += line
        waiting.append(Self.newline)
        if waiting.count >= 1 << 16 { try flush() }
    }

    mutating func flush() throws {
        running.add(waiting)
        try sink.write(waiting)
        waiting.removeAll(keepingCapacity: true)
    }

    var digest: Digest { running.digest }
}
