// The one stylesheet: the operator's colour as variables, then the embedded sheet that uses them.
// Its path carries a digest of its body, so that it can be cached for ever.

/// Makes the stylesheet.
enum Stylesheet {
    /// The surfaces that text stands on: the darkest of the light ones and the lightest of the dark ones.
    /// The same values stand in `usher.css`, and a test compares them.
    static let lightSurface = Color(red: 0xf6 / 255, green: 0xf6 / 255, blue: 0xf4 / 255)
    static let darkSurface = Color(red: 0x1b / 255, green: 0x1e / 255, blue: 0x22 / 255)

    static func make(for branding: Branding) -> (path: String, body: [UInt8]) {
        let light = variables(for: branding.color, on: lightSurface)
        // WCAG 2.2 §1.4.11: a control stands out from its surroundings by 3 to 1.
        let dark = variables(for: branding.color.readable(on: darkSurface, ratio: 3), on: darkSurface)
        let brand = ":root{\(light)}\n@media(prefers-color-scheme:dark){:root{\(dark)}}\n"
        let body = Array(brand.utf8) + PackageResources.usher_css
        return ("/assets/usher.\(digest(of: body)).css", body)
    }

    /// `accent` fills a button, `on-accent` is the text in it, `edge` is its outline, `link` is text in that colour.
    private static func variables(for accent: Color, on surface: Color) -> String {
        let edge = accent.readable(on: surface, ratio: 3)
        let link = accent.readable(on: surface, ratio: 4.5)
        return "--accent:\(accent);--on-accent:\(accent.textOnTop);--edge:\(edge);--link:\(link)"
    }

    /// FNV-1a, 64 bits: tells one version from another; it protects nothing.
    static func digest(of bytes: [UInt8]) -> String {
        let digest = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(digest, radix: 16)
    }
}
