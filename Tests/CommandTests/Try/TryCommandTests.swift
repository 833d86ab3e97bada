// The command line of `usher try`, and how a step is written down.

import ArgumentParser
import Testing

@testable import usher

@Suite("The command line of a try")
struct TryCommandTests {
    @Test(
        "what cannot work is refused before anything is sent",
        arguments: [
            ([], "Missing expected argument"),
            (["chatgpt-plugn"], "Did you mean “chatgpt-plugin”?"),
            (["claude", "--resource", "notes"], "--resource must be a whole URL"),
            (["cursor", "--registration", "document"], "Cursor does not know --registration document"),
            (["web", "--registration", "dynamic"], "Web application does not know --registration dynamic"),
            (["claude", "--registration", "magic"], "The value 'magic' is invalid"),
            (["gpt-action", "--server", "localhost:8080"], "--server must be a whole URL"),
            (["gpt-action", "--api", "/notes/me"], "--api must be a whole URL"),
            (["gpt-action", "--email", "a@b.example"], "Give --email and --password-stdin together"),
            (["gpt-action", "--password-stdin"], "Give --email and --password-stdin together"),
            (["chatgpt-plugin", "--token-method", "basic"], "does not authenticate with --token-method basic"),
            (["gpt-action", "--content-type", "json"], "does not send --content-type json"),
        ] as [([String], String)])
    func refused(arguments: [String], sentence: String) {
        #expect {
            try TryCommand.parse(arguments)
        } throws: { error in
            TryCommand.fullMessage(for: error).contains(sentence)
        }
    }

    @Test("without options it tries this machine, in a browser, as text")
    func defaults() throws {
        let command = try TryCommand.parse(["chatgpt-plugin"])
        #expect(command.givenServer == nil && command.givenResource == nil && command.registration == nil)
        #expect(command.email == nil && !command.json && !command.replay)
    }

    @Test("a failed step names what was expected, the section and what was found")
    func failed() {
        var step = Step(number: 3, title: "read it")
        step.record(Step.Exchange(sent: ["GET /", "Cookie: a=…"], received: ["200 text/html"]))
        let failure = #expect(throws: TryFailure.self) {
            try step.expect(true, "it is there", "RFC 1 §1", found: "")
            try step.expect(false, "it is green", "RFC 1 §2", found: "it is red", cure: "paint it")
        }
        step.fail(failure?.description ?? "")
        #expect(failure?.description == "expected that it is green (RFC 1 §2), but it is red; paint it")
        #expect(
            step.lines == [
                "3. read it", "   → GET /", "     Cookie: a=…", "   ← 200 text/html", "   ✓ it is there (RFC 1 §1)",
                "   ✗ it is green (RFC 1 §2): it is red; paint it",
            ])
        #expect(TryResult(steps: [step]).failure == "step 3 (read it): expected that it is green (RFC 1 §2), but it is red; paint it")
    }

    @Test("the last line is the person, or how to learn who it was")
    func closing() {
        var result = TryResult(person: TryResult.Person(id: "user_1", email: "ada@example.com"), answer: "{}")
        #expect(result.closingLines == ["The API answered: {}", "The person was: ada@example.com (user_1)"])
        result.person = nil
        #expect(result.closingLines.last?.contains("--scope") == true)
        result.isAboutPerson = false
        #expect(result.closingLines == ["The API answered: {}"])
    }

    @Test("a server's control characters do not reach the terminal")
    func controls() {
        var step = Step(number: 1, title: "read it")
        step.note("\u{1B}[2J\u{7}hello\r\n")
        #expect(step.lines[1] == "   · \u{FFFD}[2J\u{FFFD}hello\u{FFFD}\u{FFFD}")
    }
}
