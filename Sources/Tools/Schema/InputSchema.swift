// The one schema of all arguments of a tool: its parameters, and its body's members beside them where that is clear.

import MCP
import Yams

/// Gives each argument a name of its own.
struct ArgumentNames {
    private var taken: Set<String> = []

    mutating func name(for parameter: Parameter) -> String {
        let plain = Names.cleaned(parameter.name)
        return take(taken.contains(plain) ? Names.cleaned("\(parameter.place.rawValue)_\(plain)") : plain)
    }

    mutating func take(_ name: String) -> String {
        let name = Names.unique(name, among: taken)
        taken.insert(name)
        return name
    }

    func isFree(_ name: String) -> Bool { !taken.contains(name) }
}

struct InputSchema {
    let schema: Value
    let body: RequestBody?
    /// Whether it was too large, and says less than the document.
    let isShortened: Bool

    init(
        _ parameters: [DescribedParameter], _ described: DescribedBody?, _ references: References, _ arguments: inout ArgumentNames
    ) throws {
        var names = arguments
        var body: RequestBody?
        do {
            schema = try SchemaWriter.write(references, .input) { writer in
                // The writer may have to begin anew.
                names = arguments
                return try Self.whole(parameters, described, &names, &body) { try writer.schema($0) }
            }
            isShortened = false
        } catch is SchemaWriter.TooLarge {
            names = arguments
            schema = try Self.whole(parameters, described, &names, &body) { _ in .object([]) }
            isShortened = true
        }
        arguments = names
        self.body = body
    }

    private static func whole(
        _ parameters: [DescribedParameter], _ described: DescribedBody?, _ names: inout ArgumentNames, _ body: inout RequestBody?,
        _ schema: (Node) throws -> Value
    ) throws -> Value {
        var properties: [Value.Member] = []
        var required: [String] = []
        for parameter in parameters {
            let value = try parameter.schema.map(schema) ?? .object([])
            properties.append(Value.Member(parameter.parameter.argument, value.described(parameter.description)))
            if parameter.parameter.isRequired { required.append(parameter.parameter.argument) }
        }
        if let described {
            let written = try described.schema.map(schema) ?? .object([])
            let part = BodyPart(described, written, &names)
            properties += part.properties
            required += part.required
            body = part.body
        }
        return .members([
            "type": "object", "properties": .object(properties), "required": required.isEmpty ? nil : .strings(required),
            "additionalProperties": false,
        ])
    }
}

/// What a body adds to the arguments.
private struct BodyPart {
    let properties: [Value.Member]
    let required: [String]
    let body: RequestBody

    /// Keywords of an object whose members can be arguments of their own.
    private static let plain: Set<String> = [
        "type", "properties", "required", "title", "description", "examples", "default", "additionalProperties", "deprecated",
        "minProperties", "maxProperties",
    ]

    init(_ described: DescribedBody, _ schema: Value, _ names: inout ArgumentNames) {
        func body(_ source: RequestBody.Source) -> RequestBody {
            RequestBody(form: described.form, mediaType: described.mediaType, isRequired: described.isRequired, source: source)
        }
        if let members = Self.members(schema, names) {
            var wireNames: [String: String] = [:]
            for member in members { wireNames[names.take(member.name)] = member.name }
            properties = members
            var required: [String] = []
            if described.isRequired, case .array(let list)? = schema["required"] { required = list.compactMap(\.plainText) }
            self.required = required.filter { wireNames[$0] != nil }
            self.body = body(.members(wireNames))
        } else {
            let argument = names.take("body")
            properties = [Value.Member(argument, schema.described(described.description))]
            required = described.isRequired ? [argument] : []
            self.body = body(.whole(argument: argument))
        }
    }

    /// The members of the body, if they can stand beside the parameters without any doubt.
    private static func members(_ schema: Value, _ names: ArgumentNames) -> [Value.Member]? {
        guard case .object(let keywords) = schema, keywords.allSatisfy({ plain.contains($0.name) }),
            schema["type"] == "object" || schema["type"] == nil,
            schema["additionalProperties"] == nil || schema["additionalProperties"] == .boolean(false),
            case .object(let members)? = schema["properties"], !members.isEmpty
        else { return nil }
        return members.allSatisfy { Names.isPlain($0.name) && names.isFree($0.name) } ? members : nil
    }
}

extension Value {
    /// A schema with a description, if it has none of its own.
    fileprivate func described(_ text: String?) -> Value {
        guard let text = PlainText.cleaned(text, upTo: PlainText.description) else { return self }
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.name != "description" } + [Value.Member("description", .string(text))])
    }
}
