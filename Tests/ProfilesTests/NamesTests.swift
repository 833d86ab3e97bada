// Finding a profile by name, and the hint for a name that was mistyped.

import Profiles
import Testing

@Suite("Names of profiles")
struct NamesTests {
    @Test("each profile is found by its name", arguments: Profile.all)
    func found(profile: Profile) throws {
        #expect(try Profile.named(profile.name) == profile)
    }

    @Test(
        "a mistyped name suggests the one that was probably meant",
        arguments: [
            ("chatgpt-plugn", "chatgpt-plugin"), ("gpt-actions", "gpt-action"), ("GPT-Action", "gpt-action"),
            ("vs-code", "vscode"), ("claudecode", "claude-code"), ("chatgpt_app", "chatgpt-app"), ("wev", "web"),
        ])
    func suggestion(typed: String, meant: String) {
        let error = #expect(throws: UnknownProfile.self) { try Profile.named(typed) }
        #expect(error?.suggestion == meant)
        #expect(error?.description.contains("Did you mean “\(meant)”?") == true)
    }

    @Test("a name that is like none gets the list and no guess", arguments: ["", "netscape-navigator", "x"])
    func noSuggestion(typed: String) {
        let error = #expect(throws: UnknownProfile.self) { try Profile.named(typed) }
        #expect(error?.suggestion == nil)
        #expect(error?.description.contains("Did you mean") == false)
        #expect(error?.description.contains("chatgpt-plugin, gpt-action") == true)
    }
}
