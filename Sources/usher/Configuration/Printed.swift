// What `usher config print` shows: all that is in force, as YAML, each value with where it came from.
// Loading the printed text gives the same configuration; only a database password is masked.

extension LoadedConfiguration {
    /// The effective configuration as YAML.
    func printed() -> String {
        var lines: [String] = []
        write(settings.entries, depth: 0, into: &lines)
        return lines.joined(separator: "\n") + "\n"
    }

    private func write(_ entries: [Setting.Entry], depth: Int, into lines: inout [String]) {
        for entry in entries {
            let start = String(repeating: "  ", count: depth) + yamlScalar(entry.name) + ":"
            switch entry.setting.value {
            case .text(let text):
                let isDatabase = depth == 0 && entry.name == "database"
                lines.append(
                    "\(start) \(yamlScalar(isDatabase ? maskingPassword(text) : text))  # \(entry.setting.origin.described(file: file))")
            case .map(let inner) where !inner.isEmpty:
                lines.append(start)
                write(inner, depth: depth + 1, into: &lines)
            case .list(let items) where !items.isEmpty:
                lines.append(start)
                for item in items { write(item, depth: depth + 1, into: &lines) }
            case .list: lines.append("\(start) []  # \(entry.setting.origin.described(file: file))")
            case .map: lines.append("\(start) {}")
            case .nothing, .broken: break
            }
        }
    }

    private func write(_ item: Setting, depth: Int, into lines: inout [String]) {
        let indent = String(repeating: "  ", count: depth)
        if let text = item.text { return lines.append("\(indent)- \(yamlScalar(text))  # \(item.origin.described(file: file))") }
        let first = lines.count
        write(item.entries, depth: depth + 1, into: &lines)
        guard lines.count > first else { return }
        lines[first] = indent + "- " + lines[first].dropFirst(indent.count + 2)
    }
}

/// A scalar in YAML: plain where nothing can be mistaken, else in double quotes (YAML 1.2 §7.3.1).
func yamlScalar(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "@"), UInt8(ascii: ":"),
            UInt8(ascii: " "):
            true
        default: false
        }
    }
    let isFirstPlain = text.utf8.first.map { ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || (0x2F...0x39).contains($0) } ?? false
    let isMistaken = text.contains(": ") || text.hasSuffix(":") || text.hasSuffix(" ") || text.lowercased() == "null"
    if isPlain, isFirstPlain, !isMistaken { return text }
    let escaped = text.unicodeScalars.map { scalar in
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\t": "\\t"
        case _ where scalar.value < 0x20 || [0x2028, 0x2029, 0xFEFF].contains(scalar.value) || (0x7F...0xA0).contains(scalar.value):
            "\\u" + String(String(0x10000 + scalar.value, radix: 16).dropFirst())
        default: String(scalar)
        }
    }
    return "\"" + escaped.joined() + "\""
}
