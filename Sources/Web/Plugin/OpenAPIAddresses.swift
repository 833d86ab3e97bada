// Corrects the addresses in an OpenAPI document: calls go to the gateway, sign-in goes to Usher (OpenAPI 3.1 §4.8.5, §4.8.27).

import Yams

enum OpenAPIAddresses {
    private static let schemeName = "usher"

    static func correct(_ root: inout Node, _ settings: PluginSettings) {
        root["servers"] = Node([Node([(text("url"), text(settings.resourceURL))])])
        removeInnerServers(&root)
        let scheme = addSecurityScheme(&root, settings)
        if root["security"] == nil, let scheme {
            root["security"] = Node([Node([(text(scheme), Node([Node]()))])])
        }
    }

    /// A path or an operation may name servers of its own, which would lead past the gateway.
    private static func removeInnerServers(_ root: inout Node) {
        guard var paths = root["paths"]?.mapping else { return }
        for (path, item) in paths {
            guard var members = item.mapping else { continue }
            members["servers"] = nil
            for (name, value) in members where value.mapping?["servers"] != nil {
                var operation = value
                operation.mapping?["servers"] = nil
                members[name] = operation
            }
            paths[path] = .mapping(members)
        }
        root["paths"] = .mapping(paths)
    }

    /// Points the document's own OAuth scheme here, or adds one; returns the name of an added one.
    private static func addSecurityScheme(_ root: inout Node, _ settings: PluginSettings) -> String? {
        var components = root["components"]?.mapping ?? Node.Mapping([])
        var schemes = components["securitySchemes"]?.mapping ?? Node.Mapping([])
        var added: String?
        let existing = schemes.filter { $0.value["type"]?.string == "oauth2" }
        for (name, var scheme) in existing where scheme["flows"]?["authorizationCode"] != nil {
            scheme["flows"]?["authorizationCode"]?["authorizationUrl"] = text(settings.authorizationEndpoint)
            scheme["flows"]?["authorizationCode"]?["tokenUrl"] = text(settings.tokenEndpoint)
            schemes[name] = scheme
        }
        if existing.isEmpty {
            schemes[text(schemeName)] = oauth(settings)
            added = schemeName
        }
        components["securitySchemes"] = .mapping(schemes)
        root["components"] = .mapping(components)
        return added
    }

    private static func oauth(_ settings: PluginSettings) -> Node {
        let scopes = settings.scopes.map { (text($0.name), text($0.meaning)) }
        let flow = Node([
            (text("authorizationUrl"), text(settings.authorizationEndpoint)),
            (text("tokenUrl"), text(settings.tokenEndpoint)),
            (text("scopes"), Node(scopes)),
        ])
        return Node([
            (text("type"), text("oauth2")),
            (text("flows"), Node([(text("authorizationCode"), flow)])),
        ])
    }

    /// A string that stays one, whatever it looks like.
    private static func text(_ string: String) -> Node { Node(string, Tag(.str), .any) }
}
