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
    /// The one script, which only pages have that ask for a passkey.
    public let script = Script.passkeys
    /// The path that everything of this server is below, the stylesheet included; empty at the root of its host.
    public var basePath = ""

    private let library: MustacheLibrary

    /// Prepares every template; `folder` may hold `NAME.mustache` files, each instead of the embedded template of that name.
    public init(branding: Branding, overrides folder: String? = nil) throws {
        let templates = try Templates(overrides: folder)
        try TemplateCheck(words: .english).check(templates)
        self.branding = branding
        self.library = try templates.library()
        self.stylesheet = Stylesheet.make(for: branding)
    }

    /// The page as HTML, in the language of the request. `nonce` is the Content-Security-Policy nonce for its script; without one it comes without script.
    public func render(_ page: some Page, nonce: String? = nil) throws -> String {
        try render(page, with: type(of: page).template, nonce: nonce)
    }

    /// The values of a page in any template that knows them.
    func render(_ page: some Page, with template: String, nonce: String? = nil) throws -> String {
        let language = Language.current
        let words = language.words
        var values = Values(words: words).values(of: page)
        values["branding"] = ["name": branding.name, "initial": branding.initial, "logo": branding.logo ?? Absent()] as [String: Any]
        values["words"] = PlainText.templates.contains(template) ? words.mailTemplates : words.templates
        values["language"] = ["tag": language.rawValue, "direction": language.direction]
        values["stylesheet"] = basePath + stylesheet.path
        values["script"] = basePath + script.path
        values["nonce"] = nonce ?? Absent()
        guard let html = library.render(values, withTemplate: template) else {
            throw TemplateError(
                file: template + ".mustache", problem: "there is no such template",
                cure: "add it to Sources/Pages/Templates and to Templates.embedded")
        }
        return html
    }

    /// One of the sentences that pages are given, in the language of the request.
    public func sentence(_ sentence: Sentence) -> String {
        Language.current.words.plain(sentence.rawValue)
    }

    /// A fixed text of another part of the program, given in English, in the language of the request; `nil` if nobody has translated it.
    public func translation(of text: String) -> String? {
        Language.current == .english ? text : Language.current.words.texts[text]
    }
}
