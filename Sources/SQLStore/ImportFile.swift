// An export as it is read again: line by line, never more than one in memory, and nothing believed before its end.

import Keys

/// Where the lines come from; they are read more than once.
public protocol ExportSource: Sendable {
    func open() throws -> any ExportReader
    /// Notes that a move comes to life under `name`, unless it was noted before; returns the name that holds.
    func claim(for name: String) throws -> String
}

public protocol ExportReader: AnyObject {
    /// The next line without its end; `nil` after the last.
    func next() throws -> [UInt8]?
}

/// Why an export is not taken.
public enum ImportProblem: Error, Sendable, Equatable, CustomStringConvertible {
    case noExport
    case newer
    case incomplete
    case changed
    case unknown(String)
    case noRow(String)
    case otherSecret
    case tooOld
    case takenElsewhere
    case notEmpty(String)
    case overtaken
    case disturbed(String)

    public var description: String {
        switch self {
        case .noExport: "The file is no export of Usher's. `usher export` writes one; what `usher backup` wrote, `usher restore` takes."
        case .newer: "The export was written by a newer version of Usher. Import it with that version."
        case .incomplete: "The export is not complete: its end is missing. Take another one, or another copy of it."
        case .changed: "The export was changed after it was written, or is damaged. Take another one, or another copy of it."
        case .unknown(let name):
            "The export holds \(name), which this version of Usher does not know. Import it with the version that wrote it."
        case .noRow(let table): "The export holds something under \(table) that is no row of it. Take another one, or another copy of it."
        case .otherSecret:
            "The export was written under another root secret, so its signing keys cannot be opened here. Put the secret of the old database in place first; or import with --as-picture: then everybody signs in again."
        case .tooOld:
            "The move was written more than a day ago, and what happened since nobody knows. Export again; or import with --as-picture: then everybody signs in again."
        case .takenElsewhere:
            "The move was imported into another database already. Two of them would not hear of each other's revocations. Import with --as-picture to make a copy in which everybody signs in again."
        case .notEmpty(let table):
            "The database is not empty: there is something in `\(table)`. An import adds to nothing and replaces nothing; name a fresh database with --database."
        case .overtaken: "Another import has begun in this database and taken over. Let it finish."
        case .disturbed(let table):
            "Somebody else wrote into `\(table)` while the import went on, so nothing is opened. Stop whatever uses the database, and import again."
        }
    }
}

/// An export that was read to its end once.
public struct CheckedExport: Sendable {
    public let head: ExportHead
    let end: ExportEnd
    let source: any ExportSource

    /// How many rows there are of each table.
    public var counts: [String: Int] { end.counts }

    /// - Throws: `ImportProblem` for a file that is not whole.
    public init(_ source: any ExportSource) throws {
        self.source = source
        var scanner = try ExportScanner(source)
        while try scanner.next() != nil {}
        guard let end = scanner.end else { throw ImportProblem.incomplete }
        (head, self.end) = (scanner.head, end)
    }

    /// Whether a file at least begins as an export.
    public static func isExport(_ source: any ExportSource) throws -> Bool {
        guard let first = try source.open().next(), let line = try? ExportLine(reading: first) else { return false }
        return line["usher_export"] != nil
    }

    /// Whether it is as it was written by somebody with this secret; `nil` if it was written under another.
    func isGenuine(under secret: RootSecret) -> Bool? {
        guard head.fingerprint == secret.fingerprint else { return nil }
        return constantTimeEqual(end.code, secret.code(over: end.digest.bytes, for: .exports))
    }
}

/// Goes through an export, row by row.
struct ExportScanner {
    let head: ExportHead
    /// There after the last row, if the file is whole.
    private(set) var end: ExportEnd?
    private let reader: any ExportReader
    private var running = RunningDigest()
    private var table: ExportedTable?
    private var counts: [String: Int] = [:]

    init(_ source: any ExportSource) throws {
        reader = try source.open()
        guard let first = try reader.next(), let line = try? ExportLine(reading: first) else { throw ImportProblem.noExport }
        head = try ExportHead(line)
        add(first)
    }

    private mutating func add(_ text: [UInt8]) {
        running.add(text)
        running.add([UInt8(ascii: "\n")])
    }

    /// The next row; `nil` after the last.
    mutating func next() throws -> (table: ExportedTable, row: SQLRow)? {
        while let text = try reader.next() {
            guard let line = try? ExportLine(reading: text) else { throw ImportProblem.incomplete }
            if let end = ExportEnd(line) {
                guard try reader.next() == nil, end.counts == counts, end.digest.matches(running.digest) else {
                    throw ImportProblem.changed
                }
                self.end = end
                return nil
            }
            add(text)
            if let next = try ExportedTable(line) {
                guard counts.updateValue(0, forKey: next.table.name) == nil else { throw ImportProblem.changed }
                table = next
            } else {
                guard let table else { throw ImportProblem.noExport }
                counts[table.table.name, default: 0] += 1
                return (table, try table.row(line))
            }
        }
        throw ImportProblem.incomplete
    }
}
