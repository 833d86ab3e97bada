// MCP, "Tools": what `tools/list` says of a tool, what `tools/call` asks for, and what it gets back.

import Keys

/// A tool as `tools/list` describes it.
public struct Tool: Sendable {
    public var name: String
    public var title: String?
    public var description: String?
    /// A JSON Schema for an object.
    public var inputSchema: Value
    public var outputSchema: Value?
    /// Hints such as `readOnlyHint`.
    public var annotations: Value?
    /// Who may call it; nil says nothing of it.
    public var security: [SecurityScheme]?

    public init(
        name: String, title: String? = nil, description: String? = nil, inputSchema: Value, outputSchema: Value? = nil,
        annotations: Value? = nil, security: [SecurityScheme]? = nil
    ) {
        self.name = name
        self.title = title
        self.description = description
        self.inputSchema = inputSchema
        self.outputSchema = outputSchema
        self.annotations = annotations
        self.security = security
    }

    public var value: Value {
        let schemes = security.map { Value.array($0.map(\.value)) }
        return .members([
            "name": .string(name), "title": title.map { .string($0) }, "description": description.map { .string($0) },
            "inputSchema": inputSchema, "outputSchema": outputSchema, "annotations": annotations,
            // ChatGPT reads the first; clients that know only the specification's members keep the second.
            "securitySchemes": schemes, "_meta": schemes.map { ["securitySchemes": $0] },
        ])
    }
}

/// How a caller of a tool signs in (proposals SEP-1488 and SEP-1489, which ChatGPT implements).
public enum SecurityScheme: Sendable, Hashable {
    case none
    case oauth2(scopes: [String])

    public var value: Value {
        switch self {
        case .none: ["type": "noauth"]
        case .oauth2(let scopes): ["type": "oauth2", "scopes": .strings(scopes)]
        }
    }
}

/// What a `tools/call` asks for.
public struct ToolCall: Sendable {
    public let name: String
    public let arguments: JSONText?
    public let meta: JSONText?

    public static let method = "tools/call"

    /// - Returns: nil if the message is something else.
    public init?(_ message: Message) throws(MessageProblem) {
        guard let method = message.method else { return nil }
        guard method.utf8.elementsEqual(Self.method.utf8) else {
            // An upstream that is not particular about letters would call a tool.
            guard Spelling.folded(method) != Self.method else { throw .invalid("The method is spelled \"tools/call\".") }
            return nil
        }
        guard let params = message.params, params.kind == .object else { throw .invalid("A tools/call has params, an object.") }
        let members = params.members
        try Spelling.check(members.map(\.name), known: ["name", "arguments", "_meta", "task"])
        guard let name = params["name"]?.string, !name.isEmpty, Spelling.isPlain(name) else {
            throw .invalid("A tools/call names its tool, in a string without control characters.")
        }
        self.name = name
        arguments = params["arguments"]
        meta = params["_meta"]
    }
}
