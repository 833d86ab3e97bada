// Small OpenAPI documents, and JSON to compare with.

import Keys
import Foundation
import MCP

@testable import Tools

enum Documents {
    /// The operations of a document that begins with `openapi` and ends with these lines.
    static func operations(_ text: String, version: String = "3.1.0") throws -> Operations {
        try Operations("openapi: \(version)\ninfo: { title: Toys, version: 1.0.0 }\n" + text, file: "toys.yaml")
    }

    /// The only operation of a document with these lines under `get` of `/toys`.
    static func operation(_ lines: String, at path: String = "/toys", method: String = "get", version: String = "3.1.0") throws
        -> Tools.Operation
    {
        let inner = lines.split(separator: "\n").map { "      \($0)\n" }.joined()
        let operations = try operations("paths:\n  \(path):\n    \(method):\n      operationId: toys\n" + inner, version: version)
        return operations.list[0]
    }

    /// What one schema becomes as an argument.
    static func argument(_ schema: String, version: String = "3.1.0") throws -> String {
        let operation = try operation("parameters: [ { name: it, in: query, schema: \(schema) } ]", version: version)
        return operation.tool.inputSchema["properties"]?["it"]?.text ?? "nothing"
    }

    static func value(_ json: String) throws -> Value { Value(try JSONText(reading: Array(json.utf8))) }

    /// The document of the notes demo.
    static func notes() throws -> Operations {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Examples/notes-demo/notes.openapi.yaml")
        return try Operations(String(contentsOf: file, encoding: .utf8), file: "notes.openapi.yaml")
    }
}

extension Value {
    var text: String { String(decoding: encoded, as: UTF8.self) }
}

extension Operations {
    /// The sentence with which reading a document ends.
    static func complaint(_ text: String) -> String {
        do throws(OpenAPIProblem) {
            _ = try Operations(text, file: "toys.yaml")
            return "none"
        } catch {
            return error.description
        }
    }
}
