// From the arguments of a `tools/call` to the request that the API gets. Everything in it was written by rules of this
// folder: no argument reaches another segment, another header line, or another parameter than its own.

import MCP

/// A request to an API, made from a tool's arguments.
public struct ToolRequest: Sendable, Equatable {
    public struct Header: Sendable, Equatable {
        public let name: String
        public let value: String
    }

    public let method: String
    /// Path and query, encoded, from the API's own root on.
    public let target: String
    public let headers: [Header]
    public let body: [UInt8]?
    public let contentType: String?
}

extension Operation {
    private static let longestTarget = 8000

    /// Makes the request that a call asks for.
    ///
    /// - Throws: a sentence for the model, if the arguments do not fit.
    public func request(arguments: Value?) throws(ArgumentProblem) -> ToolRequest {
        let arguments = try checked(arguments ?? .object([]))
        var headers: [ToolRequest.Header] = []
        var pairs: [String] = []
        for parameter in parameters {
            guard let value = arguments[parameter.argument] else { continue }
            switch parameter.place {
            case .path: continue
            case .query: pairs += try parameter.queryPairs(value)
            case .header:
                headers.append(
                    ToolRequest.Header(
                        name: parameter.name,
                        value: try parameter.simpleText(value) { text throws(ArgumentProblem) in try Self.headerText(text, parameter) }))
            }
        }
        let path = try path.filled { name throws(ArgumentProblem) in try segment(name, arguments) }
        let target = pairs.isEmpty ? path : path + "?" + pairs.joined(separator: "&")
        guard target.utf8.count <= Self.longestTarget else { throw ArgumentProblem("The arguments are too long for an address.") }
        let body = try body.flatMap { body throws(ArgumentProblem) in try body.bytes(from: arguments) }
        return ToolRequest(
            method: method, target: target, headers: headers, body: body, contentType: body == nil ? nil : self.body?.mediaType)
    }

    /// The arguments that count. `null` for something that cannot be null means that it is not given.
    private func checked(_ value: Value) throws(ArgumentProblem) -> Value {
        guard case .object(let members) = value else { throw ArgumentProblem("The arguments must be an object.") }
        let given = Value.object(
            members.filter { member in
                member.value != .null
                    || tool.inputSchema["properties"]?[member.name].map { SchemaCheck(tool.inputSchema).accepts(.null, $0) } ?? true
            })
        if let problem = SchemaCheck(tool.inputSchema).problem(withArguments: given) { throw ArgumentProblem(problem) }
        return given
    }

    private func segment(_ name: String, _ arguments: Value) throws(ArgumentProblem) -> String {
        guard let parameter = parameters.first(where: { $0.place == .path && $0.name == name }),
            let value = arguments[parameter.argument]
        else { throw ArgumentProblem("“\(name)” is missing.") }
        return try parameter.simpleText(value) { text throws(ArgumentProblem) in try PathTemplate.segment(text, of: parameter.argument) }
    }

    // RFC 9110 §5.5: no line breaks, and nothing else that is not printable.
    private static func headerText(_ text: String, _ parameter: Parameter) throws(ArgumentProblem) -> String {
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), text.utf8.first != 0x20, text.utf8.last != 0x20 else {
            throw ArgumentProblem("“\(parameter.argument)” is sent in a header and may hold printable ASCII characters only.")
        }
        return text
    }
}

extension RequestBody {
    /// The bytes to send; nil for a body that may be left out, and is.
    func bytes(from arguments: Value) throws(ArgumentProblem) -> [UInt8]? {
        let value: Value
        switch source {
        case .whole(let argument):
            guard let given = arguments[argument] else { return nil }
            value = given
        case .members(let names):
            guard case .object(let given) = arguments else { return nil }
            let members = given.compactMap { member in names[member.name].map { Value.Member($0, member.value) } }
            guard isRequired || !members.isEmpty else { return nil }
            value = .object(members)
        }
        guard form == .urlEncoded else { return value.encoded }
        return Array(try Self.pairs(value).joined(separator: "&").utf8)
    }

    /// OpenAPI 3.1 §4.8.14.4: each member is a pair; a list is a pair for each of its values.
    private static func pairs(_ value: Value) throws(ArgumentProblem) -> [String] {
        guard case .object(let members) = value else { throw ArgumentProblem("The body must be an object.") }
        var pairs: [String] = []
        for member in members {
            var values = [member.value]
            if case .array(let list) = member.value { values = list }
            for value in values {
                guard let text = value.plainText else {
                    throw ArgumentProblem("“\(member.name)” may hold only text, numbers, true and false, because it is sent in a form.")
                }
                pairs.append("\(PercentEncoding.encoded(member.name))=\(PercentEncoding.encoded(text))")
            }
        }
        return pairs
    }
}
