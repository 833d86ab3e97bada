// WCAG 2.2: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance and #dfn-contrast-ratio
// An sRGB colour, how well two of them can be told apart, and the nearest shade that can be read.

/// An opaque sRGB colour.
struct Color: Equatable, Sendable, CustomStringConvertible {
    var red: Double
    var green: Double
    var blue: Double

    static let black = Color(red: 0, green: 0, blue: 0)
    static let white = Color(red: 1, green: 1, blue: 1)

    init(red: Double, green: Double, blue: Double) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// Reads `#rrggbb`.
    init?(_ text: String) {
        let digits = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "#"), digits.count == 6,
            text.dropFirst().allSatisfy(\.isHexDigit), let value = UInt32(text.dropFirst(), radix: 16)
        else { return nil }
        self.init(
            red: Double(value >> 16 & 0xff) / 255, green: Double(value >> 8 & 0xff) / 255, blue: Double(value & 0xff) / 255)
    }

    var description: String {
        "#"
            + [red, green, blue].map { part in
                let digits = String(Int((part * 255).rounded()), radix: 16)
                return digits.count == 1 ? "0" + digits : digits
            }.joined()
    }

    var luminance: Double {
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    func contrast(with other: Color) -> Double {
        let (dark, light) = luminance < other.luminance ? (self, other) : (other, self)
        return (light.luminance + 0.05) / (dark.luminance + 0.05)
    }

    /// Black or white, whichever can be read on this colour. One of the two always reaches 4.5 to 1.
    var textOnTop: Color {
        contrast(with: .white) >= contrast(with: .black) ? .white : .black
    }

    /// The nearest shade of this colour that stands out from `surface` by at least `ratio`.
    func readable(on surface: Color, ratio: Double) -> Color {
        let end: Color = surface.textOnTop
        for step in 0...50 {
            let shade = mixed(with: end, share: Double(step) / 50)
            if shade.contrast(with: surface) >= ratio { return shade }
        }
        return end
    }

    /// Rounded to what `description` can say, so that a checked contrast is the shown one.
    private func mixed(with other: Color, share: Double) -> Color {
        func mix(_ from: Double, _ to: Double) -> Double {
            ((from + (to - from) * share) * 255).rounded() / 255
        }
        return Color(red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
    }

    private func linear(_ part: Double) -> Double {
        part <= 0.04045 ? part / 12.92 : power((part + 0.055) / 1.055)
    }

    /// x to the power 2.4, as x² times the fifth root of x². Newton's steps, because the platform's `pow` would need all of Foundation.
    private func power(_ x: Double) -> Double {
        let square = x * x
        guard square > 0 else { return 0 }
        var root = 1.0
        for _ in 0..<60 {
            root -= (root - square / (root * root * root * root)) / 5
        }
        return square * root
    }
}
