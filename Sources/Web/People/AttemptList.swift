// Connection attempts in the operator's console: the latest ones, and each by itself.

import Foundation
import Keys
import OAuth
import Pages
import Trace

/// Reads attempts for the console.
public struct AttemptList: Sendable {
    let store: any TraceStore
    let patience: Patience

    static let path = "/admin/attempt"
    private static let mostRows = 10

    public init(store: any TraceStore, patience: Patience) {
        self.store = store
        self.patience = patience
    }

    func rows(at site: Site) async throws -> [AdminPage.Attempt] {
        let now = site.server.now()
        return try await store.attempts(before: nil, limit: 100)
            // Who only passed by is of no interest here.
            .filter { attempt in attempt.steps.contains { $0.kind != .challenge } }.prefix(Self.mostRows)
            .map { attempt in
                let verdict = attempt.verdict(at: now, patience)
                return AdminPage.Attempt(
                    link: site.address.path(Self.path) + "?id=" + FormEncoding.encode(attempt.id.value),
                    title: Self.title(attempt), headline: verdict.headline, last: Date(attempt.lastAt),
                    standing: AttemptPage.Standing(verdict.state))
            }
    }

    func page(of id: String, at site: Site) async throws -> AttemptPage? {
        guard let attempt = try await store.attempt(AttemptID(id)) else { return nil }
        let verdict = attempt.verdict(at: site.server.now(), patience)
        return AttemptPage(
            title: Self.title(attempt), headline: verdict.headline, last: Date(attempt.lastAt),
            standing: AttemptPage.Standing(verdict.state), advice: verdict.explanation.map(AttemptPage.Advice.init),
            steps: attempt.steps.map(AttemptPage.Step.init), back: site.address.path(AdminRoutes.path))
    }

    private static func title(_ attempt: Attempt) -> String {
        let name = attempt.clientName ?? attempt.client?.value ?? attempt.latest("user_agent") ?? attempt.id.value
        return SafeText.line(name, limit: 60)
    }
}

extension AttemptPage.Standing {
    init(_ state: Verdict.State) {
        self.init(
            isConnected: state == .connected, isConnecting: state == .connecting, isFailed: state == .failed,
            isAbandoned: state == .abandoned)
    }
}

extension AttemptPage.Advice {
    init(_ explanation: Explanation) {
        self.init(
            sentence: explanation.sentence, rule: explanation.rule, fault: explanation.fault.rawValue, cure: explanation.cure,
            command: explanation.command, checks: explanation.checks)
    }
}

extension AttemptPage.Step {
    init(_ step: Trace.Step) {
        let to = step.destination.map { " → \($0)" } ?? ""
        self.init(
            title: step.kind.title, at: Date(step.at), outcome: "\(step.status)\(step.error.map { " " + $0 } ?? "")\(to)",
            isRefused: step.outcome == .refused,
            items: (step.request + step.answer).map { AttemptPage.Item(name: $0.name, value: $0.value) })
    }
}
