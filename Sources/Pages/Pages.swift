// Turns page values into HTML.
// Built once at start from the embedded templates, an operator's overrides and the branding; after that `render` only reads.
// It knows no HTTP, no OAuth and no store: strings and values in, HTML out.

import Mustache

/// The pages of one deployment, ready to render.
public struct Pages: Sendable {
    /// Whose pages these are.
    public let branding: Branding
    /// The one stylesheet, and its path below `basePath`. The path changes whenever the body does.
    public let stylesheet: (path: String, body: [UInt8])
    /// The path that everything of this server is below, the stylesheet included; empty at the root of its host.
    public var basePath = ""

    private let words: Words
    private let library: MustacheLibrary

    /// Prepares every template; `folder` may hold `NAME.mustache` files, each instead of the embedded template of that name.
    public init(branding: Branding, overrides folder: String? = nil) throws {
        let words = Words.english
        let templates = try Templates(overrides: folder)
        try TemplateCheck(words: words).check(templates)
        self.branding = branding
        self.words = words
        self.library = try templates.library()
        self.stylesheet = Stylesheet.make(for: branding)
    }

    /// The page as HTML. `nonce` is the Content-Security-Policy nonce for its script; without one it comes without script.
    public func render(_ page: some Page, nonce: String? = nil) throws -> String {
        var values = Values(words: words).values(of: page)
        values["branding"] = ["name": branding.name, "initial": branding.initial, "logo": branding.logo ?? Absent()] as [String: Any]
        values["words"] = words.templates
        values["stylesheet"] = basePath + stylesheet.path
        values["nonce"] = nonce ?? Absent()
        guard let html = library.render(values, withTemplate: type(of: page).template) else {
            throw TemplateError(
                file: type(of: page).template + ".mustache", problem: "there is no such template",
                cure: "add it to Sources/Pages/Templates and to Templates.embedded")
        }
        return html
    }

    /// One of the sentences that pages are given, in the language of these pages.
    public func sentence(_ sentence: Sentence) -> String {
        words.plain(sentence.rawValue)
    }
}
