// Text from outside that will be shown to somebody else: without what breaks lines or turns the reading direction
// (Unicode UAX #9; "Trojan source").

extension Unicode.Scalar {
    /// Controls, bidirectional controls, zero-width and other format characters, and private or unassigned ones.
    var isControlOrInvisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }
}

extension String {
    /// Without controls and invisible characters, with single spaces, none of them at the ends.
    var cleaned: String {
        var result = UnicodeScalarView()
        var gap = false
        for scalar in unicodeScalars {
            if scalar.properties.isWhitespace {
                gap = !result.isEmpty
            } else if !scalar.isControlOrInvisible {
                if gap { result.append(" ") }
                gap = false
                result.append(scalar)
            }
        }
        return String(result)
    }
}
