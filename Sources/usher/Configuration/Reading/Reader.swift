// Turns settings into typed values, and collects what is wrong instead of stopping at the first mistake.

import FoundationEssentials

/// Reads sections; whatever cannot be read is nil and has been reported.
struct Reader {
    private(set) var problems: [Problem] = []

    /// A section, and where it stands.
    struct Section {
        let place: [String]
        let setting: Setting
        /// Where its name stands, for what is missing from it.
        let origin: Origin

        func child(_ name: String) -> Section? {
            guard let entry = setting.entries.first(where: { $0.name == name }), case .map = entry.setting.value else { return nil }
            return Section(place: place + [name], setting: entry.setting, origin: entry.origin)
        }

        var children: [Section] { setting.entries.compactMap { child($0.name) } }
    }

    mutating func report(_ problem: Problem) { problems.append(problem) }

    /// Reports a value, and what was expected in its place.
    mutating func report(_ setting: Setting, _ place: [String], _ expected: String) {
        report(Problem(setting.origin, "`\(spelled(place))`: found \(shown(setting.text ?? "")); expected \(expected)"))
    }

    /// One value. Nil if it is absent, or was refused.
    mutating func value<Value>(_ section: Section, _ name: String, _ read: (String) throws -> Value) -> Value? {
        let place = section.place + [name]
        guard let setting = section.setting[name] else {
            guard let key = Key.at(place), key.isRequired else { return nil }
            let example = key.example.map { ", such as `\(name): \($0)`" } ?? ""
            report(Problem(section.origin, "`\(spelled(place))` is missing; expected it here\(example)"))
            return nil
        }
        return parse(setting, place, read)
    }

    /// Several values; those that were refused are left out, and reported.
    mutating func values<Value>(_ section: Section, _ name: String, _ read: (String) throws -> Value) -> [Value] {
        let items = section.setting[name]?.items ?? []
        var values: [Value] = []
        for (index, item) in items.enumerated() {
            if let value = parse(item, section.place + [name, "[\(index)]"], read) { values.append(value) }
        }
        return values
    }

    /// Names with their values, in order.
    mutating func named<Value>(
        _ section: Section, _ name: String, _ readName: (String) throws -> String, _ read: (String) throws -> Value
    ) -> [(String, Value)] {
        let entries = section.setting[name]?.entries ?? []
        let place = section.place + [name]
        var pairs: [(String, Value)] = []
        for entry in entries {
            let key = parse(Setting(.text(entry.name), entry.origin), place, readName)
            let value = parse(entry.setting, place + [entry.name], read)
            if let key, let value { pairs.append((key, value)) }
        }
        return pairs
    }

    private mutating func parse<Value>(_ setting: Setting, _ place: [String], _ read: (String) throws -> Value) -> Value? {
        guard let text = setting.text else { return nil }
        do {
            return try read(text)
        } catch {
            report(setting, place, (error as? Refusal)?.expected ?? "another value")
            return nil
        }
    }
}

/// A file that is there.
func existingFile(_ path: String) throws(Refusal) -> String {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder else {
        throw Refusal("a file that exists; paths start from the folder of the configuration file")
    }
    guard FileManager.default.isReadableFile(atPath: path) else { throw Refusal("a file that Usher may read") }
    return path
}

/// A folder that is there.
func existingFolder(_ path: String) throws(Refusal) -> String {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder else {
        throw Refusal("a folder that exists; paths start from the folder of the configuration file")
    }
    return path
}

/// An image that browsers show.
func existingImage(_ path: String) throws(Refusal) -> String {
    let endings = [".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif"]
    guard endings.contains(where: path.lowercased().hasSuffix) else { throw Refusal("an image: \(alternatives(endings))") }
    return try existingFile(path)
}
