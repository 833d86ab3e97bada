// A parameter of an operation, OpenAPI 3.1 §4.8.12: where its value goes, and how it is written there.

import Yams

/// A parameter that a caller sets with an argument.
struct Parameter: Sendable, Equatable {
    enum Place: String, Sendable { case path, query, header }

    /// OpenAPI 3.1 §4.8.12.3; `json` stands for a parameter that is described by `content`.
    enum Style: String, Sendable { case simple, form, spaceDelimited, pipeDelimited, deepObject, json }

    /// The name of the argument: that of the parameter, as far as models accept it.
    var argument: String
    let name: String
    let place: Place
    let style: Style
    let explodes: Bool
    let isRequired: Bool
}

/// A parameter as the document describes it.
struct DescribedParameter {
    var parameter: Parameter
    /// The schema of its value; nil: any.
    let schema: Node?
    let description: String?
    let node: Node
}

/// Why something cannot be offered as a tool, though the document is right. The sentence is advice.
struct Unsupported: Error { let sentence: String }

extension DescribedParameter {
    /// Reads a parameter.
    ///
    /// - Returns: nil for one that is nobody's to set through a tool: cookies, credentials, and what the message's own framing says.
    init?(_ node: Node, _ references: References, withholding isWithheld: (String) -> Bool) throws {
        let node = try references.resolved(node)
        let text = references.text
        guard let name = node.member("name")?.scalar?.string, !name.isEmpty, let place = node.member("in")?.string else {
            throw text.problem(node, "a parameter needs `name` and `in`.")
        }
        guard place != "cookie" else { return nil }
        guard let place = Parameter.Place(rawValue: place) else {
            throw text.problem(node.member("in"), "a parameter is `in` path, query, header or cookie; this says \(place).")
        }
        if place == .header, HeaderNames.isWithheld(name) || isWithheld(name.lowercased()) { return nil }
        let isRequired = place == .path || node.says("required")
        let media = node.member("content")?.members.first
        let style = try Self.style(of: node, place, isJSON: media != nil, name)
        parameter = Parameter(
            argument: name, name: name, place: place, style: style,
            explodes: node.member("explode")?.bool ?? (style == .form || style == .deepObject), isRequired: isRequired)
        schema = media?.value.member("schema") ?? node.member("schema")
        description = node.member("description")?.string
        self.node = node
    }

    private static func style(
        of node: Node, _ place: Parameter.Place, isJSON: Bool, _ name: String
    ) throws(Unsupported) -> Parameter.Style {
        if isJSON { return .json }
        let standard: Parameter.Style = place == .query ? .form : .simple
        guard let written = node.member("style")?.string else { return standard }
        let allowed: [Parameter.Style] = place == .query ? [.form, .spaceDelimited, .pipeDelimited, .deepObject] : [.simple]
        guard let style = Parameter.Style(rawValue: written), allowed.contains(style) else {
            throw Unsupported(sentence: "its parameter “\(name)” has the style “\(written)”, which is not supported in a \(place.rawValue)")
        }
        return style
    }
}

/// Headers that no tool sets.
enum HeaderNames {
    // OpenAPI 3.1 §4.8.12.1 takes the first three from elsewhere; the rest is framing, or speaks of identity.
    private static let withheld: Set<String> = [
        "accept", "content-type", "authorization", "cookie", "host", "connection", "keep-alive", "te", "trailer", "transfer-encoding",
        "upgrade", "expect", "content-length", "content-encoding", "forwarded", "via", "http2-settings", "origin", "referer",
    ]
    private static let families = ["x-usher", "x_usher", "x-forwarded", "proxy-", "sec-", "mcp-", "access-control-"]

    static func isWithheld(_ name: String) -> Bool {
        let name = name.lowercased()
        // RFC 9110 §5.1; other signs than these are folded into `-` by some servers.
        let isPlain = name.utf8.allSatisfy { PercentEncoding.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        return !isPlain || withheld.contains(name) || families.contains(where: name.hasPrefix)
    }
}
