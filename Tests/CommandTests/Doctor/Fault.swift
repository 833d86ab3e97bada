// A planted fault and what the doctor must say about it: this, and nothing else.

import Profiles
import Testing

@testable import usher

struct Fault: Sendable, CustomTestStringConvertible {
    let id: String
    let sentence: String
    let severity: Check.Severity
    var deployment: ToyDeployment
    var server = ToyDeployment.base
    var resources = [ToyDeployment.resource]

    var testDescription: String { "\(id): \(sentence)" }

    init(_ id: String, _ severity: Check.Severity, _ sentence: String, _ plants: Plant...) {
        self.id = id
        self.severity = severity
        self.sentence = sentence
        deployment = ToyDeployment(plants: plants)
    }

    func with(_ change: (inout Fault) -> Void) -> Fault {
        var fault = self
        change(&fault)
        return fault
    }
}

extension Plant {
    /// In both documents of the authorization server.
    static func metadata(_ text: String, _ replacement: String) -> Plant {
        Plant([ToyDeployment.oauth, ToyDeployment.openID], method: "GET", text, replacement)
    }

    /// In the metadata of the MCP server, at both places.
    static func protected(_ text: String, _ replacement: String) -> Plant {
        Plant([ToyDeployment.protected, ToyDeployment.protected + "/mcp"], method: "GET", text, replacement)
    }

    /// In what the MCP server answers to calls.
    static func call(_ text: String, _ replacement: String, when: String? = nil) -> Plant {
        Plant("/mcp", method: "POST", when: when, text, replacement)
    }

    /// In what the token endpoint answers.
    static func token(_ text: String, _ replacement: String, method: String = "POST", when: String? = nil) -> Plant {
        Plant("/token", method: method, when: when, text, replacement)
    }
}
