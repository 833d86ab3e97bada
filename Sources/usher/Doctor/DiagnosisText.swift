// A diagnosis as a person reads it, calm where all is well, and as one JSON document for programs.

import Keys
import Profiles

extension Diagnosis {
    private static let width = 100

    /// One line for each group in which all is well, and every problem with its cure.
    var lines: [String] {
        var lines = [server] + resources.filter { $0 != server }.map { "  with \($0)" } + [""]
        for group in Check.Group.allCases {
            let outcomes = checked.filter { $0.group == group }.map(\.outcome)
            guard outcomes.contains(where: { $0 != .nothingToLookAt }) else { continue }
            let looked = outcomes.filter { $0 != .nothingToLookAt }.count
            let problems = problems.filter { $0.group == group }
            lines.append("\(Self.mark(problems)) \(group.rawValue.padded(to: 24))\(looked) \(looked == 1 ? "check" : "checks")")
            lines += problems.flatMap(Self.lines)
            if !problems.isEmpty { lines.append("") }
        }
        if lines.last != "" { lines.append("") }
        return (lines + Self.wrapped(lastLine, first: "", rest: "  ")).map(\.withoutControls)
    }

    private static func lines(_ problem: Problem) -> [String] {
        let clients = problem.clients.isEmpty ? "" : ", fails: \(names(problem.clients))"
        return wrapped(problem.sentence, first: "    \(mark([problem])) ", rest: "      ")
            + wrapped(problem.cure, first: "      → ", rest: "        ")
            + wrapped("(\(problem.section)\(clients))", first: "        ", rest: "        ")
    }

    private static func mark(_ problems: [Problem]) -> String {
        if problems.contains(where: { !$0.clients.isEmpty }) { return "✗" }
        if problems.contains(where: { $0.severity == .warning }) { return "!" }
        return problems.isEmpty ? "✓" : "·"
    }

    private static func names(_ clients: [Profile]) -> String {
        if clients == Clients.everyone { return "every client" }
        if clients == Clients.mcp { return "every MCP client" }
        return clients.map(\.title).joined(separator: ", ")
    }

    /// Which clients would fail, or that none would.
    var lastLine: String {
        guard failing.isEmpty else {
            return failing == Clients.everyone ? "No client can connect." : "Would fail: \(failing.map(\.title).joined(separator: ", "))."
        }
        if clients != Clients.everyone { return "Can connect: \(clients.map(\.title).joined(separator: ", "))." }
        return isLoopback
            ? "Every client on this machine can connect." : "Every client that Usher knows can connect."
    }

    private static func wrapped(_ text: String, first: String, rest: String) -> [String] {
        var lines = [first]
        for word in text.split(separator: " ") {
            let line = lines[lines.count - 1]
            let isNew = line == first || line == rest
            if !isNew, line.count + 1 + word.count > width {
                lines.append(rest + word)
            } else {
                lines[lines.count - 1] = line + (isNew ? "" : " ") + word
            }
        }
        return lines
    }

    var json: JSON {
        .object([
            "server": .string(server),
            "resources": .array(resources.map(JSON.string)),
            "fine": .boolean(failing.isEmpty),
            "failing_clients": .array(failing.map { .string($0.name) }),
            "problems": .array(problems.map(\.json)),
            "checks": .array(
                checked.map { checked in
                    .object([
                        "id": .string(checked.id), "group": .string(checked.group.rawValue), "section": .string(checked.section),
                        "outcome": .string(checked.outcome.rawValue),
                    ])
                }),
        ])
    }
}

extension Diagnosis.Problem {
    fileprivate var json: JSON {
        .object([
            "id": .string(id), "sentence": .string(sentence), "cure": .string(cure), "section": .string(section),
            "severity": .string(severity.name), "clients": .array(clients.map { .string($0.name) }),
        ])
    }
}

extension String {
    fileprivate func padded(to length: Int) -> String { self + String(repeating: " ", count: max(1, length - count)) }
}
