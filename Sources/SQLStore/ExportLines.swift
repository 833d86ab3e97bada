// The lines of an export, docs/exports.md: a head, for each table a line that names its columns and one for each row,
// and an end without which nothing is taken. Each is one JSON object.

import Keys

/// A line that is read again.
typealias ExportLine = [JSONText.Member]

extension ExportLine {
    init(reading text: [UInt8]) throws(JSONProblem) { self = try JSONText.members(reading: text) }
}

/// The first line: what was exported, when, by whom.
public struct ExportHead: Sendable, Equatable {
    public enum Kind: String, Sendable {
        /// The database stayed in use, so that it shows the past from then on.
        case picture
        /// The database was closed in the same moment.
        case move
    }

    /// The version of the format.
    static let format: Int64 = 1

    public var kind: Kind
    public var schema: Int
    /// The program's version, for people.
    public var program: String
    public var issuer: String
    public var writtenAt: Timestamp
    /// Tells the root secret from others, without telling it.
    public var fingerprint: String
    /// The name of the move; exports of one house that stays closed have the same.
    public var move: String?

    var line: JSON {
        .object([
            "usher_export": .integer(Self.format), "kind": .string(kind.rawValue), "schema": .integer(Int64(schema)),
            "program": .string(program), "issuer": .string(issuer), "written_at": .integer(writtenAt.milliseconds),
            "secret": .string(fingerprint), "move": move.map { .string($0) },
        ])
    }

    init(
        kind: Kind, schema: Int, program: String, issuer: String, writtenAt: Timestamp, fingerprint: String, move: String?
    ) {
        self.kind = kind
        self.schema = schema
        self.program = program
        self.issuer = issuer
        self.writtenAt = writtenAt
        self.fingerprint = fingerprint
        self.move = move
    }

    init(_ line: ExportLine) throws(ImportProblem) {
        guard let format = line["usher_export"]?.integer else { throw .noExport }
        guard format == Self.format else { throw .newer }
        guard let kind = line["kind"]?.string.flatMap(Kind.init), let schema = line["schema"]?.integer,
            let program = line["program"]?.string, let issuer = line["issuer"]?.string,
            let writtenAt = line["written_at"]?.integer, let fingerprint = line["secret"]?.string
        else { throw .noExport }
        guard schema <= Int64(Schema.newest) else { throw .newer }
        self.init(
            kind: kind, schema: Int(schema), program: program, issuer: issuer, writtenAt: Timestamp(milliseconds: writtenAt),
            fingerprint: fingerprint, move: line["move"]?.string)
    }
}

/// The last line: how much there was, and what proves that it is all and unchanged.
struct ExportEnd: Sendable, Equatable {
    var counts: [String: Int]
    /// Over all lines before.
    var digest: Digest
    /// The digest, authenticated by the root secret.
    var code: [UInt8]

    init(counts: [String: Int], digest: Digest, secret: RootSecret) {
        self.counts = counts
        self.digest = digest
        code = secret.code(over: digest.bytes, for: .exports)
    }

    var line: JSON {
        var rows: JSON.Members = [:]
        for (table, count) in counts.sorted(by: { $0.key < $1.key }) { rows[table] = .integer(Int64(count)) }
        return .object(["end": .object(rows), "sha256": .string(digest.base64URL), "code": .string(Base64URL.encode(code))])
    }

    init?(_ line: ExportLine) {
        guard let rows = line["end"], let code = line["code"]?.string.flatMap({ Base64URL.decode($0) }),
            let digest = line["sha256"]?.string.flatMap({ Base64URL.decode($0) }).flatMap(Digest.init(stored:))
        else { return nil }
        counts = [:]
        for member in rows.members {
            guard let count = member.value.integer.flatMap(Int.init(exactly:)) else { return nil }
            counts[member.name] = count
        }
        (self.digest, self.code) = (digest, code)
    }
}

/// The line before a table's rows: which one, with which columns.
struct ExportedTable: Sendable, Equatable {
    var table: Table
    var columns: [Column]

    var line: JSON {
        var kinds: JSON.Members = [:]
        for column in columns { kinds[column.name] = .string(column.kind.rawValue) }
        return .object(["table": .string(table.name), "columns": .object(kinds)])
    }

    init(_ table: Table, _ columns: [Column]) {
        self.table = table
        self.columns = columns
    }

    /// `nil` if the line is no such line.
    init?(_ line: ExportLine) throws(ImportProblem) {
        guard let name = line["table"]?.string, let kinds = line["columns"] else { return nil }
        guard let table = Table.named(name) else { throw .unknown(name) }
        var columns: [Column] = []
        for member in kinds.members {
            guard let kind = member.value.string.flatMap(Column.Kind.init) else { throw .unknown("\(name).\(member.name)") }
            columns.append(Column(name: member.name, kind: kind))
        }
        self.init(table, columns)
    }

    // MARK: Rows

    /// A row as its line; columns without a value are left out.
    func line(_ row: some Sequence<SQLValue>) throws -> [UInt8] {
        var output = [UInt8(ascii: "{")]
        for (column, value) in zip(columns, row) where value != .null {
            guard column.holds(value) else { throw UnreadableColumn(table: table.name, column: column.name, type: "\(value)") }
            if output.count > 1 { output.append(UInt8(ascii: ",")) }
            JSON.write(column.name, to: &output)
            output.append(UInt8(ascii: ":"))
            switch value {
            case .null: break
            case .integer(let number): output.append(contentsOf: String(number).utf8)
            case .text(let text): JSON.write(text, to: &output)
            case .bytes(let bytes): JSON.write(Base64URL.encode(bytes), to: &output)
            }
        }
        output.append(UInt8(ascii: "}"))
        return output
    }

    /// Reads a row again.
    func row(_ line: ExportLine) throws(ImportProblem) -> SQLRow {
        var (row, next) = (SQLRow(repeating: .null, count: columns.count), 0)
        for member in line {
            // They stand in the order of the columns, unless somebody has changed that.
            let isNamed = { (column: Column) in column.name == member.name }
            guard let place = columns[next...].firstIndex(where: isNamed) ?? columns.firstIndex(where: isNamed),
                let value = Self.value(member.value, columns[place].kind)
            else { throw .noRow(table.name) }
            row[place] = value
            next = place + 1
        }
        return row
    }

    private static func value(_ text: JSONText, _ kind: Column.Kind) -> SQLValue? {
        switch kind {
        case .text: text.string.map { .text($0) }
        case .integer: text.integer.map { .integer($0) }
        case .bytes: text.string.flatMap { Base64URL.decode($0) }.map { .bytes($0) }
        }
    }
}

extension JSONText {
    fileprivate var integer: Int64? { kind == .number ? Int64(text) : nil }
}

extension RootSecret {
    /// What tells this secret from others, and nothing else about it.
    var fingerprint: String { Base64URL.encode(code(over: "which secret".utf8, for: .exports).prefix(16)) }
}
