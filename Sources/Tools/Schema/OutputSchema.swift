// What a tool promises of its answer: the schema of a successful JSON answer, if that is an object (OpenAPI 3.1 §4.8.16).

import MCP
import Yams

enum OutputSchema {
    /// - Returns: nil where the document says nothing that can be kept in every case: several kinds of success, or one without JSON.
    static func schema(of operation: Node, method: String, _ references: References) throws -> Value? {
        guard method != "head" else { return nil }
        let successes = (operation.member("responses")?.members ?? []).filter { $0.name.first == "2" }
        guard successes.count == 1, let success = successes.first, success.name.uppercased() != "204" else { return nil }
        let response = try references.resolved(success.value)
        guard let content = response.member("content")?.members, content.count == 1, isJSON(content[0].name),
            let schema = content[0].value.member("schema")
        else { return nil }
        do {
            let written = try SchemaWriter.write(references, .output) { try $0.schema(schema) }
            return written["type"] == "object" ? written : nil
        } catch is SchemaWriter.TooLarge {
            return nil
        }
    }

    private static func isJSON(_ mediaType: String) -> Bool {
        let type = mediaType.prefix { $0 != ";" }.lowercased()
        return type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json"))
    }
}
