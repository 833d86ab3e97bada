// Q9, Q10, Q11, Q19, Q28: what a client asks for when it asks oddly, and how it stays signed in (CLIENTS.md 1.4 A3, M7).

import Keys
import OAuth
import TestKit
import Testing
import WebTestKit

@Suite("Quirks of scope")
struct ScopeTests {
    @Test("Q9: an Action's blank scope is the default", arguments: ["", " ", ","])
    func blank(scope: String) async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.action)
        #expect(try await granted(world, client, ["scope": scope]) == ["notes:read", "notes:write"])
    }

    @Test(
        "Q9: commas part scopes as well as spaces do",
        arguments: ["notes:read,notes:write", "notes:read, notes:write", "notes:write ,notes:read,"])
    func commas(scope: String) async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.action)
        #expect(try await granted(world, client, ["scope": scope]) == ["notes:read", "notes:write"])
    }

    @Test("Q10: a reconnect without a scope gets the default")
    func missing() async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.app)
        _ = try await world.tokens(client)
        let reconnect: [String: String?] = ["scope": nil, "resource": "https://usher.test/notes"]
        #expect(try await granted(world, client, reconnect) == ["notes:read", "notes:write"])
    }

    @Test("Q11: a scope that was renamed is dropped, and the answer says what was granted")
    func renamed() async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.app)
        #expect(try await granted(world, client, ["scope": "notes:read notes:old"]) == ["notes:read"])
        let nothing: [String: String?] = ["scope": "notes:old", "resource": "https://usher.test/notes"]
        #expect(try await granted(world, client, nothing) == ["notes:read", "notes:write"])
    }

    @Test("Q19: staying signed in is offered, and a refresh needs no scope and no resource")
    func refresh() async throws {
        let world = try await QuirkWorld()
        let metadata = try await world.document("/.well-known/oauth-authorization-server").json
        #expect(metadata["scopes_supported"]?.texts?.contains("offline_access") == true)
        #expect(metadata["grant_types_supported"]?.texts?.contains("refresh_token") == true)
        let resource = try await world.document("/.well-known/oauth-protected-resource/notes").json
        #expect(resource["scopes_supported"]?.texts?.contains("offline_access") == false)
        let client = try await world.web.engine.client(.app)
        for scope in ["notes:read", "notes:read offline_access"] {
            let tokens = try await world.tokens(client, ["scope": scope])
            let refreshed = try await world.refresh(client, tokens["refresh_token"]?.text)
            #expect(refreshed.status == 200)
            #expect(try refreshed.json["refresh_token"]?.text != nil)
            #expect(try refreshed.json["scope"]?.text?.contains("notes:read") == true)
        }
    }

    @Test("Q28: a plugin and an Action always get a refresh token", arguments: [TestClientKind.plugin, .action])
    func plugin(kind: TestClientKind) async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(kind)
        let tokens = try await world.tokens(client, ["scope": ""])
        #expect(tokens["refresh_token"]?.text != nil)
        #expect(tokens["expires_in"]?.integer != nil)
    }

    /// The resource's scopes that a client was granted.
    private func granted(
        _ world: QuirkWorld, _ client: TestClient, _ changes: [String: String?]
    ) async throws -> [String] {
        let names = try await world.tokens(client, changes)["scope"]?.text?.split(separator: " ").map(String.init) ?? []
        return names.filter { $0.hasPrefix("notes:") }.sorted()
    }
}
