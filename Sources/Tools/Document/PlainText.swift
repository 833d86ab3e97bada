// Words of a document that assistants and people will read. They are data: bounded in length, on one line,
// without characters that control a terminal, turn the reading direction, or hide.

enum PlainText {
    /// What a title, and what a description, may have at most, in Unicode scalars.
    static let title = 100
    static let description = 1024

    /// The text on one line, cut at the limit; nil if nothing is left.
    static func cleaned(_ text: String?, upTo limit: Int) -> String? {
        guard let text else { return nil }
        var result = String.UnicodeScalarView()
        var gap = false
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                gap = !result.isEmpty
            } else if isVisible(scalar) {
                if result.count + (gap ? 2 : 1) > limit - 1 { return String(result) + "…" }
                if gap { result.append(" ") }
                gap = false
                result.append(scalar)
            }
        }
        return result.isEmpty ? nil : String(result)
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        // Names in Persian and Indic scripts, and composed emoji, need these two.
        if scalar.value == 0x200C || scalar.value == 0x200D { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: return false
        default: return true
        }
    }
}
