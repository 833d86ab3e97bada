// `usher trace`: connection attempts, read later.

import ArgumentParser
import Keys
import SQLStore
import Trace

struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "See who tried to connect, where it stopped, and what to do.",
        subcommands: [List.self, Show.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the latest attempts.")
        @OptionGroup var options: ConfigurationOptions
        @Flag(help: "Only those that did not work out.") var failed = false
        @Option(help: "Only those of this client, by its identifier.") var client: String?
        @Option(help: "How many at most.") var limit = 20
        @Flag(help: "Also callers that were asked for a token and did not come back.") var all = false
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            guard limit > 0 else { throw ValidationError("--limit must be at least 1.") }
            let installation = try await Installation(options)
            let (now, patience) = (Installation.now(), Patience(installation.configuration))
            let selection = Selection(failed: failed, client: client.map { ClientID($0) }, all: all, now: now, patience: patience)
            let (found, passersBy) = try await selection.attempts(in: installation.store, limit: limit)
            if json {
                return Output.print(.array(found.map { $0.json(at: now, patience, withSteps: false, time: Output.time) }))
            }
            Output.print(TraceText(style: .standardOutput, now: now, patience: patience).list(found, passersBy: passersBy))
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one attempt, step by step.")
        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The attempt's short name, from `usher trace list`.") var id: String
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            let installation = try await Installation(options)
            let (now, patience) = (Installation.now(), Patience(installation.configuration))
            guard let attempt = try await installation.store.attempt(AttemptID(id.lowercased())) else {
                throw Failure("there is no attempt \(id). `usher trace list` shows the latest.")
            }
            if json { return Output.print(attempt.json(at: now, patience, time: Output.time)) }
            Output.print(TraceText(style: .standardOutput, now: now, patience: patience).whole(attempt))
        }
    }
}

/// Which attempts are wanted.
struct Selection {
    var failed: Bool
    var client: ClientID?
    var all: Bool
    var now: Timestamp
    var patience: Patience

    /// The newest fitting attempts, and how many more callers only passed by.
    func attempts(in store: some TraceStore, limit: Int) async throws -> (found: [Attempt], passersBy: Int) {
        var (found, passersBy): ([Attempt], Int) = ([], 0)
        var end: Timestamp?
        while found.count < limit {
            let page = try await store.attempts(before: end, limit: 200)
            for attempt in page where found.count < limit {
                if !all, isPasserBy(attempt) {
                    passersBy += 1
                } else if fits(attempt) {
                    found.append(attempt)
                }
            }
            guard page.count == 200, let last = page.last?.lastAt, last != end else { break }
            end = last
        }
        return (found, passersBy)
    }

    private func fits(_ attempt: Attempt) -> Bool {
        if let client, attempt.client != client { return false }
        guard failed else { return true }
        let state = attempt.verdict(at: now, patience).state
        return state == .failed || state == .abandoned
    }

    /// A browser, a monitor or a scanner: asked for a token, and gone.
    private func isPasserBy(_ attempt: Attempt) -> Bool {
        attempt.steps.allSatisfy { $0.kind == .challenge } && attempt.verdict(at: now, patience).state == .abandoned
    }
}
