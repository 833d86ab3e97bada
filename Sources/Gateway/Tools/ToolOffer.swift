// An API whose operations are the tools of an MCP server, beside the API itself: the same resource, the same rules,
// the same upstream, at an address of its own.

import FoundationEssentials
import MCP
import Tools

/// An API that is also an MCP server.
public struct ToolOffer: Sendable {
    /// Where the server is served, below the API's own path. What the API has there is hidden by it.
    public static let path = "/mcp"

    var resource: Resource
    let operations: Operations
    /// The tools as they are listed, in the order of the document. Those that nobody may call are not among them.
    let tools: [Tool]
    /// What is needed to speak to the server at all.
    let entrance: Requirement

    var route: Route { resource.route }
    /// Where the server is served.
    var path: String { (route.path == "/" ? "" : route.path) + Self.path }

    /// - Parameters:
    ///   - metadataURL: the RFC 9728 document of the MCP server, that its challenges point at.
    public init(_ operations: Operations, of route: Route, metadataURL: URL) throws(InvalidRoute) {
        let headers = operations.list.flatMap(\.headerNames)
        resource = Resource(
            try Route(
                id: route.id, path: route.path, upstream: route.upstream, identifier: route.identifier, scopes: route.scopes,
                defaultScopes: route.defaultScopes,
                rules: route.rules, timeout: route.timeout, metadataURL: metadataURL, forwardHeaders: route.forwardHeaders + headers,
                isSandboxed: route.isSandboxed))
        self.operations = operations
        var tools: [Tool] = []
        var hasOpenTool = false
        for operation in operations.list {
            let requirement = route.requirement(of: operation)
            guard requirement != .closed else { continue }
            hasOpenTool = hasOpenTool || requirement == .open
            var tool = operation.tool
            tool.security = Self.security(requirement, at: route)
            tools.append(tool)
        }
        self.tools = tools
        entrance = hasOpenTool ? .open : .token([])
    }

    /// Names of operations that no rule lets anybody call.
    public var closedOperations: [String] {
        operations.list.map(\.tool.name).filter { name in !tools.contains { $0.name == name } }
    }

    /// Whether a request header never goes up, whoever sets it. Documents are read with this in mind.
    public static func withholds(header name: String) -> Bool { RequestHeaders.isWithheld(name) }

    private static func security(_ requirement: Requirement, at route: Route) -> [SecurityScheme] {
        let signedIn = SecurityScheme.oauth2(scopes: route.challengeScopes(for: requirement))
        return requirement == .open ? [.none, signedIn] : [signedIn]
    }
}

extension Route {
    /// What an operation needs, whatever its arguments are. A call is judged again, by the path that it really has.
    func requirement(of operation: Tools.Operation) -> Requirement {
        // No rule can name a zero byte, so it stands for "any segment".
        requirement(method: operation.method, segments: operation.segments.map { $0 ?? "\0" })
    }
}
