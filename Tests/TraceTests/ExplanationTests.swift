// Each rule that can say no has a sentence, a fault and a cure; a rejected redirect URI has the command that allows it.

import Keys
import TestKit
import Testing
import Trace

@Suite("Explanations")
struct ExplanationTests {
    private func explain(_ reason: Reason?, _ items: [Step.Item] = [], client: String? = "client_1", status: Int = 400) -> Explanation? {
        let step = Step(
            at: TestClock.noon, kind: .authorization, outcome: .refused, request: items, status: status, error: "invalid_request",
            reason: reason)
        let attempt = Attempt(
            id: AttemptID("a"), startedAt: TestClock.noon, lastAt: TestClock.noon, client: client.map { ClientID($0) }, steps: [step])
        return step.explanation(in: attempt)
    }

    @Test("every reason is explained", arguments: Reason.allCases)
    func every(reason: Reason) {
        guard let explanation = explain(reason) else { return #expect(Bool(false), "\(reason)") }
        #expect(explanation.sentence.hasSuffix(".") || explanation.sentence.hasSuffix(" "), "\(explanation.sentence)")
        #expect(!explanation.cure.isEmpty)
        // Only what is our own fault is said to be.
        #expect((explanation.fault == .usher) == (reason == .ownFailure), "\(reason)")
    }

    @Test("a reason that is not known yet is explained by its answer")
    func unknown() {
        #expect(explain(nil)?.fault == .client)
        #expect(explain(nil, status: 503)?.fault == .usher)
    }

    static let commands: [(uri: String, command: String?)] = [
        ("https://app.example/cb", "usher client allow-redirect client_1 https://app.example/cb"),
        ("https://app.example/cb?server_id=7&x=1", "usher client allow-redirect client_1 'https://app.example/cb?server_id=7&x=1'"),
        ("https://app.example/it's", #"usher client allow-redirect client_1 'https://app.example/it'\''s'"#),
        ("https://app.example/$(reboot)", "usher client allow-redirect client_1 'https://app.example/$(reboot)'"),
        ("https://app.example/cb?code=…", nil),
    ]

    @Test("a rejected redirect URI shows the one command that allows it, quoted for the shell", arguments: commands.indices)
    func command(index: Int) {
        let (uri, command) = Self.commands[index]
        #expect(explain(.redirectURINotRegistered, [.init("redirect_uri", uri)])?.command == command)
    }

    @Test("a GPT's address comes with the hint that it changes; a client that is a document mends its document")
    func hints() {
        let gpt = "https://chatgpt.com/aip/g-3b0244cf708774fb9151458671c462eb5460f41e/oauth/callback"
        #expect(explain(.redirectURINotRegistered, [.init("redirect_uri", gpt)])?.cure.contains("gpt-action") == true)
        let document = explain(.redirectURINotRegistered, [.init("redirect_uri", gpt)], client: "https://app.example/client.json")
        #expect(document?.command == nil && document?.cure.contains("https://app.example/client.json") == true)
        #expect(explain(.redirectURIForbidden, [.init("redirect_uri", "javascript:x")])?.command == nil)
    }
}
