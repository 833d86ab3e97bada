// A file of people from another system: in which format it is, where that is certain.

import ArgumentParser
import Foundation
import Keys

enum PeopleFormat: String, CaseIterable, ExpressibleByArgument {
    case csv, auth0, keycloak
}

struct PeopleFile {
    let format: PeopleFormat
    var people: any ImportedPeople

    /// Opens a file of the format given, or of the one that it shows.
    ///
    /// - Throws: `Failure` if it is of none.
    init(_ path: String, _ given: PeopleFormat?) throws {
        let lines = try Self.lines(path)
        guard let first = try Self.firstLine(path) else { throw Failure("\(path) is empty.") }
        let isJSON = first.first.map { [UInt8(ascii: "{"), UInt8(ascii: "[")].contains($0) } ?? false
        if given == .csv || (given == nil && !isJSON) {
            (format, people) = (.csv, try CSVPeople(lines))
            return
        }
        guard isJSON else { throw Failure("\(path) is no JSON, in which \(given?.rawValue ?? "it") would be.") }
        // One object in each line is Auth0's alone; anything else is one document.
        let object = JSONEntry(reading: first)
        if let object, object["users"] == nil, given == .auth0 || (given == nil && Auth0People.resembles(object)) {
            (format, people) = (.auth0, Auth0People(JSONEntries(lines)))
            return
        }
        let document = try Self.document(path)
        let text: JSONText
        do { text = try JSONText(reading: document) } catch { throw Failure("\(path) is no JSON: \(error.sentence)") }
        guard let list = text.kind == .array ? text : text["users"], list.kind == .array else {
            throw Failure("\(path) holds no list of people. A realm of Keycloak's has one under `users`.")
        }
        let entries = JSONEntries(list, in: document)
        switch given ?? Self.format(text, list) {
        case .auth0: (format, people) = (.auth0, Auth0People(entries))
        case .keycloak: (format, people) = (.keycloak, KeycloakPeople(entries))
        default: throw Failure("it is not certain what \(path) is. Say so with --format auth0 or --format keycloak.")
        }
    }

    private static func format(_ text: JSONText, _ list: JSONText) -> PeopleFormat? {
        if text.kind == .object { return .keycloak }
        guard let first = list.elements.first.flatMap({ JSONEntry($0) }) else { return nil }
        if Auth0People.resembles(first) { return .auth0 }
        return first["credentials"]?.kind == .array ? .keycloak : nil
    }

    private static func lines(_ path: String) throws -> LineReader {
        try LineReader(path, tooLong: Failure("\(path) has a line that is too long to be a person."))
    }

    /// The first line that is not empty, without white space around it.
    private static func firstLine(_ path: String) throws -> [UInt8]? {
        let lines = try LineReader(path, tooLong: nil)
        while let line = try lines.next() {
            let trimmed = line.drop { $0 <= 0x20 }
            if !trimmed.isEmpty { return Array(trimmed) }
        }
        return nil
    }

    private static func document(_ path: String) throws -> [UInt8] {
        do { return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) } catch { throw Failure("\(path) cannot be read: \(error).") }
    }
}
