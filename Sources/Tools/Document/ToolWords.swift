// What a tool says of itself: title, description, hints (MCP, "Tools"; OpenAPI 3.1 §4.8.10).

import MCP
import Yams

struct ToolWords {
    let title: String?
    let description: String
    let annotations: Value

    init(_ operation: Node, _ item: Node, method: String, path: String) {
        func words(_ name: String) -> String? { operation.member(name)?.string ?? item.member(name)?.string }
        let summary = PlainText.cleaned(words("summary"), upTo: PlainText.description)
        let long = PlainText.cleaned(words("description"), upTo: PlainText.description)
        title = PlainText.cleaned(summary, upTo: PlainText.title)
        // Many clients show the model the description alone.
        var parts = [summary, long].compactMap { $0 }
        if let summary, let long, long.hasPrefix(summary) || summary == long { parts = [long] }
        if operation.says("deprecated") { parts.insert("Deprecated.", at: 0) }
        let sentences = parts.map { $0.last.map { ".!?…".contains($0) } == true ? $0 : $0 + "." }
        description =
            PlainText.cleaned(sentences.joined(separator: " "), upTo: PlainText.description) ?? "\(method.uppercased()) \(path)"
        annotations = Self.annotations(operation, method, title)
    }

    /// Hints for a client that asks a person before a call. What cannot be known from the document is not said.
    private static func annotations(_ operation: Node, _ method: String, _ title: String?) -> Value {
        let isConsequential = operation.member("x-openai-isConsequential")?.bool
        let isReading = (method == "get" || method == "head") && isConsequential != true
        let isDestructive: Bool? = isReading ? nil : method == "delete" ? true : isConsequential
        // RFC 9110 §9.2.2.
        let isIdempotent = method == "put" || method == "delete"
        return .members([
            "title": title.map { .string($0) }, "readOnlyHint": .boolean(isReading),
            "destructiveHint": isDestructive.map { .boolean($0) }, "idempotentHint": isReading ? nil : .boolean(isIdempotent),
        ])
    }
}
