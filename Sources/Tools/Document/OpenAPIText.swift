// An OpenAPI document as text: YAML 1.2, of which JSON is a part. What is wrong with it is said with file and line.

import Yams

/// What is wrong with an OpenAPI document, and where.
public struct OpenAPIProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file, with the line if one is to blame.
    public let place: String
    public let sentence: String
    public var description: String { "\(place): \(sentence)" }

    init(_ place: String, _ sentence: String) {
        self.place = place
        self.sentence = sentence
    }
}

/// A document whose text could be read.
public struct OpenAPIText {
    /// The most bytes that a document may have.
    public static let limit = 4 << 20
    /// The file's name, for messages.
    public let file: String
    public var root: Node

    /// Reads a document. It must be a mapping; nothing else is checked here.
    public init(_ text: String, file: String) throws(OpenAPIProblem) {
        self.file = file
        do {
            guard let root = try Yams.compose(yaml: text), root.mapping != nil else {
                throw OpenAPIProblem("\(file):1", "an OpenAPI document is a mapping that begins with `openapi: 3.1.0`.")
            }
            self.root = root
        } catch let problem as OpenAPIProblem {
            throw problem
        } catch let error as YamlError {
            let (line, sentence) = error.lineAndSentence
            throw OpenAPIProblem(line.map { "\(file):\($0)" } ?? file, sentence)
        } catch {
            throw OpenAPIProblem(file, "is neither YAML nor JSON (\(error)).")
        }
    }

    /// Where a node stands.
    public func place(_ node: Node?) -> String { "\(file):\(node?.mark?.line ?? 1)" }

    func problem(_ node: Node?, _ sentence: String) -> OpenAPIProblem { OpenAPIProblem(place(node), sentence) }
}

extension Node {
    /// A member by name, whatever type YAML sees in the name: `200:` and `"200":` are the same.
    func member(_ name: String) -> Node? {
        mapping?.first { $0.key.scalar?.string == name }?.value
    }

    /// The members with their names, in the order of the document.
    var members: [(name: String, value: Node)] {
        mapping?.map { ($0.key.scalar?.string ?? "", $0.value) } ?? []
    }

    /// Whether a member says `true`.
    func says(_ name: String) -> Bool { member(name)?.bool == true }
}

extension YamlError {
    /// Where the text stops being YAML, and why.
    fileprivate var lineAndSentence: (Int?, String) {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            (mark.line, "this is not valid YAML: \(problem).")
        case .duplicatedKeysInMapping(let names, let context):
            (context.mark.line, "these names appear twice in one mapping: \(names.joined(separator: ", ")).")
        case .reader(let problem, _, _, _): (nil, "cannot be read as text: \(problem).")
        default: (nil, "cannot be read or written as YAML.")
        }
    }
}
