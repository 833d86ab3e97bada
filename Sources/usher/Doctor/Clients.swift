// Whom a problem concerns, read from the profiles: by family and by what each client demands.

import Profiles

enum Clients {
    static let everyone = Profile.all

    /// Those that find everything by themselves, as the MCP authorization specification says.
    static let mcp = Profile.all.filter { $0.family == .mcp }

    /// The same, and web applications: whoever reads the server's metadata.
    static let discovering = Profile.all.filter { $0.family == .mcp || $0.family == .web }

    /// Those whose requests come from their maker's cloud: they need a public address.
    static let hosted: [Profile] = [.chatGPTPlugin, .gptAction, .chatGPTApp, .claude]

    /// Those that stop without one of these.
    static func demanding(_ demands: Profile.Demand...) -> [Profile] {
        Profile.all.filter { profile in demands.contains { profile.connection.demands.contains($0) } }
    }

    /// Those that identify themselves by a document, if public clients are welcome.
    static let documented = Profile.all.filter { profile in
        profile.connection.registrations.contains { $0.needs.contains(.documents) && $0.needs.contains(.publicClients) }
    }

    /// Those that register anew when they are told that nobody knows them.
    static let registering: [Profile] = [.claude, .claudeCode, .visualStudioCode]

    /// Those that send scripts from a web page.
    static let scripts: [Profile] = [.inspector]

    /// Who calls itself what, in the order of the profiles.
    static let agents: [(name: String, clients: [Profile])] = {
        var agents: [(name: String, clients: [Profile])] = [("Claude-User", [.claude])]
        for profile in mcp {
            let name = profile.connection.discovery.userAgent
            if let index = agents.firstIndex(where: { $0.name == name }) {
                agents[index].clients.append(profile)
            } else {
                agents.append((name, [profile]))
            }
        }
        return agents
    }()

    /// Those that find no document of the server they can read.
    static func lost(without isThere: (Profile.Document) -> Bool) -> [Profile] {
        discovering.filter { !$0.connection.discovery.documents.contains(where: isThere) }
    }

    /// Those that wait for a shorter time than this.
    static func waiting(lessThan time: Duration) -> [Profile] { mcp.filter { $0.connection.timeLimits.answer < time } }
}

extension Profile {
    typealias Document = Discovery.Document
}
