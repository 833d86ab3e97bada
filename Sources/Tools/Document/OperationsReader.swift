// From an OpenAPI document, 3.0 or 3.1, to tools. What is wrong with a document stops the reading; what is right but
// cannot be a tool is left out, with advice.

import MCP
import Yams

extension Operations {
    /// Reads a document.
    ///
    /// - Parameter isWithheld: whether a header, by its lower-case name, never reaches the API, whoever sets it.
    public init(
        _ text: String, file: String, withholding isWithheld: @escaping (String) -> Bool = { _ in false }
    ) throws(OpenAPIProblem) {
        let text = try OpenAPIText(text, file: file)
        var reader = OperationsReader(references: References(text), isWithheld: isWithheld)
        do { self = try reader.operations() } catch let problem as OpenAPIProblem { throw problem } catch {
            throw text.problem(nil, "cannot be read (\(error)).")
        }
    }
}

struct OperationsReader {
    let references: References
    let isWithheld: (String) -> Bool
    private(set) var advice: [String] = []
    private var names: Set<String> = []

    static let methods = ["get", "head", "post", "put", "patch", "delete"]

    init(references: References, isWithheld: @escaping (String) -> Bool) {
        self.references = references
        self.isWithheld = isWithheld
    }

    private var text: OpenAPIText { references.text }

    mutating func operations() throws -> Operations {
        let version = text.root.member("openapi")?.scalar?.string
        guard let version, version.hasPrefix("3.0") || version.hasPrefix("3.1") else {
            let found = version ?? text.root.member("swagger")?.scalar.map { "swagger \($0.string)" } ?? "nothing"
            throw text.problem(text.root.member("openapi"), "`openapi` must be 3.0.x or 3.1.x; this says \(found).")
        }
        var list: [Operation] = []
        for (path, item) in text.root.member("paths")?.members ?? [] where !path.hasPrefix("x-") {
            let item = try references.resolved(item)
            for (name, operation) in item.members where Self.methods.contains(name) {
                do { list.append(try self.operation(operation, method: name, path: path, item: item)) } catch let unsupported as Unsupported
                {
                    advise(operation, "\(name.uppercased()) \(path) is no tool: \(unsupported.sentence).")
                }
            }
        }
        guard !list.isEmpty else {
            throw text.problem(
                text.root.member("paths"),
                "there is no operation that can be a tool; expected at least one under `paths`, such as `/notes: { get: … }`."
                    + advice.map { " \($0)" }.joined())
        }
        let info = text.root.member("info")
        return Operations(
            list: list, title: PlainText.cleaned(info?.member("title")?.scalar?.string, upTo: PlainText.title) ?? "API",
            version: PlainText.cleaned(info?.member("version")?.scalar?.string, upTo: PlainText.title) ?? "1",
            description: PlainText.cleaned(info?.member("description")?.string, upTo: PlainText.description), advice: advice)
    }

    mutating func advise(_ node: Node?, _ sentence: String) { advice.append("\(text.place(node)): \(sentence)") }

    private mutating func operation(_ node: Node, method: String, path: String, item: Node) throws -> Operation {
        guard node.mapping != nil else { throw text.problem(node, "an operation is a mapping.") }
        guard let template = PathTemplate(path) else { throw Unsupported(sentence: "its path is no plain path") }
        var described = try parameters(node, item, template)
        let body = try ["get", "head"].contains(method) ? nil : DescribedBody(node.member("requestBody"), references)
        var arguments = ArgumentNames()
        for index in described.indices { described[index].parameter.argument = arguments.name(for: described[index].parameter) }
        let inputs = try InputSchema(described, body, references, &arguments)
        if inputs.isShortened { advise(node, "the schemas of \(method.uppercased()) \(path) are too large for a tool, and were left out.") }
        let written = node.member("operationId")?.scalar?.string
        let name = Names.unique(
            written.flatMap { $0.isEmpty ? nil : Names.cleaned($0) } ?? Names.made(method: method, path: path), among: names)
        names.insert(name)
        let words = ToolWords(node, item, method: method, path: path)
        return Operation(
            tool: Tool(
                name: name, title: words.title, description: words.description, inputSchema: inputs.schema,
                outputSchema: try OutputSchema.schema(of: node, method: method, references), annotations: words.annotations),
            method: method.uppercased(), path: template, parameters: described.map(\.parameter), body: inputs.body)
    }

    /// OpenAPI 3.1 §4.8.9.1: those of the path, replaced by those of the operation with the same name and place.
    private mutating func parameters(_ node: Node, _ item: Node, _ template: PathTemplate) throws -> [DescribedParameter] {
        var found: [DescribedParameter] = []
        for list in [item.member("parameters"), node.member("parameters")] {
            for entry in list?.sequence ?? [] {
                guard let described = try DescribedParameter(entry, references, withholding: isWithheld) else {
                    adviseAboutWithheld(entry)
                    continue
                }
                let position = found.firstIndex {
                    $0.parameter.name == described.parameter.name && $0.parameter.place == described.parameter.place
                }
                if let position { found[position] = described } else { found.append(described) }
            }
        }
        let places = Set(template.parameters)
        for name in template.parameters where !found.contains(where: { $0.parameter.place == .path && $0.parameter.name == name }) {
            throw text.problem(node, "the path has a place for {\(name)}, but there is no parameter of this name; add one with `in: path`.")
        }
        return found.filter { $0.parameter.place != .path || places.contains($0.parameter.name) }
    }

    private mutating func adviseAboutWithheld(_ entry: Node) {
        guard let parameter = try? references.resolved(entry), parameter.member("in")?.string == "header", parameter.says("required"),
            let name = parameter.member("name")?.scalar?.string, !["authorization", "accept", "content-type"].contains(name.lowercased())
        else { return }
        advise(entry, "the header \(name) cannot be set by a tool; what the API gets of it is not the caller's to say.")
    }
}
