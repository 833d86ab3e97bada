// JSON-RPC 2.0 §5: what a server answers, encoded. One line without line breaks, so it is also one SSE `data` field.

/// JSON-RPC 2.0 §5.1, and the codes that MCP adds.
public struct ErrorCode: Sendable, Hashable {
    public let rawValue: Int
    public init(_ rawValue: Int) { self.rawValue = rawValue }

    public static let parseError = ErrorCode(-32700)
    public static let invalidRequest = ErrorCode(-32600)
    public static let methodNotFound = ErrorCode(-32601)
    public static let invalidParams = ErrorCode(-32602)
    public static let internalError = ErrorCode(-32603)
    /// Revision 2026-07-28: the HTTP headers that repeat parts of the body say something else.
    public static let headerMismatch = ErrorCode(-32020)
}

/// An answer to a message.
public enum Answer: Sendable {
    case result(id: MessageID, Value)
    /// Without an id it answers a body that could not be read.
    case error(id: MessageID?, code: ErrorCode, message: String, data: Value? = nil)

    public var encoded: [UInt8] {
        let value: Value =
            switch self {
            case .result(let id, let result): ["jsonrpc": "2.0", "id": id.value, "result": result]
            case .error(let id, let code, let message, let data):
                .members([
                    "jsonrpc": "2.0", "id": id?.value,
                    "error": .members(["code": .integer(code.rawValue), "message": .string(message), "data": data]),
                ])
            }
        return value.encoded
    }
}
