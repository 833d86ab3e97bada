// Attempts and steps as scripts read them.

import Keys

extension Attempt {
    /// - Parameter time: how points in time are written.
    public func json(at now: Timestamp, _ patience: Patience, withSteps: Bool = true, time: (Timestamp) -> String) -> JSON {
        let verdict = verdict(at: now, patience)
        var members: JSON.Members = [
            "id": .string(id.value), "state": .string(verdict.state.rawValue), "headline": .string(verdict.headline),
            "started_at": .string(time(startedAt)), "last_at": .string(time(lastAt)),
            "client_id": client.map { .string($0.value) }, "client_name": clientName.map { .string($0) },
            "profile": profile.map { .string($0) }, "resource": resource.map { .string($0) },
            "explanation": verdict.explanation.map(\.json), "not_recorded": gaps == 0 ? nil : .integer(Int64(gaps)),
        ]
        if withSteps { members["steps"] = .array(steps.map { $0.json(in: self, time: time) }) }
        return .object(members)
    }
}

extension Step {
    public func json(in attempt: Attempt, time: (Timestamp) -> String) -> JSON {
        var came: JSON.Members = [:]
        for item in request { came[item.name] = .string(item.value) }
        var answered: JSON.Members = [:]
        for item in answer { answered[item.name] = .string(item.value) }
        return .object([
            "at": .string(time(at)), "step": .string(kind.rawValue), "outcome": .string(outcome.rawValue),
            "request": .object(came), "status": .integer(Int64(status)), "destination": destination.map { .string($0) },
            "answer": answer.isEmpty ? nil : .object(answered), "error": error.map { .string($0) },
            "error_description": description.map { .string($0) },
            "reason": reason.map { .string($0.rawValue) }, "detail": detail.map { .string($0) },
            "explanation": explanation(in: attempt).map(\.json),
        ])
    }
}

extension Explanation {
    var json: JSON {
        .object([
            "sentence": .string(sentence), "rule": rule.map { .string($0) }, "fault": .string(fault.rawValue),
            "cure": .string(cure), "command": command.map { .string($0) }, "checks": JSON.strings(checks),
        ])
    }
}
