// A hosted plugin's documents, as ChatGPT fetches them from this server.

import HTTPTypes
import Keys
import Synchronization
import TestKit
import Testing

@testable import Web
import WebTestKit

@Suite("A hosted plugin's documents")
struct HostedDocumentTests {
    /// Tokens that are set while the server runs.
    private final class Tokens: Sendable {
        let all = Mutex<[String: String]>([:])
    }

    @Test("are where the manifest says they are")
    func linked() async throws {
        let (world, plugin, _) = try await world()
        let manifest = try await world.send(.get, "/.well-known/ai-plugin.json")
        #expect(manifest.status == 200)
        let document = try manifest.json
        for link in [document["api"]?["url"]?.text, document["logo_url"]?.text] {
            let path = try #require(link).replacing("https://api.example.com", with: "")
            #expect(try await world.send(.get, path).status == 200, "\(path)")
        }
        #expect(document["auth"]?["client_url"]?.text == "https://api.example.com/authorize")
        #expect(document["auth"]?["authorization_url"]?.text == "https://api.example.com/token")
        let yaml = try await world.send(.get, plugin.settings.openAPIPath + ".yaml")
        #expect(yaml.bytes == plugin.openAPIYAML)
    }

    @Test("may be read by scripts, as what they are and as nothing else")
    func headers() async throws {
        let (world, plugin, _) = try await world()
        let types = [
            "/.well-known/ai-plugin.json": "application/json", plugin.settings.openAPIPath + ".yaml": "application/yaml",
            plugin.settings.openAPIPath + ".json": "application/json", plugin.settings.logoPath: "image/svg+xml",
        ]
        for (path, type) in types {
            let answer = try await world.send(.get, path)
            #expect(answer.headers[.contentType] == type, "\(path)")
            #expect(answer.headers[.accessControlAllowOrigin] == "*", "\(path)")
            #expect(answer.header("X-Content-Type-Options") == "nosniff", "\(path)")
            // A picture that is opened by itself runs no script.
            #expect(answer.headers[.contentSecurityPolicy] == "default-src 'none'; frame-ancestors 'none'", "\(path)")
            #expect(try await world.send(.options, path).status == 204, "\(path)")
            #expect(try await world.send(.post, path).headers[.allow] == "GET, OPTIONS", "\(path)")
        }
    }

    @Test("show a verification token as soon as it is set")
    func verification() async throws {
        let (world, _, tokens) = try await world()
        func shown() async throws -> JSON? {
            let answer = try await world.send(.get, "/.well-known/ai-plugin.json")
            #expect(answer.headers[.cacheControl] == "no-store")
            return try answer.json["auth"]?["verification_tokens"]
        }
        #expect(try await shown()?["openai"]?.text != "token-from-the-store")
        tokens.all.withLock { $0["openai"] = "token-from-the-store" }
        #expect(try await shown()?["openai"]?.text == "token-from-the-store")
    }

    private func world() async throws -> (WebWorld, Plugin, Tokens) {
        let tokens = Tokens()
        let plugin = try PluginSample.inFolder(["notes.openapi.yaml": Array(PluginSample.document.utf8)]) {
            try Plugin.load(PluginSample.settings(), baseFolder: $0)
        }
        let hosting = PluginHosting(plugin) { tokens.all.withLock { $0 } }
        return (try await WebWorld(issuer: "https://api.example.com", plugins: [hosting]), plugin, tokens)
    }
}
