// Whose fault it is, and what to change: one sentence for each rule that can say no, and one cure.

import Keys

/// Whose fault something is.
public enum Fault: String, Sendable, Codable {
    /// The app that connects, or who runs it.
    case client
    /// Who runs this server.
    case `operator`
    /// Whoever sat at the browser.
    case person
    case usher
    /// Nothing is wrong.
    case nobody
}

/// What there is to say about a step that a rule stopped, or about a step that never came.
public struct Explanation: Sendable, Equatable {
    public var sentence: String
    public var fault: Fault
    public var cure: String
    /// The one command that mends it.
    public var command: String?
    /// What to look at, one after the other, where nobody can tell from here.
    public var checks: [String] = []
    /// The rule, as specification and section; `nil` where none decided.
    public var rule: String?

    init(_ sentence: String, _ fault: Fault, _ cure: String, command: String? = nil, checks: [String] = []) {
        self.sentence = sentence
        self.fault = fault
        self.cure = cure
        self.command = command
        self.checks = checks
    }
}

extension Step {
    /// Why the step did not work; `nil` if it did.
    public func explanation(in attempt: Attempt) -> Explanation? {
        guard outcome == .refused else { return nil }
        guard let reason else {
            var explanation =
                status >= 500
                ? Explanation("Usher could not answer.", .usher, "Look into the server's log at this time.")
                : Explanation(
                    description ?? "The request was refused with \(error ?? "status \(status)").", .client,
                    "Mend the request as the sentence says.")
            if let error, status < 500 { explanation.rule = "error \(error)" }
            return explanation
        }
        let about = About(step: self, client: attempt.client?.value ?? self["client_id"], detail: detail)
        var explanation =
            AuthorizationExplanations.of(reason, about) ?? TokenExplanations.of(reason, about)
            ?? CallExplanations.of(reason, about)
            ?? Explanation("Usher could not answer.", .usher, "Look into the server's log for \(detail ?? "this time").")
        explanation.rule = reason.rule.section.isEmpty ? nil : reason.rule.description
        return explanation
    }

    /// What a sentence may mention.
    struct About {
        let step: Step
        let client: String?
        let detail: String?
        /// As it is typed in a command.
        var id: String { client.map(Shell.quoted) ?? "CLIENT_ID" }
        var redirectURI: String? { step["redirect_uri"] }
    }
}

/// Words as a POSIX shell takes them (IEEE 1003.1 §2.2.2).
enum Shell {
    static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "-_.:/@,+=%".utf8.contains(byte)
            }
        return isPlain ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}
