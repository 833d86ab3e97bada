// Against whom a try is made: what was named, else what this machine's configuration says.

import Profiles
import Testing

@testable import usher

@Suite("The target of a try")
struct TryTargetTests {
    private static let notes = """
        public_url: https://notes.example
        database: sqlite:usher.db
        resources:
          notes: { path: /notes, upstream: "http://127.0.0.1:9000", scopes: { "notes:read": Read your notes } }
        """

    private static func target(_ profile: Profile, server: String? = nil, resource: String? = nil, hasFile: Bool = true) throws -> [String?]
    {
        let configuration = hasFile ? try ConfigurationFixture(notes).load().configuration : nil
        let target = TryTarget(server: server, resource: resource, profile, configuration)
        return [target.server?.text, target.resource?.text]
    }

    @Test("without options it is this machine's server and its only resource")
    func own() throws {
        #expect(try Self.target(.claude) == ["https://notes.example", "https://notes.example/notes"])
        #expect(try Self.target(.service) == ["https://notes.example", "https://notes.example/notes"])
        #expect(try Self.target(.chatGPTPlugin) == ["https://notes.example", nil])
        #expect(try Self.target(.chatGPTPlugin, hasFile: false) == ["http://localhost:8080", nil])
    }

    @Test("of several resources an MCP client takes the first MCP server, and others take none")
    func several() throws {
        let text =
            Self.notes + """

                  tools: { path: /tools, kind: mcp, upstream: "http://127.0.0.1:9001/mcp" }
                  more: { path: /more, kind: mcp, upstream: "http://127.0.0.1:9002/mcp" }
                """
        let configuration = try ConfigurationFixture(text).load().configuration
        #expect(TryTarget(server: nil, resource: nil, .claude, configuration).resource?.text == "https://notes.example/tools")
        #expect(TryTarget(server: nil, resource: nil, .web, configuration).resource == nil)
    }

    @Test("a foreign MCP server finds its own authorization server, and a foreign server has none of our resources")
    func foreign() throws {
        #expect(try Self.target(.claude, resource: "https://mcp.example/mcp") == [nil, "https://mcp.example/mcp"])
        #expect(
            try Self.target(.claude, server: "https://as.example", resource: "https://mcp.example/mcp")
                == ["https://as.example", "https://mcp.example/mcp"])
        #expect(try Self.target(.web, server: "https://as.example") == ["https://as.example", nil])
    }
}
