// Attempts as a person reads them in a terminal: at a glance where it stopped, whose fault it is, and what to do.
// Everything that came from strangers is plain text here: it was stripped when it was recorded, and is once more.

import Foundation
import Keys
import Trace

/// Colours, where there is a terminal that shows them.
struct TerminalStyle: Sendable {
    let hasColour: Bool

    static let plain = TerminalStyle(hasColour: false)
    static var standardOutput: TerminalStyle {
        // https://no-color.org
        let isWanted = ProcessInfo.processInfo.environment["NO_COLOR"]?.isEmpty ?? true
        return TerminalStyle(hasColour: isWanted && isatty(STDOUT_FILENO) == 1)
    }

    enum Tone: String { case good = "32", bad = "31", waiting = "33", strong = "1", quiet = "2" }

    func callAsFunction(_ text: String, _ tone: Tone) -> String {
        hasColour ? "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m" : text
    }
}

struct TraceText {
    let style: TerminalStyle
    let now: Timestamp
    let patience: Patience

    // MARK: The list

    func list(_ attempts: [Attempt], passersBy: Int) -> [String] {
        guard !attempts.isEmpty || passersBy > 0 else {
            return ["Nobody has tried to connect yet. `usher watch` shows attempts as they happen."]
        }
        var lines: [String] = []
        for attempt in attempts {
            let verdict = attempt.verdict(at: now, patience)
            lines.append("\(mark(verdict.state)) \(head(attempt))  \(style(ago(attempt.lastAt), .quiet))")
            lines.append("    \(verdict.headline)\(verdict.explanation.map { ": " + clean($0.sentence) } ?? "")")
        }
        if passersBy > 0 {
            lines.append(
                style("\(passersBy) more callers were asked for a token and did not come back; --all lists them.", .quiet))
        }
        if let worst = attempts.first(where: { $0.verdict(at: now, patience).explanation != nil }) {
            lines.append("`usher trace show \(worst.id)` says what to do.")
        }
        return lines
    }

    func head(_ attempt: Attempt) -> String {
        let name = attempt.clientName ?? attempt.client?.value ?? attempt.latest("user_agent") ?? "somebody"
        let kind = attempt.profile.map { " (\(clean($0)))" } ?? ""
        let place = attempt.resource.map { "  → \(clean($0))" } ?? ""
        return style(attempt.id.value, .strong) + "  " + clean(name, limit: 60) + kind + place
    }

    private func mark(_ state: Verdict.State) -> String {
        switch state {
        case .connected: style("✓", .good)
        case .failed: style("✗", .bad)
        case .abandoned: style("○", .waiting)
        case .connecting: style("…", .quiet)
        }
    }

    // MARK: One attempt

    func whole(_ attempt: Attempt) -> [String] {
        let verdict = attempt.verdict(at: now, patience)
        var lines = ["\(mark(verdict.state)) \(head(attempt))", "  \(style(verdict.headline, .strong)), \(ago(attempt.lastAt))", ""]
        for step in attempt.steps { lines += [line(step)] + details(step) }
        if let explanation = verdict.explanation { lines += [""] + advice(explanation) }
        return lines
    }

    /// One step in one line.
    func line(_ step: Trace.Step) -> String {
        let mark =
            switch step.outcome {
            case .passed: style("✓", .good)
            case .waiting: style("…", .waiting)
            case .refused: style("✗", .bad)
            }
        let title = step.kind.title.padding(toLength: 22, withPad: " ", startingAt: 0)
        return "  \(style(clock(step.at), .quiet))  \(mark) \(title) \(outcome(step))"
    }

    private func outcome(_ step: Trace.Step) -> String {
        let to = step.destination.map { " → \(clean($0, limit: 200))" } ?? ""
        guard step.outcome == .refused else {
            return "\(step.status)\(to)"
        }
        let error = step.error.map { " \(clean($0))" } ?? ""
        return style("\(step.status)\(error)", .bad) + to
    }

    private func details(_ step: Trace.Step) -> [String] {
        var lines: [String] = []
        for item in step.request where item.name != "address" {
            lines.append(style("                \(clean(item.name)): \(clean(item.value, limit: 400))", .quiet))
        }
        for item in step.answer { lines.append(style("                answered \(clean(item.name)): \(clean(item.value))", .quiet)) }
        return lines
    }

    /// Why, whose fault, and what to do.
    func advice(_ explanation: Explanation, indent: String = "  ") -> [String] {
        let rule = explanation.rule.map { " (\($0))" } ?? ""
        var lines = [indent + style("Why    ", .quiet) + clean(explanation.sentence, limit: 600) + rule]
        lines.append(indent + style("Fault  ", .quiet) + fault(explanation.fault))
        lines.append(indent + style("Do     ", .quiet) + clean(explanation.cure, limit: 800))
        for check in explanation.checks { lines.append(indent + "       - " + clean(check, limit: 400)) }
        if let command = explanation.command {
            lines.append(indent + style("Run    ", .quiet) + style(clean(command, limit: 900), .strong))
        }
        return lines
    }

    private func fault(_ fault: Fault) -> String {
        switch fault {
        case .client: "the client's"
        case .operator: "the operator's: yours, if this server is yours"
        case .person: "the person's"
        case .usher: "Usher's own"
        case .nobody: "nobody's"
        }
    }

    // MARK: Words

    private func clean(_ text: String, limit: Int = 256) -> String { SafeText.line(text, limit: limit) }

    private func clock(_ time: Timestamp) -> String {
        let date = Date(timeIntervalSince1970: Double(time.milliseconds) / 1000)
        let parts = Calendar.current.dateComponents([.hour, .minute, .second], from: date)
        return [parts.hour, parts.minute, parts.second].map { part in
            let text = String(part ?? 0)
            return text.count < 2 ? "0" + text : text
        }.joined(separator: ":")
    }

    private func ago(_ time: Timestamp) -> String {
        let seconds = max(0, (now - time).inSeconds)
        return switch seconds {
        case ..<60: "\(seconds) s ago"
        case ..<3600: "\(seconds / 60) min ago"
        case ..<86400: "\(seconds / 3600) h ago"
        default: "\(seconds / 86400) d ago"
        }
    }
}
