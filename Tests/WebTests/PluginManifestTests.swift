// The manifest, member by member as OpenAI's schema wants it.

import Foundation
import Keys
import Testing

@testable import Web

@Suite("The plugin manifest")
struct PluginManifestTests {
    private func members(_ settings: PluginSettings, tokens: [String: String] = [:]) throws -> [String: Any] {
        let bytes = PluginManifest(settings: settings).json(verificationTokens: tokens).encoded
        return try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test("every required member is there, the swapped names of the endpoints included")
    func complete() throws {
        let manifest = try members(PluginSample.settings(), tokens: ["openai": "abc123"])
        #expect(
            Set(manifest.keys) == [
                "schema_version", "name_for_human", "name_for_model", "description_for_human", "description_for_model",
                "auth", "api", "logo_url", "contact_email", "legal_info_url",
            ])
        #expect(manifest["schema_version"] as? String == "v1")
        let auth = try #require(manifest["auth"] as? [String: Any])
        #expect(auth["type"] as? String == "oauth")
        #expect(auth["client_url"] as? String == "https://api.example.com/authorize")
        #expect(auth["authorization_url"] as? String == "https://api.example.com/token")
        #expect(auth["authorization_content_type"] as? String == "application/json")
        #expect(auth["scope"] as? String == "notes:read notes:write")
        #expect(auth["verification_tokens"] as? [String: String] == ["openai": "abc123"])
        let api = try #require(manifest["api"] as? [String: Any])
        #expect(api["type"] as? String == "openapi")
        #expect(api["url"] as? String == "https://api.example.com/.well-known/openapi/notes.yaml")
        #expect(manifest["logo_url"] as? String == "https://api.example.com/.well-known/logo/notes")
    }

    @Test("a resource without scopes has an empty scope, and a form can be asked for")
    func variants() throws {
        let settings = PluginSample.settings {
            $0.scopes = []
            $0.contentType = .form
        }
        let auth = try #require(members(settings)["auth"] as? [String: Any])
        #expect(auth["scope"] as? String == "")
        #expect(auth["authorization_content_type"] as? String == "application/x-www-form-urlencoded")
    }

    @Test("before there is a verification token a placeholder stands in, so that the first fetch works")
    func placeholder() throws {
        let auth = try #require(members(PluginSample.settings())["auth"] as? [String: Any])
        let tokens = try #require(auth["verification_tokens"] as? [String: String])
        #expect(tokens["openai"]?.isEmpty == false)
    }

    @Test("several services can verify one manifest")
    func several() throws {
        let given = ["openai": "abc", "other": "def"]
        let auth = try #require(members(PluginSample.settings(), tokens: given)["auth"] as? [String: Any])
        #expect(auth["verification_tokens"] as? [String: String] == given)
    }

    @Test("the model's name and description come from the people's if they are not given")
    func model() throws {
        let made = try members(PluginSample.settings { $0.name = "My Notes!" })
        #expect(made["name_for_model"] as? String == "my_notes_")
        #expect(made["description_for_model"] as? String == "Keeps your notes.")
        let given = try members(
            PluginSample.settings {
                $0.nameForModel = "notes"
                $0.descriptionForModel = "Use it to remember."
            })
        #expect(given["name_for_model"] as? String == "notes")
        #expect(given["description_for_model"] as? String == "Use it to remember.")
    }
}
