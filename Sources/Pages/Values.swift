// From a page's stored properties to the names a template can use.
// Read by reflection once per page. An empty string counts as nothing, so `{{#error}}` means "there is something to show".
// A value that is absent is still named, so that a name inside a list never reaches the page around it by accident.

import FoundationEssentials
import Mustache

/// A name that has no value.
struct Absent: MustacheCustomRepresentation {
    var representation: Any? { nil }
}

/// Reads the values of pages, with moments in the given words.
struct Values {
    let words: Words

    func values(of subject: Any) -> [String: Any] {
        var values: [String: Any] = [:]
        for child in Mirror(reflecting: subject).children {
            guard let name = child.label else { continue }
            values[name] = value(of: child.value)
        }
        return values
    }

    /// Every name in the values, those of nested values and list elements included.
    static func names(in values: [String: Any]) -> Set<String> {
        var names = Set(values.keys)
        for value in values.values {
            for case let nested as [String: Any] in value as? [Any] ?? [value] {
                names.formUnion(Self.names(in: nested))
            }
        }
        return names
    }

    private func value(of subject: Any) -> Any {
        switch subject {
        case let text as String: return text.isEmpty ? Absent() : text
        case is Bool, is Int: return subject
        case let moment as Date: return words.values(of: moment)
        case let list as [Any]: return list.map { $0 is String ? $0 : values(of: $0) }
        default: break
        }
        let mirror = Mirror(reflecting: subject)
        guard mirror.displayStyle == .optional else { return values(of: subject) }
        guard let wrapped = mirror.children.first else { return Absent() }
        return value(of: wrapped.value)
    }
}
