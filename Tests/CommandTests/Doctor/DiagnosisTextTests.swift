// How a diagnosis is written down, and the command line of the doctor.

import ArgumentParser
import Keys
import Profiles
import Testing

@testable import usher

@Suite("What the doctor says")
struct DiagnosisTextTests {
    @Test("a healthy deployment takes one line for each group")
    func calm() async {
        let lines = Diagnosis(await ToyDeployment().seen()).lines
        #expect(lines.first == ToyDeployment.base)
        #expect(lines[1] == "  with \(ToyDeployment.resource)")
        #expect(lines.filter { $0.hasPrefix("✓ ") }.count == 6)
        #expect(lines.last == "Every client that Usher knows can connect.")
        #expect(lines.count == 11)
    }

    @Test("a problem has its cure, its section and its clients below")
    func problem() async {
        let fault = Fault.capabilities.first { $0.id == "method-secret" }
        let lines = Diagnosis(await (fault?.deployment ?? ToyDeployment()).seen()).lines
        let start = lines.firstIndex { $0.hasPrefix("✗ metadata") } ?? 0
        #expect(
            Array(lines.dropFirst(start + 1).prefix(4)) == [
                "    ✗ `token_endpoint_auth_methods_supported` has no client_secret_post.",
                "      → Accept a secret in the body, which is where these clients send it.",
                "        (RFC 6749 §2.3.1, fails: ChatGPT plugin)", "",
            ])
        #expect(lines.last == "Would fail: ChatGPT plugin.")
    }

    @Test("long sentences are broken at words, and a server's control characters stay away")
    func width() async {
        let deployment = ToyDeployment(plants: [.call("Bearer res", "Ba\u{1B}[2Jsic realm=\"x\", Bearer res")])
        let lines = Diagnosis(await deployment.seen()).lines
        #expect(lines.allSatisfy { $0.count <= 100 && !$0.contains("\u{1B}") })
    }

    @Test("as JSON it says what was checked, what is wrong, and who fails")
    func json() async {
        let json = Diagnosis(await (Fault.capabilities.first { $0.id == "method-secret" }?.deployment ?? ToyDeployment()).seen()).json
        let document = JSONAnswer(json.encoded)
        #expect(document?["failing_clients"]?.texts == ["chatgpt-plugin"])
        #expect(document?["fine"] == .boolean(false))
        guard case .array(let problems)? = document?["problems"], let problem = problems.first else {
            Issue.record("no problems")
            return
        }
        #expect(problems.count == 1)
        #expect(problem["id"]?.text == "method-secret")
        #expect(problem["severity"]?.text == "failure")
        #expect(problem["section"]?.text == "RFC 6749 §2.3.1")
        #expect(problem["clients"]?.texts == ["chatgpt-plugin"])
    }

    @Test("only the clients that were named count")
    func counted() async {
        let seen = await (Fault.capabilities.first { $0.id == "method-secret" }?.deployment ?? ToyDeployment()).seen()
        let diagnosis = Diagnosis(seen, clients: [.claude, .cursor])
        #expect(diagnosis.failing == [])
        #expect(diagnosis.problems.map(\.severity) == [.warning])
        #expect(diagnosis.lastLine == "Can connect: Claude, Cursor.")
    }

    @Test("whoever fails with everything is every client")
    func nobody() async {
        let diagnosis = Diagnosis(await ToyDeployment(silent: ["*"]).seen())
        #expect(diagnosis.lastLine == "No client can connect.")
        #expect(diagnosis.lines.contains { $0.contains("fails: every client") })
    }

    @Test(
        "what cannot be looked at is refused",
        arguments: [
            (["--client", "clode"], "Did you mean “claude”?"),
            (["auth.example.com"], "URL must be a whole URL"),
            (["https://a.example", "--resource", "/mcp"], "--resource must be a whole URL"),
        ] as [([String], String)])
    func refused(arguments: [String], sentence: String) {
        #expect {
            try DoctorCommand.parse(arguments)
        } throws: { error in
            DoctorCommand.fullMessage(for: error).contains(sentence)
        }
    }

    @Test("somebody else's server is looked at from outside only")
    func foreign() throws {
        let fixture = try ConfigurationFixture("public_url: https://ours.example.com")
        let file = fixture.directory + "/usher.yaml"
        #expect(try DoctorCommand.parse(["https://theirs.example.com"]).isOwn == false)
        #expect(try DoctorCommand.parse(["https://theirs.example.com", "--config", file]).isOwn)
        #expect(try DoctorCommand.parse([]).isOwn)
    }
}
