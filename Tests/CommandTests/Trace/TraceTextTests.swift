// What `usher watch` and `usher trace` print: calm, complete, and safe for a terminal.

import Keys
import SQLStore
import SQLiteStore
import Testing
import Trace

@testable import usher

@Suite("The trace in a terminal")
struct TraceTextTests {
    private static let noon = Timestamp(seconds: 1_795_521_600)
    private static let patience = Patience(code: .seconds(60))

    private static func refused(name: String = "Claude") -> Attempt {
        Attempt(
            id: AttemptID("k7m2xqrt"), startedAt: noon, lastAt: noon, client: ClientID("client_1"), clientName: name,
            profile: "claude", resource: "https://usher.test/notes",
            steps: [
                Step(at: noon, kind: .challenge, outcome: .waiting, status: 401),
                Step(
                    at: noon, kind: .authorization, outcome: .refused, request: [.init("redirect_uri", "https://app.example/cb")],
                    status: 400, destination: "a page", reason: .redirectURINotRegistered),
            ])
    }

    private func text(_ style: TerminalStyle = .plain) -> TraceText {
        TraceText(style: style, now: Self.noon + .seconds(90), patience: Self.patience)
    }

    @Test("an attempt says where it stopped, why, whose fault it is, what to do, and the command")
    func whole() {
        let lines = text().whole(Self.refused()).joined(separator: "\n")
        for part in [
            "✗ k7m2xqrt  Claude (claude)  → https://usher.test/notes", "authorization request refused, 1 min ago",
            "Why    The redirect URI is not registered", "(RFC 9700 §4.1.3)", "Fault  the operator's",
            "Run    usher client allow-redirect client_1 https://app.example/cb",
        ] { #expect(lines.contains(part), "\(part)\n\(lines)") }
    }

    @Test("the list has two lines for each attempt, and says how to read on")
    func list() {
        let lines = text().list([Self.refused()], passersBy: 3)
        #expect(lines.count == 4)
        #expect(lines[1].contains("authorization request refused: The redirect URI is not registered"))
        #expect(lines[2].hasPrefix("3 more callers") && lines[3] == "`usher trace show k7m2xqrt` says what to do.")
        #expect(text().list([], passersBy: 0) == ["Nobody has tried to connect yet. `usher watch` shows attempts as they happen."])
    }

    @Test("colours are for terminals; what strangers send never becomes one")
    func colours() {
        #expect(!text().whole(Self.refused()).joined().contains("\u{1B}"))
        #expect(text(TerminalStyle(hasColour: true)).whole(Self.refused()).joined().contains("\u{1B}[31m"))
        let evil = text().whole(Self.refused(name: "x\u{1B}]0;owned\u{7}\u{9B}2J\u{202E}")).joined()
        #expect(evil.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0.value != 0x202E })
    }

    @Test("following shows each step once, under its attempt, and what does not come")
    func following() async throws {
        let store = try await SQLBackedStore(SQLiteDatabase(inMemory: ()))
        var following = Following(store: store, patience: Self.patience, json: false, style: .plain, sequence: 0)
        #expect(try await following.news(at: Self.noon).isEmpty)
        var batch = Batch()
        var head = Self.refused()
        head.steps = []
        batch.heads = [head]
        batch.steps = [TracedStep(attempt: head.id, step: Step(at: Self.noon, kind: .code, outcome: .passed, status: 303))]
        try await store.record(batch)
        let lines = try await following.news(at: Self.noon)
        #expect(lines.count == 3 && lines[1].hasPrefix("● k7m2xqrt  Claude") && lines[2].contains("✓ code"))
        #expect(try await following.news(at: Self.noon + .seconds(30)).isEmpty)
        let late = try await following.news(at: Self.noon + .seconds(61))
        #expect(late.first?.contains("code issued, never redeemed") == true && late.count > 5)
        #expect(try await following.news(at: Self.noon + .seconds(90)).isEmpty)
    }

    @Test("with --json each line is one object, and steps and absences alike name their attempt")
    func json() async throws {
        let store = try await SQLBackedStore(SQLiteDatabase(inMemory: ()))
        var following = Following(store: store, patience: Self.patience, json: true, style: .plain, sequence: 0)
        var batch = Batch()
        batch.heads = [Attempt(id: AttemptID("a"), startedAt: Self.noon, lastAt: Self.noon)]
        batch.steps = [TracedStep(attempt: AttemptID("a"), step: Step(at: Self.noon, kind: .code, outcome: .passed, status: 303))]
        try await store.record(batch)
        let lines = try await following.news(at: Self.noon) + following.news(at: Self.noon + .seconds(61))
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") && $0.contains(#""attempt":"a""#) && !$0.contains("\n") })
    }

    @Test("callers that only passed by are counted, not listed, unless they are asked for")
    func passersBy() async throws {
        let store = try await SQLBackedStore(SQLiteDatabase(inMemory: ()))
        var batch = Batch()
        for (id, kind) in [("bot", Step.Kind.challenge), ("app", .authorization)] {
            batch.heads.append(Attempt(id: AttemptID(id), startedAt: Self.noon, lastAt: Self.noon))
            batch.steps.append(
                TracedStep(attempt: AttemptID(id), step: Step(at: Self.noon, kind: kind, outcome: .waiting, status: 401)))
        }
        try await store.record(batch)
        var selection = Selection(failed: false, client: nil, all: false, now: Self.noon + .seconds(3600), patience: Self.patience)
        #expect(try await selection.attempts(in: store, limit: 9).found.map(\.id.value) == ["app"])
        #expect(try await selection.attempts(in: store, limit: 9).passersBy == 1)
        selection.all = true
        #expect(try await selection.attempts(in: store, limit: 9).found.count == 2)
        selection.client = ClientID("other")
        #expect(try await selection.attempts(in: store, limit: 9).found.isEmpty)
    }
}
