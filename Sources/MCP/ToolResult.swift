// MCP, "Tools": the result of a `tools/call`. A failure of the tool is a result too, which the model can read;
// protocol errors are `Answer.error`.

/// What a tool gave back.
public struct ToolResult: Sendable {
    /// One piece of content.
    public enum Content: Sendable, Equatable {
        case text(String)
        case image(base64: String, type: String)
        /// Anything else, as the specification spells it.
        case other(Value)

        var value: Value {
            switch self {
            case .text(let text): ["type": "text", "text": .string(text)]
            case .image(let base64, let type): ["type": "image", "data": .string(base64), "mimeType": .string(type)]
            case .other(let value): value
            }
        }
    }

    public var content: [Content]
    /// An object, for clients that want data instead of text.
    public var structured: Value?
    public var isError: Bool
    public var meta: Value?

    public init(_ content: [Content], structured: Value? = nil, isError: Bool = false, meta: Value? = nil) {
        self.content = content
        self.structured = structured
        self.isError = isError
        self.meta = meta
    }

    public var value: Value {
        .members([
            "content": .array(content.map(\.value)), "structuredContent": structured, "isError": isError ? true : nil, "_meta": meta,
        ])
    }

    /// The result by which ChatGPT offers to sign in, or to allow more: a challenge (RFC 6750 §3) inside of a result.
    /// It is read only if the challenge has both `error` and `error_description`.
    public static func signIn(challenge: String, sentence: String) -> ToolResult {
        ToolResult([.text(sentence)], isError: true, meta: ["mcp/www_authenticate": [.string(challenge)]])
    }
}
