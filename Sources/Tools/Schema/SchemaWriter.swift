// Schemas of an OpenAPI document as self-contained JSON Schemas, draft 2020-12.
// What a reference means is written in its place; schemas that contain themselves, and all of them where that would
// grow too large, are written once under `$defs` and referred to.

import MCP
import Yams

/// Writes the schemas of one tool's arguments, or of its answer.
struct SchemaWriter {
    enum Direction { case input, output }

    /// A schema that is larger than allowed, in any form.
    struct TooLarge: Error {}

    /// How many parts a tool's schema may have, written in place and with `$defs`.
    private static let mostParts = (inPlace: 2000, shared: 20_000)
    private static let deepest = 60

    let references: References
    let direction: Direction
    private var isInPlace = true
    private var parts = 0
    /// References that are being written, from the outside in.
    private var open: [String] = []
    /// The name under `$defs` of each reference that is not written in place.
    private var names: [String: String] = [:]
    private var waiting: [(pointer: Node, name: String)] = []

    private init(_ references: References, _ direction: Direction) {
        self.references = references
        self.direction = direction
    }

    /// Writes a whole: what `body` makes, and the `$defs` that it needs.
    static func write(
        _ references: References, _ direction: Direction, _ body: (inout SchemaWriter) throws -> Value
    ) throws -> Value {
        var writer = SchemaWriter(references, direction)
        do { return try writer.whole(body) } catch is TooLarge {
            writer = SchemaWriter(references, direction)
            writer.isInPlace = false
            return try writer.whole(body)
        }
    }

    private mutating func whole(_ body: (inout SchemaWriter) throws -> Value) throws -> Value {
        while true {
            let known = names.count
            parts = 0
            waiting = []
            let value = try body(&self)
            // Whatever turned out to contain itself has a name now, and is written anew under it.
            guard names.count == known || !isInPlace else { continue }
            let definitions = try definitions()
            guard names.count == known || !isInPlace else { continue }
            guard !definitions.isEmpty, case .object(let members) = value else { return value }
            return .object(members + [Value.Member("$defs", .object(definitions))])
        }
    }

    private mutating func definitions() throws -> [Value.Member] {
        var written: [Value.Member] = []
        while let (pointer, name) = waiting.popLast() {
            guard !written.contains(where: { $0.name == name }) else { continue }
            written.append(Value.Member(name, try schema(try references.target(of: pointer))))
        }
        return written
    }

    /// One schema.
    mutating func schema(_ node: Node) throws -> Value {
        parts += 1
        guard parts <= (isInPlace ? Self.mostParts.inPlace : Self.mostParts.shared), open.count < Self.deepest else { throw TooLarge() }
        if let bool = node.bool, node.scalar != nil { return .boolean(bool) }
        guard node.mapping != nil else {
            throw references.text.problem(node, "this should be a schema, a mapping such as `{ type: string }`.")
        }
        if let reference = node.member("$ref") { return try referred(reference, beside: node) }
        return try SchemaDialect(references.text, direction).finished(node, members: members(of: node))
    }

    private mutating func members(of node: Node) throws -> [Value.Member] {
        let keywords = direction == .input ? SchemaKeyword.ofInputs : SchemaKeyword.ofOutputs
        var written: [Value.Member] = []
        for (name, content) in node.members {
            guard let kind = keywords[name], let value = try value(content, as: kind) else { continue }
            // An answer that fits two of several forms is still a good one.
            written.append(Value.Member(name == "oneOf" && direction == .output ? "anyOf" : name, value))
        }
        return written
    }

    private mutating func value(_ node: Node, as kind: SchemaKeyword.Content) throws -> Value? {
        switch kind {
        case .schema: return try schema(node)
        case .schemas:
            guard let sequence = node.sequence, !sequence.isEmpty else { return nil }
            return .array(try sequence.map { try schema($0) })
        case .namedSchemas: return .object(try properties(node))
        case .number, .boolean, .text, .words, .any: return plain(Value(node), as: kind)
        }
    }

    private func plain(_ value: Value, as kind: SchemaKeyword.Content) -> Value? {
        switch (kind, value) {
        case (.number, .number), (.boolean, .boolean), (.any, _): value
        // OpenAPI 3.0 has these two as booleans; the dialect turns them into numbers.
        case (.number, .boolean): value
        case (.text, .string(let text)): PlainText.cleaned(text, upTo: PlainText.description).map { .string($0) }
        case (.words, .array(let values)): values.isEmpty ? nil : value
        default: nil
        }
    }

    /// The properties of an object, without those that only the other side may write.
    private mutating func properties(_ node: Node) throws -> [Value.Member] {
        var written: [Value.Member] = []
        for (name, property) in node.members where !(try isForeign(property)) {
            written.append(Value.Member(name, try schema(property)))
        }
        return written
    }

    /// OpenAPI 3.1 §4.8.24: `readOnly` is never sent to the API, `writeOnly` never comes from it.
    private func isForeign(_ property: Node) throws -> Bool {
        let word = direction == .input ? "readOnly" : "writeOnly"
        return try property.says(word) || references.resolved(property).says(word)
    }

    // MARK: References

    private mutating func referred(_ reference: Node, beside node: Node) throws -> Value {
        let target = try references.target(of: reference)
        let pointer = reference.string ?? ""
        let meant: Value
        if let name = names[pointer] ?? (isInPlace && !open.contains(pointer) ? nil : named(pointer)) {
            waiting.append((reference, name))
            meant = ["$ref": .string("#/$defs/\(name)")]
        } else {
            open.append(pointer)
            defer { open.removeLast() }
            meant = try schema(target)
        }
        return SchemaDialect(references.text, direction).combined(meant, with: try members(of: node.without("$ref")))
    }

    private mutating func named(_ pointer: String) -> String {
        let last = pointer.split(separator: "/").last ?? "schema"
        let name = Names.unique(Names.cleaned(String(last), upTo: 60), among: Set(names.values))
        names[pointer] = name
        return name
    }
}

extension Node {
    fileprivate func without(_ name: String) -> Node {
        guard let mapping else { return self }
        return Node(mapping.filter { $0.key.scalar?.string != name }.map { ($0.key, $0.value) })
    }
}
