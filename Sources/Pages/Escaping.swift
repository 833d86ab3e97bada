// HTML: https://html.spec.whatwg.org/multipage/syntax.html
// Escapes text for element content and quoted attributes, scalar by scalar.
// The template library's own escaping looks at whole characters, so a quote followed by a combining accent, or a `<` after
// U+0600, passes it untouched. A browser sees the quote. Every template is therefore read with this content type.

import Mustache

/// The content type of what is no HTML: the text of a mail. Nothing is escaped in it.
enum PlainText {
    static let pragma = "{{% CONTENT_TYPE: TEXT}}\n"
    static let templates: Set = [LetterPage.textTemplate]
}

/// The content type that every other template is given.
struct EscapedHTML: MustacheContentType {
    /// The first line of every template.
    static let pragma = "{{% CONTENT_TYPE: USHER_HTML}}\n"

    /// Makes the pragma known to the template library. Doing it twice changes nothing.
    static func register() {
        MustacheContentTypes.register(EscapedHTML(), named: "USHER_HTML")
    }

    func escapeText(_ text: String) -> String {
        Self.escape(text)
    }

    static func escape(_ text: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count + 16)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            // A parser turns a bare CR into LF, and template indentation follows a bare LF: both would change a hidden value.
            case "\r": escaped += "&#13;"
            case "\n": escaped += "&#10;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
