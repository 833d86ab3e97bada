// From the schemas of OpenAPI 3.0 (a dialect of its own, §4.7.24) and 3.1 to JSON Schema 2020-12.

import MCP
import Yams

struct SchemaDialect {
    let isOld: Bool
    let direction: SchemaWriter.Direction

    init(_ text: OpenAPIText, _ direction: SchemaWriter.Direction) {
        isOld = text.root.member("openapi")?.scalar?.string.hasPrefix("3.0") == true
        self.direction = direction
    }

    /// A schema from its translated members; the node says what the members do not.
    func finished(_ node: Node, members: [Value.Member]) -> Value {
        var members = members
        if let type = type(of: node) { members.insert(Value.Member("type", type), at: 0) }
        if isOld { turnExclusiveLimits(&members) }
        members.removeAll { ["exclusiveMinimum", "exclusiveMaximum"].contains($0.name) && $0.value.isBoolean }
        if direction == .input, !members.contains(where: { $0.name == "examples" }), let example = node.member("example") {
            members.append(Value.Member("examples", .array([Value(example)])))
        }
        keepRequired(node, &members)
        if direction == .output { members.removeAll { $0.name == "additionalProperties" && $0.value == .boolean(false) } }
        return allowingNull(node, members)
    }

    private func type(of node: Node) -> Value? {
        guard let type = node.member("type") else { return nil }
        var names = (type.string.map { [$0] } ?? type.sequence?.compactMap(\.scalar?.string) ?? []).filter(SchemaKeyword.types.contains)
        // YAML reads the type `null` without quotes as nothing.
        if type.null != nil, type.scalar?.string == "null" { names = ["null"] }
        if isOld, node.says("nullable"), !names.isEmpty { names.append("null") }
        return names.isEmpty ? nil : names.count == 1 ? .string(names[0]) : .strings(names)
    }

    /// OpenAPI 3.0: `exclusiveMinimum: true` says that `minimum` itself is too small.
    private func turnExclusiveLimits(_ members: inout [Value.Member]) {
        for (flag, limit) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
            guard members.contains(where: { $0.name == flag && $0.value == .boolean(true) }) else { continue }
            members.removeAll { $0.name == flag }
            if let position = members.firstIndex(where: { $0.name == limit }) { members[position].name = flag }
        }
    }

    /// `required` names only properties that are there, each once.
    private func keepRequired(_ node: Node, _ members: inout [Value.Member]) {
        guard let position = members.firstIndex(where: { $0.name == "required" }), case .array(let names) = members[position].value
        else { return }
        let written = members.first { $0.name == "properties" }?.value
        var kept: [Value] = []
        for name in names {
            guard case .string(let text) = name, !kept.contains(name) else { continue }
            // A name that is required and described elsewhere (in another branch of an allOf) stays.
            let isLeftOut = node.member("properties")?.member(text) != nil && written?[text] == nil
            if !isLeftOut { kept.append(name) }
        }
        if kept.isEmpty { members.remove(at: position) } else { members[position].value = .array(kept) }
    }

    private func allowingNull(_ node: Node, _ members: [Value.Member]) -> Value {
        var members = members
        guard isOld, node.says("nullable") else { return .object(members) }
        if let position = members.firstIndex(where: { $0.name == "enum" }), case .array(let values) = members[position].value,
            !values.contains(.null)
        {
            members[position].value = .array(values + [.null])
        }
        let hasBranches = members.contains { ["allOf", "anyOf", "oneOf"].contains($0.name) }
        return hasBranches ? ["anyOf": [.object(members), ["type": "null"]]] : .object(members)
    }

    /// What a reference means together with what stands beside it. OpenAPI 3.0 ignores the latter (§4.7.23); 3.1 does not.
    func combined(_ meant: Value, with beside: [Value.Member]) -> Value {
        guard !isOld, !beside.isEmpty else { return meant }
        let areWords = beside.allSatisfy { ["title", "description", "default", "examples", "deprecated"].contains($0.name) }
        guard areWords, case .object(let members) = meant else { return .object([Value.Member("allOf", .array([meant]))] + beside) }
        return .object(members.filter { member in !beside.contains { $0.name == member.name } } + beside)
    }
}

extension Value {
    fileprivate var isBoolean: Bool {
        if case .boolean = self { true } else { false }
    }
}
