// The limits of the manifest: each of them just kept and just broken.

import Testing

@testable import Web

@Suite("The limits of the plugin manifest")
struct PluginLimitsTests {
    private func remarks(_ change: (inout PluginSettings) -> Void) -> PluginRemarks {
        var remarks = PluginRemarks()
        PluginLimits.check(PluginSample.settings(change), &remarks)
        return remarks
    }

    @Test("lengths at the limit pass")
    func atTheLimit() {
        let found = remarks {
            $0.name = String(repeating: "n", count: 20)
            $0.nameForModel = String(repeating: "m", count: 50)
            $0.description = String(repeating: "d", count: 100)
            $0.descriptionForModel = String(repeating: "d", count: 8000)
        }
        #expect(found.problems.isEmpty && found.advice.isEmpty)
    }

    @Test("lengths between the documents' limit and the schema's are advice")
    func advised() {
        let found = remarks {
            $0.name = String(repeating: "n", count: 50)
            $0.description = String(repeating: "d", count: 120)
        }
        #expect(found.problems.isEmpty)
        #expect(found.advice.count == 2)
    }

    @Test("lengths over the limit are problems, counted in Unicode scalars")
    func overTheLimit() {
        let found = remarks {
            $0.name = String(repeating: "👩‍💻", count: 17)
            $0.nameForModel = String(repeating: "m", count: 51)
            $0.description = String(repeating: "d", count: 121)
            $0.descriptionForModel = String(repeating: "d", count: 8001)
        }
        #expect(
            found.problems == [
                "resources.notes.plugin.name: may have at most 50 characters; this has 51.",
                "resources.notes.plugin.name_for_model: may have at most 50 characters; this has 51.",
                "resources.notes.plugin.description: may have at most 120 characters; this has 121.",
                "resources.notes.plugin.description_for_model: may have at most 8000 characters; this has 8001.",
            ])
    }

    @Test("a model's name with a space is refused, with one that would do")
    func spaces() {
        #expect(
            remarks { $0.nameForModel = "my notes" }.problems == [
                "resources.notes.plugin.name_for_model: must not contain spaces; write “my_notes”."
            ])
    }

    @Test("missing texts are named")
    func missing() {
        let found = remarks {
            $0.name = " "
            $0.description = ""
        }
        #expect(found.problems.contains("resources.notes.plugin.name: is missing; the manifest cannot be without it."))
        #expect(found.problems.contains("resources.notes.plugin.description: is missing; the manifest cannot be without it."))
    }

    @Test("an identifier that would not fit into an address is refused", arguments: ["", "a/b", "a b", "é", "a.yaml"])
    func identifier(id: String) {
        #expect(remarks { $0.id = id }.problems.count == 1)
    }

    @Test(
        "a contact that is no e-mail address is refused",
        arguments: ["", "support", "a@b", "a b@example.com", "@example.com", "a@.com", "a@b@example.com"])
    func contact(email: String) {
        #expect(remarks { $0.contactEmail = email }.problems.count == 1)
    }

    @Test(
        "a legal page that is no web address is refused", arguments: ["", "/legal", "example.com/legal", "ftp://example.com/", "https://"])
    func legal(url: String) {
        #expect(remarks { $0.legalURL = url }.problems.count == 1)
    }

    @Test(
        "verification tokens have a plain name and visible characters",
        arguments: [
            ("openai", "0123abcd", true), ("other9", "a-b_c.d/=", true), ("", "abc", false), ("open ai", "abc", false),
            ("open-ai", "abc", false), ("openai", "", false), ("openai", "a b", false), ("openai", "a\nb", false),
        ])
    func tokens(service: String, token: String, isRight: Bool) {
        #expect((Plugin.problem(verificationToken: token, service: service) == nil) == isRight)
    }
}
