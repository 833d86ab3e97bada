// The body of an operation's request, OpenAPI 3.1 §4.8.13: JSON, or a plain form.

import MCP
import Yams

/// What a call sends as its body.
struct RequestBody: Sendable, Equatable {
    enum Form: Sendable, Equatable { case json, urlEncoded }
    /// Which arguments it is made from.
    enum Source: Sendable, Equatable {
        /// One argument is the whole body.
        case whole(argument: String)
        /// Each argument is a member of an object, by the member's name.
        case members([String: String])
    }

    let form: Form
    /// As the document spells it, for the `Content-Type`.
    let mediaType: String
    let isRequired: Bool
    var source: Source
}

/// A body as the document describes it.
struct DescribedBody {
    let form: RequestBody.Form
    let mediaType: String
    let isRequired: Bool
    let schema: Node?
    let description: String?

    /// - Returns: nil if nothing has to be sent.
    init?(_ node: Node?, _ references: References) throws {
        guard let node = try node.map(references.resolved), let content = node.member("content")?.members, !content.isEmpty else {
            return nil
        }
        isRequired = node.says("required")
        let candidates = content.compactMap { name, value in Self.form(of: name).map { (form: $0, name: name, value: value) } }
        guard let chosen = candidates.first(where: { $0.form == .json }) ?? candidates.first else {
            guard isRequired else { return nil }
            throw Unsupported(
                sentence: "its body is \(content.map(\.name).joined(separator: " or ")); only JSON and plain forms are supported")
        }
        form = chosen.form
        mediaType = chosen.name.contains("*") ? "application/json" : chosen.name
        schema = chosen.value.member("schema")
        description = node.member("description")?.string
    }

    private static func form(of mediaType: String) -> RequestBody.Form? {
        let type = mediaType.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        guard mediaType.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
        switch type {
        case "application/json", "*/*", "application/*": return .json
        case "application/x-www-form-urlencoded": return .urlEncoded
        default: return type.hasPrefix("application/") && type.hasSuffix("+json") ? .json : nil
        }
    }
}
