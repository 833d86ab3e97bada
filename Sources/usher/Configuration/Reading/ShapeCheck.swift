// Are these the keys there are, and is each a value, a list or a section as it should be?

extension Setting {
    /// Reports keys that do not exist and values of the wrong shape, and makes the latter silent.
    mutating func checkShape(_ place: [String] = []) -> [Problem] {
        let shape = place.isEmpty ? Key.Shape.section : Key.at(place)?.shape
        switch (shape, value) {
        case (.section, .map(var entries)), (.optionalSection, .map(var entries)):
            let problems = Self.checkKeys(&entries, place)
            value = .map(entries)
            return problems
        case (.named, .map(var entries)):
            let problems = entries.indices.flatMap { entries[$0].setting.checkShape(place + [entries[$0].name]) }
            value = .map(entries)
            return problems
        case (.list, .list(var items)), (.records, .list(var items)):
            let problems = items.indices.flatMap { items[$0].checkItem(place + ["[\($0)]"], of: shape == .records) }
            value = .list(items)
            return problems
        case (.list, .nothing), (.records, .nothing):
            value = .list([])
            return []
        case (.section, .nothing), (.named, .nothing), (.optionalSection, .nothing):
            value = .map([])
            return []
        case (.text, .text), (.file, .text), (.fileOrURL, .text), (.database, .text), (nil, _): return []
        default: return [complain(place, expected: shape)]
        }
    }

    private static func checkKeys(_ entries: inout [Entry], _ place: [String]) -> [Problem] {
        let names = Key.below(place).map(\.name)
        var problems: [Problem] = []
        for index in entries.indices {
            let entry = entries[index]
            if names.contains(entry.name) {
                problems += entries[index].setting.checkShape(place + [entry.name])
            } else {
                let cure = nearest(entry.name, names).map { "did you mean `\($0)`?" } ?? "expected \(alternatives(names))"
                problems.append(Problem(entry.origin, "`\(spelled(place + [entry.name]))` is not a key; \(cure)"))
            }
        }
        return problems
    }

    private mutating func checkItem(_ place: [String], of records: Bool) -> [Problem] {
        if records { return checkShape(place) }
        if case .text = value { return [] }
        return [complain(place, expected: .text)]
    }

    private mutating func complain(_ place: [String], expected shape: Key.Shape?) -> Problem {
        let found = described
        value = .broken
        let words =
            switch shape {
            case .section, .optionalSection: "a section with the keys \(alternatives(Key.below(place).map(\.name)))"
            case .named: "a section of names, each with its value"
            case .list: "a list, such as [ one, two ]"
            case .records: "a list of sections, each beginning with `- `"
            default: "one value"
            }
        return Problem(origin, "\(spelled(place).isEmpty ? "" : "`\(spelled(place))`: ")found \(found); expected \(words)")
    }

    private var described: String {
        switch value {
        case .text(let text): shown(text)
        case .list: "a list"
        case .map: "a section"
        case .nothing, .broken: "nothing (text that begins with # needs quotation marks)"
        }
    }
}

/// A place as a person writes it: `resources.notes.rules[0].path`.
func spelled(_ place: [String]) -> String {
    place.reduce("") { $1.hasPrefix("[") ? $0 + $1 : $0.isEmpty ? $1 : "\($0).\($1)" }
}
