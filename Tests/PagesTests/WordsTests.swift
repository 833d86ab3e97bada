// The words: every one that is asked for is there, and every one that is there is asked for.

import FoundationEssentials
import Testing

@testable import Pages

@Suite struct WordsTests {
    /// The keys that templates use.
    static let used = Set(
        Templates.embedded.values.flatMap { bytes in
            TemplateCheck.tags(in: String(decoding: bytes, as: UTF8.self)).map(\.name)
        }.filter { $0.hasPrefix("words.") }.map { String($0.dropFirst("words.".count)) })

    @Test("every sentence that templates and callers ask for is in the table")
    func complete() {
        let keys = Set(Words.english.sentences.keys)
        #expect(Self.used.subtracting(keys).isEmpty)
        #expect(Set(Sentence.allCases.map(\.rawValue)).subtracting(keys).isEmpty)
    }

    @Test("no sentence is left over")
    func noneLeft() {
        let dates = Set((1...12).map { "month\($0)" } + ["date", "minute"])
        let asked = Self.used.union(Sentence.allCases.map(\.rawValue)).union(dates)
        #expect(Set(Words.english.sentences.keys).subtracting(asked).isEmpty)
    }

    @Test("no sentence is empty or speaks HTML")
    func plain() {
        for (key, sentence) in Words.english.sentences {
            #expect(!sentence.isEmpty && !sentence.contains("<"), "\(key)")
        }
    }

    @Test(
        "a moment is told in UTC, for machines and for people",
        arguments: [
            (0.0, "1970-01-01T00:00:00Z", "1 January 1970", "1 January 1970, 00:00 UTC"),
            (951_782_399.0, "2000-02-28T23:59:59Z", "28 February 2000", "28 February 2000, 23:59 UTC"),
            (1_795_478_700.0, "2026-11-24T00:05:00Z", "24 November 2026", "24 November 2026, 00:05 UTC"),
        ])
    func moments(seconds: Double, machine: String, date: String, minute: String) {
        let values = Words.english.values(of: Date(timeIntervalSince1970: seconds))
        #expect(values["machine"] as? String == machine)
        #expect(values["date"] as? String == date)
        #expect(values["minute"] as? String == minute)
    }
}
