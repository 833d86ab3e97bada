// What ChatGPT demands of an OpenAPI document beyond OpenAPI itself: names for all operations, and short descriptions.
// Plugins allow 200 characters in a description; GPT Actions 300, and 700 for a parameter's. The Action's limit is
// the one that is enforced, the plugin's is advice.

import Yams

struct OpenAPIChecks {
    static func check(_ root: Node, file: String, _ remarks: inout PluginRemarks) {
        var checks = OpenAPIChecks(file: file, remarks: remarks)
        checks.checkHead(root)
        checks.checkPaths(root)
        for (name, parameter) in root["components"]?["parameters"]?.mapping ?? [:] {
            checks.checkParameter(parameter, of: "components.parameters.\(name.string ?? "?")")
        }
        remarks = checks.remarks
    }

    private let file: String
    private var remarks: PluginRemarks
    private var linesByOperation: [String: Int] = [:]
    private static let methods: Set<String> = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

    private init(file: String, remarks: PluginRemarks) {
        self.file = file
        self.remarks = remarks
    }

    private func place(_ node: Node?) -> String { "\(file):\(node?.mark?.line ?? 1)" }

    private mutating func checkHead(_ root: Node) {
        let version = root["openapi"]
        if version?.string.map({ $0.hasPrefix("3.0") || $0.hasPrefix("3.1") }) != true {
            let found = version?.string ?? root["swagger"]?.string.map { "swagger \($0)" } ?? "nothing"
            remarks.problem(place(version), "`openapi` must be 3.0.x or 3.1.x for ChatGPT; this says \(found).")
        }
        for name in ["title", "version"] where root["info"]?[name]?.scalar?.string.isEmpty ?? true {
            remarks.problem(place(root["info"]), "`info.\(name)` is missing; OpenAPI requires it.")
        }
    }

    private mutating func checkPaths(_ root: Node) {
        guard let paths = root["paths"]?.mapping, !paths.isEmpty else {
            remarks.problem(place(root["paths"]), "`paths` is missing or empty; ChatGPT needs at least one operation.")
            return
        }
        for (path, item) in paths {
            let name = path.string ?? "?"
            if !name.hasPrefix("/"), !name.hasPrefix("x-") {
                remarks.problem(place(path), "the path “\(name)” must begin with a slash.")
            }
            for (key, value) in item.mapping ?? [:] {
                guard let method = key.string?.lowercased() else { continue }
                if method == "parameters" { checkParameters(value, of: name) }
                if method == "servers" { adviseAboutServers(key, of: name) }
                if Self.methods.contains(method) { checkOperation(value, key: key, named: "\(method) \(name)") }
            }
        }
    }

    private mutating func checkOperation(_ operation: Node, key: Node, named name: String) {
        if let id = operation["operationId"]?.string, !id.isEmpty {
            if let first = linesByOperation[id] {
                remarks.problem(
                    place(operation["operationId"]),
                    "the operationId “\(id)” of \(name) is already used in line \(first); each must be unique.")
            } else {
                linesByOperation[id] = operation["operationId"]?.mark?.line ?? 1
            }
        } else {
            remarks.problem(
                place(key), "\(name) has no operationId; ChatGPT calls an operation by it. Add one such as `operationId: listNotes`.")
        }
        for member in ["summary", "description"] {
            checkLength(operation[member], "the \(member) of \(name)", advised: 200, limit: 300)
        }
        if operation["servers"] != nil { adviseAboutServers(operation["servers"], of: name) }
        if let parameters = operation["parameters"] { checkParameters(parameters, of: name) }
    }

    private mutating func checkParameters(_ list: Node, of owner: String) {
        for parameter in list.sequence ?? [] {
            checkParameter(parameter, of: "\(owner), parameter \(parameter["name"]?.string ?? "?")")
        }
    }

    private mutating func checkParameter(_ parameter: Node, of owner: String) {
        checkLength(parameter["description"], "the description of \(owner)", advised: 200, limit: 700)
    }

    private mutating func checkLength(_ node: Node?, _ what: String, advised: Int, limit: Int) {
        guard let node, let length = node.string?.unicodeScalars.count, length > advised else { return }
        if length > limit {
            remarks.problem(place(node), "\(what) has \(length) characters; ChatGPT allows \(limit).")
        } else {
            remarks.advise(place(node), "\(what) has \(length) characters; a ChatGPT plugin may have \(advised), a GPT Action \(limit).")
        }
    }

    private mutating func adviseAboutServers(_ node: Node?, of owner: String) {
        remarks.advise(place(node), "the `servers` of \(owner) are left out of what is served: every call goes through the gateway.")
    }
}
