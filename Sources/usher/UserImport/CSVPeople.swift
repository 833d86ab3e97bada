// People from a table (RFC 4180): a first line that names the columns, and one person for each line after it.
// Each record is parsed by itself, so that one that is broken takes no other with it.

import Foundation
import Identity
import SwiftCSV

struct CSVPeople: ImportedPeople {
    private enum Column: String, CaseIterable {
        case email, name
        case hash = "password_hash"
        case isEmailVerified = "email_verified"
        case isDisabled = "disabled"
    }

    private var records: CSVRecords
    private let delimiter: CSVDelimiter
    private let columns: [Column?]
    /// Columns that are not taken.
    let ignored: [String]

    /// Other names of columns.
    private static let synonyms = [
        "e-mail": Column.email, "email_address": .email, "mail": .email, "display_name": .name, "full_name": .name, "hash": .hash,
        "passwordhash": .hash, "emailverified": .isEmailVerified,
    ]

    /// - Throws: `Failure` if the first line names no column of e-mail addresses.
    init(_ lines: LineReader) throws {
        records = CSVRecords(lines)
        let head = try records.next()?.text.map { $0.hasPrefix("\u{feff}") ? String($0.dropFirst()) : $0 } ?? ""
        delimiter = CSVDelimiter.guessed(string: head)
        let names = (try? Self.fields(head, delimiter)) ?? []
        columns = names.map { name in
            let name = name.trimmingCharacters(in: .whitespaces).lowercased().replacingOccurrences(of: " ", with: "_")
            return Column(rawValue: name) ?? Self.synonyms[name]
        }
        ignored = zip(names, columns).filter { $0.1 == nil }.map(\.0)
        guard columns.contains(.email) else {
            throw Failure(
                "the first line of the table names no column `email`. It may also name `name`, `password_hash`, `email_verified` and `disabled`."
            )
        }
        for column in Column.allCases where columns.count(where: { $0 == column }) > 1 {
            throw Failure("the first line of the table names more than one column for `\(column.rawValue)`.")
        }
    }

    private static func fields(_ record: String, _ delimiter: CSVDelimiter) throws -> [String] {
        // With an end of line, or an empty last field would be forgotten.
        try EnumeratedCSV(string: record + "\n", delimiter: delimiter, loadColumns: false).header
    }

    mutating func next() throws -> ImportedEntry? {
        guard let record = try records.next() else { return nil }
        return try ImportedEntry(line: record.line) { try person(record.text) }
    }

    private func person(_ record: String?) throws -> ImportedPerson {
        guard let record else { throw Untaken("its text is not UTF-8, or a quotation mark is missing") }
        guard let fields = try? Self.fields(record, delimiter) else { throw Untaken("a quotation mark stands where none may") }
        guard fields.count <= columns.count else { throw Untaken("it has more fields than the first line has names") }
        var values: [Column: String] = [:]
        for (column, field) in zip(columns, fields) {
            let text = field.trimmingCharacters(in: .whitespaces)
            if let column, !text.isEmpty { values[column] = text }
        }
        guard let email = values[.email] else { throw Untaken.noEmail }
        return ImportedPerson(
            email: email, name: values[.name], hash: try values[.hash].map { text throws(ForeignHash.Problem) in try ForeignHash(text) },
            isEmailVerified: try flag(values, .isEmailVerified), isDisabled: try flag(values, .isDisabled))
    }

    private func flag(_ values: [Column: String], _ column: Column) throws -> Bool {
        switch values[column]?.lowercased() {
        case nil, "false", "0", "no", "f", "n": false
        case "true", "1", "yes", "t", "y": true
        default: throw Untaken("`\(column.rawValue)` is neither true nor false")
        }
    }
}

/// The records of a table: lines, or several where a quoted field has line breaks in it.
struct CSVRecords {
    private let lines: LineReader
    /// Lines that were read ahead in vain.
    private var ahead: [[UInt8]] = []
    private var line = 0

    /// No field of a person has more lines.
    private static let mostLines = 20

    init(_ lines: LineReader) { self.lines = lines }

    /// The next record and where it begins; without text if it is none. Empty lines are passed over.
    mutating func next() throws -> (line: Int, text: String?)? {
        while let first = try take() {
            guard first.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { continue }
            return (line, try record(first))
        }
        return nil
    }

    private mutating func record(_ first: [UInt8]) throws -> String? {
        let begun = line
        var lines = [first]
        // A quotation mark inside of quotes is doubled, so a record has an even number of them.
        while !lines.joined().count(where: { $0 == UInt8(ascii: "\"") }).isMultiple(of: 2) {
            guard lines.count < Self.mostLines, let more = try take() else {
                // What was taken for the rest of it is looked at by itself.
                ahead = Array(lines.dropFirst()) + ahead
                line = begun
                return nil
            }
            lines.append(more)
        }
        return String(validating: lines.joined(separator: [UInt8(ascii: "\n")]), as: UTF8.self)
    }

    private mutating func take() throws -> [UInt8]? {
        guard let next = ahead.isEmpty ? try lines.next() : ahead.removeFirst() else { return nil }
        line += 1
        return next.last == 0x0D ? Array(next.dropLast()) : next
    }
}
