// Fills in what was not written, so that what is read, and what `usher config print` shows, is complete.

import FoundationEssentials

/// The folders that relative paths start from.
struct Folders: Sendable {
    /// Of the configuration file.
    let file: String
    /// Where the command was started; paths in the environment and in flags start here.
    let working: String

    /// An absolute path without `.` and `..`.
    func resolve(_ path: String, _ origin: Origin) -> String {
        let base =
            switch origin {
            case .file, .standard: file
            case .environment, .flag: working
            }
        return Self.join(base, path)
    }

    static func join(_ base: String, _ path: String) -> String {
        var parts: [Substring] = []
        for part in (path.hasPrefix("/") ? path : base + "/" + path).split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}

extension Setting {
    /// Adds the defaults of the table, then those that follow from other values, and makes paths absolute.
    mutating func complete(_ folders: Folders) {
        fill([])
        let publicURL = self["public_url"]?.text ?? ""
        for entry in self["resources"]?.entries ?? [] {
            for (path, value) in Self.derived(entry, publicURL) where entry.setting.isAbsent(path) {
                set((["resources", entry.name] + path)[...], to: Setting(value, .standard))
            }
        }
        arrange([], folders)
    }

    private mutating func fill(_ place: [String]) {
        switch value {
        case .map(var entries):
            if place.isEmpty || Key.at(place)?.shape != .named {
                for key in Key.below(place) where !entries.contains(where: { $0.name == key.name }) {
                    guard let standard = key.standard else { continue }
                    entries.append(Entry(name: key.name, origin: .standard, setting: Setting(standard, .standard)))
                }
            }
            for index in entries.indices { entries[index].setting.fill(place + [entries[index].name]) }
            value = .map(entries)
        case .list(var items):
            for index in items.indices { items[index].fill(place + ["[\(index)]"]) }
            value = .list(items)
        default: return
        }
    }

    private func isAbsent(_ path: [String]) -> Bool {
        var here: Setting? = self
        for name in path { here = here?[name] }
        return here == nil
    }

    private static func derived(_ entry: Entry, _ publicURL: String) -> [([String], Value)] {
        let scopes = entry.setting["scopes"]?.entries.map { Setting(.text($0.name), .standard) } ?? []
        var values: [([String], Value)] = [
            (["name"], .text(entry.name.prefix(1).uppercased() + entry.name.dropFirst())),
            (["default_scopes"], .list(scopes)),
        ]
        if let path = entry.setting["path"]?.text { values.append((["identifier"], .text(publicURL + path))) }
        if let plugin = entry.setting["plugin"], case .map = plugin.value {
            if let name = plugin["name"]?.text { values.append((["plugin", "name_for_model"], .text(modelName(name)))) }
            if let document = plugin["openapi"] { values.append((["openapi"], document.value)) }
            if let words = plugin["description"] { values.append((["plugin", "description_for_model"], words.value)) }
        }
        return values
    }

    /// Lower-case letters, digits and `_`, as every model client accepts.
    private static func modelName(_ name: String) -> String {
        let mapped = name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        return String(mapped.prefix(50))
    }

    /// Puts the keys of a section into the order of the table, and makes paths absolute.
    private mutating func arrange(_ place: [String], _ folders: Folders) {
        switch value {
        case .text(let text): value = .text(Key.at(place)?.resolved(text) { folders.resolve($0, origin) } ?? text)
        case .map(var entries):
            for index in entries.indices { entries[index].setting.arrange(place + [entries[index].name], folders) }
            let names = Key.below(place).map(\.name)
            value = .map(names.contains("*") ? entries : names.flatMap { name in entries.filter { $0.name == name } })
        case .list(var items):
            for index in items.indices { items[index].arrange(place + ["[\(index)]"], folders) }
            value = .list(items)
        default: return
        }
    }
}

extension Key {
    /// The value when nothing is written; nil leaves the key out.
    fileprivate var standard: Setting.Value? {
        if let fallback { return .text(fallback) }
        switch shape {
        case .section, .named: return name == "*" ? nil : .map([])
        case .list: return path.count == 1 ? .list([]) : nil
        default: return nil
        }
    }

    fileprivate func resolved(_ text: String, _ resolve: (String) -> String) -> String {
        switch shape {
        case .file: resolve(text)
        case .fileOrURL: text.contains("://") ? text : resolve(text)
        case .database where text.hasPrefix("sqlite:") && text != "sqlite::memory:" && text.count > 7 && !text.hasPrefix("sqlite://"):
            "sqlite:" + resolve(String(text.dropFirst(7)))
        default: text
        }
    }
}
