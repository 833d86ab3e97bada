// The languages of the pages, and which of them somebody gets: what the client asked for, then what the browser prefers.

/// A language that all sentences are there in. The raw value is its tag (RFC 5646).
public enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case german = "de"
    case french = "fr"
    case spanish = "es"
    case japanese = "ja"
    case arabic = "ar"

    /// That of the request that is being answered.
    @TaskLocal public static var current = Language.english

    /// The value of `dir` in HTML.
    var direction: String { self == .arabic ? "rtl" : "ltr" }

    var words: Words {
        switch self {
        case .english: .english
        case .german: .german
        case .french: .french
        case .spanish: .spanish
        case .japanese: .japanese
        case .arabic: .arabic
        }
    }

    /// The language of a tag, whatever the region and the script (RFC 4647 §3.4).
    public init?(tag: some StringProtocol) {
        self.init(rawValue: tag.prefix { $0 != "-" && $0 != "_" }.lowercased())
    }

    /// The first that is there of a list with spaces (OpenID Connect Core §3.1.2.1, `ui_locales`).
    public init?(uiLocales: String) {
        guard let found = uiLocales.prefix(256).split(separator: " ").lazy.compactMap({ Language(tag: $0) }).first else { return nil }
        self = found
    }

    /// The most preferred that is there (RFC 9110 §12.5.4).
    public init?(acceptLanguage: String) {
        var best: (language: Language, quality: Double)?
        for range in acceptLanguage.prefix(512).split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " } }
            guard let tag = parts.first, let language = Language(tag: tag) else { continue }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            if quality > best?.quality ?? 0 { best = (language, quality) }
        }
        guard let best else { return nil }
        self = best.language
    }
}
