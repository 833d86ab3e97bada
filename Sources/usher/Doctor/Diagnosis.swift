// All checks over all that was seen: what is wrong, whom it concerns, and what was looked at.

import Profiles

struct Diagnosis: Sendable {
    let server: String
    let resources: [String]
    let problems: [Problem]
    /// Every check with what came of it.
    let checked: [Checked]
    let isLoopback: Bool

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

    init(_ seen: Seen, checks: [Check] = Check.all) {
        var problems: [Problem] = []
        var checked: [Checked] = []
        for check in checks {
            let findings = check.look(seen)
            let outcome: Checked.Outcome = findings.map { $0.isEmpty ? .fine : .problem } ?? .nothingToLookAt
            checked.append(Checked(id: check.id, group: check.group, section: check.section, outcome: outcome))
            problems += (findings ?? []).map { Problem(check, $0) }
        }
        server = seen.server.text
        resources = seen.resources.map(\.text)
        isLoopback = seen.server.isLoopback
        self.problems = problems
        self.checked = checked
    }

    /// Every client that would fail, in the order of the profiles.
    var failing: [Profile] { Profile.all.filter { profile in problems.contains { $0.clients.contains(profile) } } }
}

extension Diagnosis.Problem {
    fileprivate init(_ check: Check, _ finding: Finding) {
        var severity = check.severity
        if let clients = finding.clients { severity = clients.isEmpty ? .warning : .failure(clients) }
        self.init(
            id: check.id, group: check.group, section: check.section, severity: severity, sentence: finding.sentence,
            cure: finding.cure)
    }
}
