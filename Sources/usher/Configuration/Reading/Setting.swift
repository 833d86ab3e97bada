// A configuration before it has types: text, lists and maps, each with the place it came from.

/// A value as it was written.
struct Setting: Sendable, Equatable {
    indirect enum Value: Sendable, Equatable {
        case text(String)
        case list([Setting])
        case map([Entry])
        /// `key:` with nothing behind it.
        case nothing
        /// Already reported; says nothing more.
        case broken
    }

    /// A name and its value, in the order of the file.
    struct Entry: Sendable, Equatable {
        var name: String
        var origin: Origin
        var setting: Setting
    }

    var value: Value
    var origin: Origin

    init(_ value: Value, _ origin: Origin) {
        self.value = value
        self.origin = origin
    }

    var text: String? { if case .text(let text) = value { text } else { nil } }
    var entries: [Entry] { if case .map(let entries) = value { entries } else { [] } }
    var items: [Setting] { if case .list(let items) = value { items } else { [] } }

    subscript(name: String) -> Setting? { entries.first { $0.name == name }?.setting }

    /// Puts a value at a place, making the sections on the way.
    mutating func set(_ path: ArraySlice<String>, to setting: Setting) {
        guard let name = path.first else { return self = setting }
        // What was written with a wrong shape is reported as such, not replaced.
        switch value {
        case .text, .list, .broken: return
        case .map, .nothing: break
        }
        var entries = self.entries
        let index = entries.firstIndex { $0.name == name } ?? entries.count
        if index == entries.count {
            entries.append(Entry(name: name, origin: setting.origin, setting: Setting(.map([]), setting.origin)))
        }
        if path.count == 1 { entries[index].origin = setting.origin }
        entries[index].setting.set(path.dropFirst(), to: setting)
        value = .map(entries)
    }
}
