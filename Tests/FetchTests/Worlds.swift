// A fetcher whose names are known: no test asks the real DNS, and none leaves this machine.

import Logging
import OAuth
import Synchronization

@testable import Fetch

/// A resolver with a list of answers for each name; the last one is repeated.
final class ScriptedResolver: Resolver {
    private struct State {
        var answers: [String: [[String]]]
        var asked: [String] = []
    }

    private let state: Mutex<State>

    init(_ answers: [String: [[String]]]) { state = Mutex(State(answers: answers)) }

    /// The names that were asked for, in order.
    var asked: [String] { state.withLock { $0.asked } }

    func addresses(of name: String) async throws -> [IPAddress] {
        try state.withLock { state in
            state.asked.append(name)
            guard let list = state.answers[name], let first = list.first else { throw UnknownName(code: -2) }
            if list.count > 1 { state.answers[name] = Array(list.dropFirst()) }
            return first.compactMap { IPAddress($0) }
        }
    }
}

/// A resolver that is asked and never answers.
struct SilentResolver: Resolver {
    func addresses(of name: String) async throws -> [IPAddress] {
        try await Task.sleep(for: .seconds(3600))
        return []
    }
}

extension Fetcher {
    /// A fetcher for which `opened` are ordinary addresses, as they stand in for the public internet here.
    static func test(
        _ resolver: any Resolver, opened: [String] = ["127.0.0.1"], adjust: (inout Policy) -> Void = { _ in }
    ) throws -> Fetcher {
        var policy = Policy()
        policy.certificateAuthorities = try Authority.shared.get().file
        // Machines that run tests may be busy; what is about time sets its own.
        policy.timeLimit = .seconds(60)
        policy.isOpened = { opened.contains($0.description) }
        adjust(&policy)
        var logger = Logger(label: "tests")
        logger.logLevel = .critical
        return Fetcher(policy, resolver: resolver, logger: logger)
    }

    /// The problem with a URL, or `nil` if there is a document.
    func problem(_ url: String) async -> FetchProblem? {
        do throws(FetchProblem) {
            _ = try await document(at: DocumentURL(url))
            return nil
        } catch {
            return error
        }
    }
}
