// Text from outside that will be shown to somebody else: without what breaks lines or turns the reading direction
// (Unicode UAX #9; "Trojan source").

extension Unicode.Scalar {
    /// Controls, bidirectional controls, zero-width and other format characters, and private ones.
    var isControlOrInvisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: true
        default: false
        }
    }

    /// The two invisible characters that names need: Persian and Indic scripts, and composed emoji.
    fileprivate var isJoiner: Bool { value == 0x200c || value == 0x200d }
}

extension String {
    /// Without controls and invisible characters, with single spaces, none of them at the ends.
    var cleaned: String {
        var result = UnicodeScalarView()
        var gap = false
        for scalar in unicodeScalars {
            if scalar.properties.isWhitespace {
                gap = !result.isEmpty
            } else if scalar.isJoiner || !scalar.isControlOrInvisible {
                if gap { result.append(" ") }
                gap = false
                result.append(scalar)
            }
        }
        return String(result)
    }
}
