// The stylesheet: whatever the operator's colour, text and controls can be seen, and nothing is fetched from elsewhere.

import Testing

@testable import Pages

@Suite struct StylesheetTests {
    static let colors = ["#17624f", "#ffdd00", "#ffffff", "#000000", "#777777", "#ff0000", "#0000ff", "#00ff00", "#e0e0ff", "#1b1e22"]

    @Test("any colour gives readable buttons and links, light and dark", arguments: colors)
    func contrast(color: String) throws {
        let css = String(decoding: Stylesheet.make(for: try Branding(name: "Fieldnotes", color: color)).body, as: UTF8.self)
        for mode in [0, 1] {
            let variables = try variables(css, mode: mode)
            let pairs = [
                ("on-accent", "accent", 4.5), ("link", "page", 4.5), ("link", "card", 4.5), ("edge", "page", 3), ("edge", "card", 3),
            ]
            try expectContrast(pairs, in: variables)
        }
    }

    @Test("the colours of the sheet itself can be read, light and dark", arguments: [0, 1])
    func ownColors(mode: Int) throws {
        let css = String(decoding: Stylesheet.make(for: try Branding(name: "Fieldnotes")).body, as: UTF8.self)
        let variables = try variables(css, mode: mode)
        let pairs: [(String, String, Double)] = [
            ("ink", "page", 4.5), ("ink", "card", 4.5), ("soft", "page", 4.5), ("soft", "card", 4.5), ("bad", "card", 4.5),
            ("bad", "bad-bg", 4.5), ("warn", "warn-bg", 4.5), ("good", "good-bg", 4.5), ("field", "card", 3), ("good", "card", 3),
        ]
        try expectContrast(pairs, in: variables)
        #expect(variables[mode == 0 ? "page" : "card"] == "\(mode == 0 ? Stylesheet.lightSurface : Stylesheet.darkSurface)")
    }

    @Test("the sheet is small, is served under its own digest, and asks for nothing else")
    func sheet() throws {
        let one = Stylesheet.make(for: try Branding(name: "Fieldnotes"))
        let other = Stylesheet.make(for: try Branding(name: "Fieldnotes", color: "#123456"))
        #expect(one.body.count < 12_288)
        #expect(one.path.wholeMatch(of: /\/assets\/usher\.[0-9a-f]+\.css/) != nil)
        #expect(one.path != other.path)
        let css = String(decoding: one.body, as: UTF8.self)
        // A very long name or address breaks instead of widening the page.
        #expect(css.contains("overflow-wrap:anywhere"))
        for forbidden in ["url(", "@import", "http:", "https:"] {
            #expect(!css.contains(forbidden))
        }
    }

    @Test("black on white is 21 to 1, and a colour is itself again when read back")
    func ratios() throws {
        #expect((Color.black.contrast(with: .white) - 21).magnitude < 0.001)
        // #777 on white is the well-known near miss.
        let gray = try #require(Color("#777777"))
        #expect((gray.contrast(with: .white) - 4.478).magnitude < 0.001)
        for color in Self.colors {
            #expect(Color(color)?.description == color)
        }
    }

    private func expectContrast(_ pairs: [(text: String, surface: String, ratio: Double)], in variables: [String: String]) throws {
        for pair in pairs {
            let text = try #require(variables[pair.text].flatMap { Color($0) }, "\(pair.text)")
            let surface = try #require(variables[pair.surface].flatMap { Color($0) }, "\(pair.surface)")
            #expect(text.contrast(with: surface) >= pair.ratio, "\(pair.text) on \(pair.surface)")
        }
    }

    /// The variables of the brand and of the sheet, in the light (0) or the dark (1) mode.
    private func variables(_ css: String, mode: Int) throws -> [String: String] {
        let blocks = css.matches(of: /:root\{([^}]*)\}/).map { String($0.1) }
        try #require(blocks.count == 4)
        var variables: [String: String] = [:]
        for declaration in (blocks[mode] + ";" + blocks[mode + 2]).split(whereSeparator: { $0 == ";" || $0.isNewline }) {
            let parts = declaration.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { variables[String(parts[0].drop { $0 == "-" })] = String(parts[1]) }
        }
        return variables.mapValues { expand($0)?.description ?? $0 }
    }

    /// Reads `#fff` too, as the sheet writes it.
    private func expand(_ text: String) -> Color? {
        text.count == 4 ? Color("#" + text.dropFirst().map { "\($0)\($0)" }.joined()) : Color(text)
    }
}
