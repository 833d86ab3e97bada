// One operation of an API (OpenAPI 3.1 §4.8.10) as a tool of an MCP server.

import MCP

/// An operation, and the tool that stands for it.
public struct Operation: Sendable {
    public let tool: Tool
    /// In upper case.
    public let method: String
    let path: PathTemplate
    let parameters: [Parameter]
    let body: RequestBody?

    /// What the API is asked to answer with.
    public static let accept = "application/json, text/*;q=0.9, image/*;q=0.8, */*;q=0.5"

    /// Names of the headers that arguments set.
    public var headerNames: [String] { parameters.filter { $0.place == .header }.map(\.name) }

    /// The segments of its path; one with an argument in it is nil.
    public var segments: [String?] {
        // No document can hold a zero byte, so it marks the places.
        let joined = path.parts.map { part in if case .literal(let text) = part { text } else { "\0" } }.joined()
        return joined.split(separator: "/").map { $0.contains("\0") ? nil : PercentEncoding.decoded($0) ?? String($0) }
    }
}

/// The operations of one document.
public struct Operations: Sendable {
    /// In the order of the document.
    public let list: [Operation]
    public let title: String
    public let version: String
    public let description: String?
    /// Sentences for the operator about operations that are no tools, and about what else could be better.
    public let advice: [String]

    public subscript(name: String) -> Operation? { operations[name] }

    private let operations: [String: Operation]

    init(list: [Operation], title: String, version: String, description: String?, advice: [String]) {
        self.list = list
        self.title = title
        self.version = version
        self.description = description
        self.advice = advice
        operations = Dictionary(list.map { ($0.tool.name, $0) }) { first, _ in first }
    }
}
