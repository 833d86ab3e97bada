// `usher watch`: connection attempts as they happen. It reads the database, so it works beside the running server, and
// sees what every server on that database writes.

import ArgumentParser
import Foundation
import Keys
import SQLStore
import Trace
import UnixSignals

struct Watch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Follow connection attempts live.", discussion: "Ctrl-C ends it.")

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "Print one JSON object a line.") var json = false

    func run() async throws {
        let installation = try await Installation(options)
        let start = Following(
            store: installation.store, patience: Patience(installation.configuration), json: json, style: .standardOutput,
            sequence: try await installation.store.latestStep())
        if !json {
            Self.write(["Watching who connects to \(installation.configuration.publicURL.text). Ctrl-C ends it."])
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var following = start
                while true {
                    Self.write(try await following.news(at: Installation.now()))
                    try await Task.sleep(for: .milliseconds(300))
                }
            }
            group.addTask { for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return } }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Written at once, whoever reads it.
    private static func write(_ lines: [String]) {
        guard !lines.isEmpty else { return }
        FileHandle.standardOutput.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    }
}

/// What has been shown of the attempts that are under way.
struct Following: Sendable {
    let store: any TraceStore
    let patience: Patience
    let json: Bool
    let style: TerminalStyle
    /// The newest step that was shown.
    var sequence: Int64
    /// Attempts that may yet be abandoned.
    private var open: [AttemptID: Timestamp] = [:]
    /// The attempt that the line above belongs to.
    private var shown: AttemptID?

    init(store: any TraceStore, patience: Patience, json: Bool, style: TerminalStyle, sequence: Int64) {
        self.store = store
        self.patience = patience
        self.json = json
        self.style = style
        self.sequence = sequence
    }

    /// The lines for what has happened since the last time.
    mutating func news(at now: Timestamp) async throws -> [String] {
        var lines: [String] = []
        for step in try await store.steps(after: sequence, limit: 200) {
            sequence = step.sequence
            guard let attempt = try await store.attempt(step.attempt) else { continue }
            lines += self.lines(step.step, of: attempt, now)
            open[attempt.id] = now
        }
        return try await lines + absences(at: now)
    }

    private mutating func lines(_ step: Trace.Step, of attempt: Attempt, _ now: Timestamp) -> [String] {
        if json {
            guard case .object(var members) = step.json(in: attempt, time: Output.time) else { return [] }
            members["attempt"] = .string(attempt.id.value)
            members["client_id"] = attempt.client.map { .string($0.value) }
            members["client_name"] = attempt.clientName.map { .string($0) }
            return [String(decoding: JSON.object(members).encoded, as: UTF8.self)]
        }
        let text = TraceText(style: style, now: now, patience: patience)
        var lines = heading(attempt, text)
        lines.append(text.line(step))
        if let explanation = step.explanation(in: attempt), step.reason != nil || step.status >= 500 {
            lines += text.advice(explanation, indent: "            ")
        }
        return lines
    }

    /// Says whose lines follow, when it is another attempt than before.
    private mutating func heading(_ attempt: Attempt, _ text: TraceText) -> [String] {
        guard shown != attempt.id else { return [] }
        defer { shown = attempt.id }
        return ["", "● " + text.head(attempt)]
    }

    /// What should have come by now and has not.
    private mutating func absences(at now: Timestamp) async throws -> [String] {
        var lines: [String] = []
        for (id, looked) in open where now - looked >= .seconds(1) {
            open[id] = now
            guard let attempt = try await store.attempt(id) else {
                open[id] = nil
                continue
            }
            let verdict = attempt.verdict(at: now, patience)
            guard verdict.state != .connecting else { continue }
            open[id] = nil
            guard verdict.state == .abandoned, attempt.steps.last?.outcome != .refused else { continue }
            if json {
                let members: JSON.Members = [
                    "attempt": .string(id.value), "state": .string(verdict.state.rawValue), "headline": .string(verdict.headline),
                ]
                lines.append(String(decoding: JSON.object(members).encoded, as: UTF8.self))
            } else {
                let text = TraceText(style: style, now: now, patience: patience)
                lines += heading(attempt, text) + ["  \(style("○", .waiting)) \(verdict.headline)"]
                if let explanation = verdict.explanation { lines += text.advice(explanation, indent: "            ") }
            }
        }
        return lines
    }
}
