// The rules that hold for every profile, so that a new one cannot weaken a protection by accident.

import Profiles
import Testing

@Suite("Profiles")
struct ProfileTests {
    @Test("the profiles of the contract are there, each once")
    func names() {
        #expect(
            Profile.all.map(\.name) == [
                "chatgpt-plugin", "gpt-action", "chatgpt-app", "claude", "claude-code", "codex", "vscode", "cursor",
                "inspector", "cline", "gemini-cli", "goose", "mcp-remote", "opencode", "zed", "mcp", "web", "service",
            ])
    }

    @Test("only the plugin and the Action are exempt from PKCE, and both keep a secret")
    func pkce() {
        let exempt = Profile.all.filter { !$0.requiresPKCE }
        #expect(exempt.map(\.name) == ["chatgpt-plugin", "gpt-action"])
        #expect(exempt.allSatisfy { $0.isConfidential })
    }

    @Test("a client that holds a secret never also goes without one", arguments: Profile.all)
    func authentication(profile: Profile) {
        #expect(!profile.authenticationMethods.isEmpty)
        #expect(profile.authenticationMethods.contains(.publicClient) == (profile.authenticationMethods == [.publicClient]))
        #expect(profile.isConfidential != profile.authenticationMethods.contains(.publicClient))
    }

    @Test("only confidential profiles name a client secret in their setup, and all of them do", arguments: Profile.all)
    func secrets(profile: Profile) {
        #expect(profile.setup.fields.contains { $0.value == .clientSecret } == profile.isConfidential)
        #expect(profile.setup.fields.contains { $0.value == .clientID })
    }

    @Test("the plugin posts JSON or a form with the secret in the body, the Action a form with either")
    func plugin() {
        #expect(Profile.chatGPTPlugin.tokenContentTypes == [.json, .form])
        #expect(Profile.chatGPTPlugin.authenticationMethods == [.secretInBody])
        #expect(Profile.gptAction.tokenContentTypes == [.form])
        #expect(Profile.gptAction.authenticationMethods == [.secretInBody, .secretInHeader])
    }

    @Test("token_type is in lower case for the plugin and the Action alone")
    func tokenType() {
        let lowerCase = Profile.all.filter { $0.tokenType.rawValue == "bearer" }
        #expect(lowerCase.map(\.name) == ["chatgpt-plugin", "gpt-action"])
    }

    @Test("a service acts for itself, every other client for a person", arguments: Profile.all)
    func grants(profile: Profile) {
        if profile.name == "service" {
            #expect(profile.grantTypes == [.clientCredentials])
            #expect(profile.redirects.given == .refused && profile.redirects.exact.isEmpty)
        } else {
            #expect(profile.grantTypes == [.authorizationCode, .refreshToken])
            #expect(profile.redirects.given != .refused)
        }
    }
}
