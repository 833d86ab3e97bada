// All checks over all that was seen: what is wrong, whom it concerns, and what was looked at.

import Profiles

struct Diagnosis: Sendable {
    let server: String
    let resources: [String]
    let problems: [Problem]
    /// Every check with what came of it.
    let checked: [Checked]
    let isLoopback: Bool
    /// Whose failures count.
    let clients: [Profile]

    struct Problem: Sendable, Equatable {
        let id: String
        let group: Check.Group
        let section: String
        let severity: Check.Severity
        let sentence: String
        let cure: String

        /// Who fails because of it.
        var clients: [Profile] {
            if case .failure(let clients) = severity { clients } else { [] }
        }
    }

    struct Checked: Sendable, Equatable {
        let id: String
        let group: Check.Group
        let section: String
        let outcome: Outcome

        enum Outcome: String, Sendable { case fine, problem, nothingToLookAt = "nothing to look at" }
    }

    /// - Parameter clients: whose failures count; what concerns none of them is a warning.
    init(_ seen: Seen, clients: [Profile] = Profile.all) {
        var problems: [Problem] = []
        var checked: [Checked] = []
        for check in Check.all {
            let findings = check.look(seen)
            let outcome: Checked.Outcome = findings.map { $0.isEmpty ? .fine : .problem } ?? .nothingToLookAt
            checked.append(Checked(id: check.id, group: check.group, section: check.section, outcome: outcome))
            problems += (findings ?? []).map { Problem(check, $0, among: clients) }
        }
        server = seen.server.text
        resources = seen.resources.map(\.text)
        isLoopback = seen.server.isLoopback
        self.clients = clients
        self.problems = problems
        self.checked = checked
    }

    /// Every client that would fail, in the order of the profiles.
    var failing: [Profile] { Profile.all.filter { profile in problems.contains { $0.clients.contains(profile) } } }
}

extension Diagnosis.Problem {
    fileprivate init(_ check: Check, _ finding: Finding, among counted: [Profile]) {
        var severity = check.severity
        if let clients = finding.clients { severity = .failure(clients) }
        if case .failure(let clients) = severity {
            let failing = clients.filter(counted.contains)
            severity = failing.isEmpty ? .warning : .failure(failing)
        }
        self.init(
            id: check.id, group: check.group, section: check.section, severity: severity, sentence: finding.sentence,
            cure: finding.cure)
    }
}
