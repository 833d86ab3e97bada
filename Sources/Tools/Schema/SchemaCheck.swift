// Whether a value fits a schema, as far as Usher looks: types, what is required, what is unknown, lists of allowed values
// (JSON Schema 2020-12). The API checks the rest itself; this is for errors that a model can learn from,
// and for not promising a client more than an answer holds.

import MCP

struct SchemaCheck {
    private let root: Value
    private static let deepest = 64

    init(_ root: Value) { self.root = root }

    /// What is wrong with the arguments of a call, in a sentence.
    func problem(withArguments value: Value) -> String? { problem(value, root, at: "", depth: 0) }

    /// What is wrong with an answer, in a sentence.
    func problem(withAnswer value: Value) -> String? { problem(value, root, at: "", depth: 0) }

    func accepts(_ value: Value, _ schema: Value) -> Bool { problem(value, schema, at: "", depth: 0) == nil }

    private func problem(_ value: Value, _ schema: Value, at place: String, depth: Int) -> String? {
        guard depth < Self.deepest else { return nil }
        if schema == .boolean(false) { return "\(named(place)) may not be given." }
        if case .string(let reference)? = schema["$ref"], let name = reference.split(separator: "/").last,
            let target = root["$defs"]?[String(name)], let problem = problem(value, target, at: place, depth: depth + 1)
        {
            return problem
        }
        return typeProblem(value, schema, place) ?? choiceProblem(value, schema, place)
            ?? insideProblem(value, schema, place, depth) ?? branchProblem(value, schema, place, depth)
    }

    private func named(_ place: String) -> String { place.isEmpty ? "The value" : "“\(place)”" }

    // MARK: The value itself

    private func typeProblem(_ value: Value, _ schema: Value, _ place: String) -> String? {
        let types: [String]
        switch schema["type"] {
        case .string(let name)?: types = [name]
        case .array(let names)?: types = names.compactMap(\.plainText)
        default: return nil
        }
        guard !types.contains(where: { Self.isOf($0, value) }) else { return nil }
        let expected = types.map(Self.article).joined(separator: " or ")
        return "\(named(place)) must be \(expected), not \(Self.article(value.typeName))."
    }

    private static func isOf(_ type: String, _ value: Value) -> Bool {
        if type == "integer", case .number(let digits) = value {
            return Value.withoutEmptyFraction(digits).utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
        }
        return type == value.typeName
    }

    private static func article(_ type: String) -> String {
        switch type {
        case "null": "null"
        case "integer", "array", "object": "an \(type)"
        default: "a \(type)"
        }
    }

    private func choiceProblem(_ value: Value, _ schema: Value, _ place: String) -> String? {
        var allowed: [Value]?
        if case .array(let values)? = schema["enum"] { allowed = values }
        if let constant = schema["const"] { allowed = [constant] }
        guard let allowed, !allowed.contains(value) else { return nil }
        let shown = allowed.prefix(20).map { String(decoding: $0.encoded, as: UTF8.self) }.joined(separator: ", ")
        return "\(named(place)) must be one of \(shown)."
    }

    // MARK: What is in it

    private func insideProblem(_ value: Value, _ schema: Value, _ place: String, _ depth: Int) -> String? {
        switch value {
        case .object(let members): return memberProblem(members, schema, place, depth)
        case .array(let elements):
            guard let items = schema["items"] else { return nil }
            for (position, element) in elements.enumerated() {
                if let problem = problem(element, items, at: "\(place)[\(position)]", depth: depth + 1) { return problem }
            }
            return nil
        default: return nil
        }
    }

    private func memberProblem(_ members: [Value.Member], _ schema: Value, _ place: String, _ depth: Int) -> String? {
        func inner(_ name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }
        if case .array(let required)? = schema["required"] {
            for name in required.compactMap(\.plainText) where !members.contains(where: { $0.name == name }) {
                return "“\(inner(name))” is missing."
            }
        }
        for member in members {
            let shown = PlainText.cleaned(member.name, upTo: 60) ?? "?"
            if let property = schema["properties"]?[member.name] {
                if let problem = problem(member.value, property, at: inner(member.name), depth: depth + 1) { return problem }
            } else if schema["additionalProperties"] == .boolean(false), schema["patternProperties"] == nil {
                return "“\(inner(shown))” is not known here; \(Self.known(schema))."
            } else if let others = schema["additionalProperties"], schema["patternProperties"] == nil,
                let problem = problem(member.value, others, at: inner(shown), depth: depth + 1)
            {
                return problem
            }
        }
        return nil
    }

    private static func known(_ schema: Value) -> String {
        guard case .object(let properties)? = schema["properties"], !properties.isEmpty else { return "nothing may be given" }
        return "there are " + properties.prefix(30).map { "“\($0.name)”" }.joined(separator: ", ")
    }

    // MARK: Branches

    private func branchProblem(_ value: Value, _ schema: Value, _ place: String, _ depth: Int) -> String? {
        if case .array(let all)? = schema["allOf"] {
            for branch in all { if let problem = problem(value, branch, at: place, depth: depth + 1) { return problem } }
        }
        for keyword in ["anyOf", "oneOf"] {
            guard case .array(let branches)? = schema[keyword], !branches.isEmpty else { continue }
            let problems = branches.map { problem(value, $0, at: place, depth: depth + 1) }
            if !problems.contains(nil) { return "\(named(place)) fits none of the allowed forms. \(problems[0] ?? "")" }
        }
        return nil
    }
}

extension Value {
    var typeName: String {
        switch self {
        case .null: "null"
        case .boolean: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object, .verbatim: "object"
        }
    }
}
