// What can be wrong with a deployment, as values: a check looks at what was seen and says what is wrong and how to mend it.
// Checks are pure, so a table of planted faults can try each of them; what is seen comes from the probes.

import Profiles

/// One thing that can be wrong.
struct Check: Sendable {
    /// For programs: it never changes its meaning.
    let id: String
    let group: Group
    /// Where it is demanded: a specification, or a rule of a client's maker.
    let section: String
    let severity: Severity
    /// Nothing wrong: an empty list. Nothing to look at: `nil`.
    let look: @Sendable (Seen) -> [Finding]?

    /// What is printed together, in this order.
    enum Group: String, Sendable, CaseIterable {
        case reach = "reaching it"
        case metadata = "metadata"
        case endpoints = "endpoints"
        case resource = "the API or MCP server"
        case pages = "pages"
        case plugin = "plugin"
        case machine = "this machine"
    }

    enum Severity: Sendable, Equatable {
        /// These clients would fail.
        case failure([Profile])
        /// Nobody fails today, but it is not right.
        case warning
        /// Good to know.
        case note

        var name: String {
            switch self {
            case .failure: "failure"
            case .warning: "warning"
            case .note: "note"
            }
        }
    }

    static func failure(
        _ id: String, _ group: Group, _ section: String, _ clients: [Profile], _ look: @escaping @Sendable (Seen) -> [Finding]?
    ) -> Check {
        Check(id: id, group: group, section: section, severity: .failure(clients), look: look)
    }

    static func warning(
        _ id: String, _ group: Group, _ section: String, _ look: @escaping @Sendable (Seen) -> [Finding]?
    ) -> Check {
        Check(id: id, group: group, section: section, severity: .warning, look: look)
    }

    static func note(
        _ id: String, _ group: Group, _ section: String, _ look: @escaping @Sendable (Seen) -> [Finding]?
    ) -> Check {
        Check(id: id, group: group, section: section, severity: .note, look: look)
    }
}

/// What a check has found: one sentence, and one that says how to mend it.
struct Finding: Sendable, Equatable {
    let sentence: String
    let cure: String
    /// Who fails, if not all whom the check concerns; if nobody does, it is a warning.
    var clients: [Profile]?

    init(_ sentence: String, cure: String, clients: [Profile]? = nil) {
        self.sentence = sentence
        self.cure = cure
        self.clients = clients
    }
}

extension Check {
    /// Every check, in the order in which a person would look.
    static let all: [Check] =
        reach + transport + documents + metadata + capabilities + identity + token + registration + keys + crossOrigin
        + resource + challenge + pages + plugin + configuration + storage + operation
}
