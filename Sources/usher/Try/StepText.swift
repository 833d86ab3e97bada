// A try as a person reads it, line by line while it runs, and as one JSON document for programs.

import Keys

extension Step {
    /// The step as lines of text.
    var lines: [String] {
        var lines = ["\(number). \(title)"]
        for exchange in exchanges {
            lines += exchange.sent.enumerated().map { ($0.offset == 0 ? "   → " : "     ") + $0.element }
            lines += exchange.received.enumerated().map { ($0.offset == 0 ? "   ← " : "     ") + $0.element }
        }
        lines += notes.map { "   · \($0)" }
        lines += checks.map { check in
            let mark = check.found == nil ? "✓" : "✗"
            return "   \(mark) \(check.expectation) (\(check.section))" + (check.found.map { ": \($0)" } ?? "")
                + (check.cure.map { "; \($0)" } ?? "")
        }
        if let failure, !checks.contains(where: { $0.found != nil }) { lines.append("   ✗ \(failure)") }
        return lines.map(\.withoutControls)
    }

    var json: JSON {
        .object([
            "number": .integer(Int64(number)),
            "title": .string(title),
            "passed": .boolean(hasPassed),
            "exchanges": .array(
                exchanges.map { exchange in
                    .object(["sent": .array(exchange.sent.map(JSON.string)), "received": .array(exchange.received.map(JSON.string))])
                }),
            "checks": .array(
                checks.map { check in
                    .object([
                        "expectation": .string(check.expectation), "section": .string(check.section),
                        "passed": .boolean(check.found == nil), "found": check.found.map(JSON.string), "cure": check.cure.map(JSON.string),
                    ])
                }),
            "notes": JSON.strings(notes),
            "failure": failure.map(JSON.string),
        ])
    }
}

extension TryResult {
    /// The last lines: which person it was, and what the API said.
    var closingLines: [String] {
        var lines: [String] = []
        if let answer { lines.append("The API answered: \(answer)") }
        if let person {
            lines.append("The person was: \(person.text)")
        } else if isAboutPerson {
            lines.append("No answer named the person: ask for openid with --scope, or call an address that says who one is with --api.")
        }
        if lines.isEmpty { lines.append("Every answer was right.") }
        return lines.map(\.withoutControls)
    }

    func json(profile: String, server: String) -> JSON {
        .object([
            "profile": .string(profile),
            "server": .string(server),
            "passed": .boolean(failure == nil),
            "failure": failure.map(JSON.string),
            "person": person.map { .object(["id": $0.id.map(JSON.string), "email": $0.email.map(JSON.string)]) },
            "answer": answer.map(JSON.string),
            "steps": .array(steps.map(\.json)),
        ])
    }
}

extension String {
    /// The same with control characters replaced: a strange server must not write on somebody's terminal.
    var withoutControls: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
    }
}
