// How an attempt stands, and what is known by absence: with a clock that stands still.

import Keys
import TestKit
import Testing
import Trace

@Suite("Verdicts")
struct VerdictTests {
    private static let noon = TestClock.noon
    private static let patience = Patience(code: .seconds(60))

    private static func attempt(_ steps: (Step.Kind, Step.Outcome)..., gaps: Int = 0) -> Attempt {
        Attempt(
            id: AttemptID("a"), startedAt: noon, lastAt: noon, client: ClientID("c"), gaps: gaps,
            steps: steps.map { Step(at: noon, kind: $0.0, outcome: $0.1, status: 200) })
    }

    static let absences: [(attempt: Attempt, early: Duration, late: Duration, headline: String)] = [
        (attempt((.authorization, .passed), (.code, .passed)), .seconds(60), .seconds(61), "code issued, never redeemed"),
        (attempt((.code, .passed), (.token, .passed)), .seconds(600), .seconds(601), "token issued, never used"),
        (
            attempt((.challenge, .waiting), (.serverMetadata, .passed)), .seconds(600), .seconds(601),
            "discovery stopped after the metadata"
        ),
        (attempt((.challenge, .waiting)), .seconds(600), .seconds(601), "asked without a token, then nothing"),
        (attempt((.registration, .passed)), .seconds(600), .seconds(601), "registered, then nothing"),
        (attempt((.authorization, .waiting)), .seconds(600), .seconds(601), "the person left"),
        (attempt((.signIn, .passed), (.consent, .waiting)), .seconds(600), .seconds(601), "the person left"),
    ]

    @Test("what does not come is recognised by its absence, and not a moment before its time", arguments: absences.indices)
    func absence(index: Int) {
        let (attempt, early, late, headline) = Self.absences[index]
        #expect(attempt.verdict(at: Self.noon + early, Self.patience).state == .connecting)
        let verdict = attempt.verdict(at: Self.noon + late, Self.patience)
        #expect(verdict.state == .abandoned && verdict.headline == headline)
        #expect(verdict.explanation?.cure.isEmpty == false)
    }

    @Test("a code that nobody came back with has the five things to look at (CLIENTS Q18)")
    func checklist() {
        let verdict = Self.attempt((.code, .passed)).verdict(at: Self.noon + .seconds(61), Self.patience)
        let checks = verdict.explanation?.checks ?? []
        #expect(checks.count == 5)
        for word in ["iss", "secret", "content security policy", "bot protection", "IPv6"] {
            #expect(checks.contains { $0.hasPrefix(word) }, "\(word)")
        }
    }

    @Test("nothing is said to be missing where not every step was recorded")
    func gaps() {
        let verdict = Self.attempt((.code, .passed), gaps: 3).verdict(at: Self.noon + .seconds(3600), Self.patience)
        #expect(verdict.headline == "not recorded whole" && verdict.explanation?.fault == .nobody)
    }

    @Test("a refused step fails the attempt; one that works after it mends it; looking in vain does not matter")
    func failures() {
        #expect(Self.attempt((.token, .refused)).verdict(at: Self.noon, Self.patience).state == .failed)
        #expect(
            Self.attempt((.token, .refused), (.token, .passed), (.call, .passed)).verdict(at: Self.noon, Self.patience).state == .connected)
        #expect(
            Self.attempt((.serverMetadata, .passed), (.serverMetadata, .refused)).verdict(at: Self.noon, Self.patience).state == .connecting
        )
        #expect(Self.attempt((.call, .passed)).verdict(at: Self.noon + .seconds(86400), Self.patience).state == .connected)
    }
}
