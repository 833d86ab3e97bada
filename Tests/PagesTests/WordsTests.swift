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

    /// The keys that mails use.
    static let mailed = Set(
        Letter.Kind.allCases.flatMap { kind in
            Letter.Part.allCases.filter { $0 != .button || kind.hasButton }.map { kind.key($0) }
        } + ["mailGreeting"])

    @Test("every sentence that templates and callers ask for is in the table")
    func complete() {
        let keys = Set(Words.english.sentences.keys)
        #expect(Self.used.subtracting(keys).isEmpty)
        #expect(Set(Sentence.allCases.map(\.rawValue)).subtracting(keys).isEmpty)
        #expect(Self.mailed.subtracting(keys).isEmpty)
    }

    @Test("every sentence is there in every language, with the same values in it", arguments: Language.allCases)
    func translated(language: Language) {
        let words = language.words.sentences
        #expect(Set(words.keys) == Set(Words.english.sentences.keys))
        for (key, sentence) in words where !key.hasPrefix("month") {
            #expect(Self.values(sentence) == Self.values(Words.english.sentences[key] ?? ""), "\(language): \(key)")
        }
    }

    /// The values that a sentence shows, wherever it puts them.
    private static func values(_ sentence: String) -> [String] { TemplateCheck.tags(in: sentence).map(\.name).sorted() }

    @Test("every page can be shown in every language, and says which it is", arguments: Language.allCases)
    func everyPage(language: Language) throws {
        let pages = try Pages(branding: Branding(name: "Fieldnotes"))
        for page in Pages.all {
            let html = try Language.$current.withValue(language) { try pages.render(page.example) }
            #expect(html.contains("<html lang=\"\(language.rawValue)\" dir=\"\(language == .arabic ? "rtl" : "ltr")\">"))
        }
    }

    @Test(
        "a browser gets the language that it prefers most of those that are there",
        arguments: [
            ("de", Language.german), ("de-CH, fr;q=0.9", .german), ("pt, fr;q=0.5, es;q=0.7", .spanish), ("JA-jp", .japanese),
            ("en;q=0.1, ar", .arabic), ("de;q=0, fr", .french), ("de;q=x, en;q=0.2", .english), ("pt", nil), ("", nil), (",;q=1,", nil),
            ("*", nil), (String(repeating: "x", count: 10_000) + ",de", nil),
        ])
    func preferred(header: String, language: Language?) {
        #expect(Language(acceptLanguage: header) == language)
    }

    @Test(
        "ui_locales names the first that is there",
        arguments: [("pt fr-CA de", Language.french), ("ja", .japanese), ("pt", nil), ("", nil)])
    func locales(value: String, language: Language?) {
        #expect(Language(uiLocales: value) == language)
    }

    @Test("no sentence is left over")
    func noneLeft() {
        let dates = Set((1...12).map { "month\($0)" } + ["date", "minute"])
        let asked = Self.used.union(Self.mailed).union(Sentence.allCases.map(\.rawValue)).union(dates)
        #expect(Set(Words.english.sentences.keys).subtracting(asked).isEmpty)
    }

    @Test("no sentence is empty or speaks HTML")
    func plain() {
        for language in Language.allCases {
            for (key, sentence) in language.words.sentences {
                #expect(!sentence.isEmpty && !sentence.contains("<"), "\(language): \(key)")
            }
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
