// MCP 2026-07-28, "Standard Request Headers": `Mcp-Method` and `Mcp-Name` repeat what the body says. Whoever reads the
// body must hold them against it, or somebody behind could act on the one while the other was judged.

import Keys
import FoundationEssentials
import HTTPTypes
import MCP

struct MirroredHeaders {
    private let methods: [String]
    private let names: [String]

    init(_ headers: HTTPFields) {
        methods = headers[values: .mcpMethod]
        names = headers[values: .mcpName]
    }

    /// Headers that are not there are the server's affair: older revisions have none.
    func check(_ messages: Messages) throws(MessageProblem) {
        guard !methods.isEmpty || !names.isEmpty else { return }
        guard !messages.isBatch, let message = messages.list.first, methods.count <= 1, names.count <= 1 else {
            throw .headerMismatch("Mcp-Method and Mcp-Name belong to one message, once each.")
        }
        if let method = methods.first, !Self.isSame(method, message.method) {
            throw .headerMismatch("Mcp-Method says something else than the body.")
        }
        if let name = names.first.flatMap(Self.decoded),
            Self.isSame(name, message.params?["name"]?.string ?? message.params?["uri"]?.string)
        {
            return
        }
        if !names.isEmpty { throw .headerMismatch("Mcp-Name says something else than the body.") }
    }

    private static func isSame(_ header: String, _ body: String?) -> Bool {
        body.map { $0.utf8.elementsEqual(header.utf8) } ?? false
    }

    /// What cannot stand in a header is sent as `=?base64?…?=`.
    private static func decoded(_ value: String) -> String? {
        guard value.hasPrefix("=?base64?"), value.hasSuffix("?="), value.utf8.count >= 11 else { return value }
        return Data(base64Encoded: String(value.dropFirst(9).dropLast(2))).flatMap { String(validating: $0, as: UTF8.self) }
    }
}

extension HTTPField.Name {
    static let mcpMethod = Self("Mcp-Method")!
    static let mcpName = Self("Mcp-Name")!
}
