// Whom a try is made against: what was named on the command line, and else what this machine's configuration describes.

import Profiles

struct TryTarget: Sendable, Equatable {
    let server: Address?
    let resource: Address?

    init(server: String?, resource: String?, _ profile: Profile, _ options: ConfigurationOptions) throws {
        // Without a file, or with a wrong one, there is still what was named.
        let configuration = server == nil || resource == nil ? try? options.load().configuration : nil
        self.init(server: server, resource: resource, profile, configuration)
        guard self.server != nil || self.resource != nil, profile.family != .mcp || self.resource != nil else {
            throw Failure("no MCP server is known here. Name one with --resource, as people would type it into \(profile.title).")
        }
    }

    init(server: String?, resource: String?, _ profile: Profile, _ configuration: Configuration?) {
        // With a foreign MCP server its own authorization server is found, and this machine's means nothing.
        let isForeign = profile.family == .mcp && resource != nil
        self.server = (server ?? (isForeign ? nil : configuration?.publicURL.text ?? "http://localhost:8080")).flatMap(Address.init)
        let isOwn = server == nil || server == configuration?.publicURL.text
        let found = isOwn ? configuration?.resource(for: profile.family) : nil
        self.resource = (resource ?? found).flatMap(Address.init)
    }
}

extension Configuration {
    /// What a person would type into an MCP client: the first MCP server; else the only resource there is.
    /// A plugin names its API in its manifest.
    fileprivate func resource(for family: Profile.Family) -> String? {
        guard family != .plugin else { return nil }
        if family == .mcp, let server = resources.first(where: { $0.kind == .mcp }) { return server.identifier }
        return resources.count == 1 ? resources[0].identifier : nil
    }
}
