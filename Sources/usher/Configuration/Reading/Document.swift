// YAML 1.1 as far as a configuration needs it: Yams reads the text, and every value keeps its line and column.

import Yams

extension Setting {
    /// Reads the text of a file; a file with only comments is an empty map.
    init(yaml text: String) throws(DocumentError) {
        do {
            guard let root = try Yams.compose(yaml: text) else {
                self.init(.map([]), .file(line: 1, column: 1))
                return
            }
            self.init(root)
        } catch {
            throw DocumentError(error)
        }
    }

    private init(_ node: Node) {
        let origin = Origin(node.mark)
        switch node {
        case .scalar(let scalar):
            let isNothing = scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            self.init(isNothing ? .nothing : .text(scalar.string), origin)
        case .sequence(let sequence):
            self.init(.list(sequence.map { Setting($0) }), origin)
        case .mapping(let mapping):
            let entries = mapping.map { key, value in
                Entry(name: key.scalar?.string ?? "?", origin: Origin(key.mark), setting: Setting(value))
            }
            self.init(.map(entries), origin)
        case .alias:
            self.init(.nothing, origin)
        }
    }
}

extension Origin {
    fileprivate init(_ mark: Mark?) { self = .file(line: mark?.line ?? 1, column: mark?.column ?? 1) }
}

/// Text that is not YAML, or that says one thing twice.
struct DocumentError: Error {
    let problem: Problem

    fileprivate init(_ error: any Error) {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            self.problem = Problem(
                Origin(mark), "this is not YAML: \(problem); look at the indentation, `:` and quotation marks around this line")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.map { "`\($0)`" }.joined(separator: ", ")
            self.problem = Problem(Origin(context.mark), "\(names) stands more than once in the same section; keep one")
        case .reader(let problem, _, _, _):
            self.problem = Problem(.file(line: 1, column: 1), "this is not text in UTF-8: \(problem)")
        default:
            self.problem = Problem(.file(line: 1, column: 1), "this is not YAML")
        }
    }
}
