// People in JSON: one object for each line, or the elements of an array somewhere in one document.

import Keys

/// An object that is a person.
struct JSONEntry {
    private let members: [JSONText.Member]

    /// `nil` if the text is no object.
    init?(reading text: [UInt8]) {
        guard let members = try? JSONText.members(reading: text) else { return nil }
        self.members = members
    }

    init?(_ text: JSONText) {
        guard text.kind == .object else { return nil }
        members = text.members
    }

    subscript(name: String) -> JSONText? {
        guard let value = members[name], value.kind != .null else { return nil }
        return value
    }

    func text(_ name: String) -> String? { self[name]?.string }
    func flag(_ name: String) -> Bool { self[name]?.boolean ?? false }
}

/// The objects of a file, one after the other.
struct JSONEntries {
    private enum Source {
        case lines(LineReader)
        case elements(ArraySlice<JSONText>, of: [UInt8], seen: Int)
    }

    private var source: Source
    private var line = 0

    /// One object for each line.
    init(_ lines: LineReader) { source = .lines(lines) }

    /// The elements of an array that stands in `document`.
    init(_ array: JSONText, in document: [UInt8]) {
        source = .elements(array.elements[...], of: document, seen: 0)
        line = 1
    }

    /// The next object and the line where it begins; `nil` in its place for what is none. Empty lines are passed over.
    mutating func next() throws -> (line: Int, entry: JSONEntry?)? {
        switch source {
        case .lines(let lines):
            while let text = try lines.next() {
                line += 1
                if text.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) { return (line, JSONEntry(reading: text)) }
            }
            return nil
        case .elements(var left, let document, let seen):
            guard let element = left.popFirst() else { return nil }
            let start = element.bytes.startIndex
            line += document[seen..<start].count { $0 == UInt8(ascii: "\n") }
            source = .elements(left, of: document, seen: start)
            return (line, JSONEntry(element))
        }
    }
}

/// People whose entries are objects.
protocol JSONPeople: ImportedPeople {
    var entries: JSONEntries { get set }
    /// The person that an object is.
    static func person(_ entry: JSONEntry) throws -> ImportedPerson
}

extension JSONPeople {
    mutating func next() throws -> ImportedEntry? {
        guard let (line, entry) = try entries.next() else { return nil }
        return try ImportedEntry(line: line) {
            guard let entry else { throw Untaken("it is no JSON object") }
            return try Self.person(entry)
        }
    }
}
